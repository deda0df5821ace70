using System.Runtime.InteropServices;

namespace MiniGrad.Decoding;

/// <summary>Chooses the next token of a source; −1 where all are forbidden.</summary>
internal delegate int TokenChoice(ReadOnlySpan<double> logProbabilities, int source);

/// <summary>Decodes a batch of sources with one hypothesis each.</summary>
internal static class RowByRow
{
    public static IReadOnlyList<Hypothesis> Decode<T>(
        StepCalls<T> calls, SequenceDecoder settings, TokenChoice choose, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = calls.Starts.Length;
        List<int>[] results = new List<int>[count];
        double[] sums = new double[count], values = [];
        bool[] isFinished = new bool[count];
        for (int source = 0; source < count; source++) results[source] = [];
        // For each row that goes on: its source, its last token, and its row in the last call.
        List<int> sources = [.. Enumerable.Range(0, count)], tokens = [.. calls.Starts], rows = [.. sources];
        using (Inference.Begin())
        {
            for (int length = 1; sources.Count > 0; length++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (length > 1) calls.Keep(CollectionsMarshal.AsSpan(rows));
                calls.Call(CollectionsMarshal.AsSpan(tokens));
                if (length == 1) values = new double[calls.Vocabulary];
                int[] current = [.. sources];
                sources.Clear();
                tokens.Clear();
                rows.Clear();
                for (int row = 0; row < current.Length; row++)
                {
                    int source = current[row];
                    calls.Read(row, values);
                    int token = choose(values, source);
                    if (token < 0) continue;
                    sums[source] += values[token];
                    isFinished[source] = token == settings.EndToken;
                    if (isFinished[source]) continue;
                    results[source].Add(token);
                    if (length == settings.MaxLength) continue;
                    sources.Add(source);
                    tokens.Add(token);
                    rows.Add(row);
                }
            }
        }
        return [.. Enumerable.Range(0, count).Select(i => new Hypothesis([.. results[i]], sums[i], sums[i], isFinished[i]))];
    }
}
