using MiniGrad.Decoding;

namespace MiniGrad.Tests.Decoding;

/// <summary>A result of a search that was written as plainly as possible.</summary>
internal sealed record NaiveResult(int[] Tokens, double LogProbability, double Score, bool IsFinished);

internal static class NaiveSearches
{
    public static double Score(double logProbability, int length, double penalty) => logProbability / Math.Pow((5.0 + length) / 6, penalty);

    /// <summary>All sequences that are possible, the best first.</summary>
    public static NaiveResult[] Exhaustive(RandomChain chain, int source, int start, BeamSearch settings)
    {
        List<NaiveResult> all = [];
        Visit([], chain.Continue(0, start), 0);
        return [.. all.OrderByDescending(result => result.Score).ThenBy(result => result.Tokens.Length)];

        void Visit(int[] tokens, double prefix, double sum)
        {
            double[] values = chain.LogProbabilities(source, prefix);
            int length = tokens.Length + 1;
            for (int token = 0; token < values.Length; token++)
            {
                double total = sum + values[token];
                if (double.IsNegativeInfinity(total)) continue;
                int[] longer = [.. tokens, token];
                if (token == settings.EndToken)
                    all.Add(new NaiveResult(tokens, total, Score(total, length, settings.LengthPenalty), true));
                else if (length == settings.MaxLength)
                    all.Add(new NaiveResult(longer, total, Score(total, length, settings.LengthPenalty), false));
                else Visit(longer, chain.Continue(prefix, token), total);
            }
        }
    }

    /// <summary>A beam search that sorts everything and never ends early.</summary>
    public static NaiveResult[] Beam(RandomChain chain, int source, int start, BeamSearch settings)
    {
        List<(int[] Tokens, double Sum)> open = [([], 0)];
        List<NaiveResult> ended = [];
        for (int length = 1; length <= settings.MaxLength; length++)
        {
            var candidates = open.SelectMany((hypothesis, place) =>
                {
                    double prefix = hypothesis.Tokens.Aggregate(chain.Continue(0, start), chain.Continue);
                    return chain.LogProbabilities(source, prefix).Select((value, token) => (hypothesis, place, value, token));
                })
                .Where(item => !double.IsNegativeInfinity(item.value))
                .OrderByDescending(item => item.hypothesis.Sum + item.value).ThenBy(item => item.place)
                .ThenByDescending(item => item.value).ThenBy(item => item.token).ToList();
            open = [];
            List<NaiveResult> cut = [];
            foreach (var (hypothesis, _, value, token) in candidates)
            {
                double total = hypothesis.Sum + value, score = Score(total, length, settings.LengthPenalty);
                if (token == settings.EndToken) ended.Add(new NaiveResult(hypothesis.Tokens, total, score, true));
                else if (length == settings.MaxLength) cut.Add(new NaiveResult([.. hypothesis.Tokens, token], total, score, false));
                else open.Add(([.. hypothesis.Tokens, token], total));
                if (open.Count + cut.Count == settings.Width) break;
            }
            ended.AddRange(cut);
        }
        // A stable sort: of equals the one that ended first.
        return [.. ended.OrderByDescending(result => result.Score).Take(settings.Count)];
    }

    public static void AssertEqual(IReadOnlyList<NaiveResult> expected, IReadOnlyList<Hypothesis> actual)
    {
        bool agree = expected.Count == actual.Count;
        for (int i = 0; agree && i < expected.Count; i++)
            agree = expected[i].Score.Equals(actual[i].Score) && expected[i].LogProbability.Equals(actual[i].LogProbability)
                && expected[i].Tokens.SequenceEqual(actual[i].Tokens) && expected[i].IsFinished == actual[i].IsFinished;
        if (!agree) throw new InvalidOperationException($"Expected {string.Join("; ", expected)}, got {string.Join("; ", actual)}.");
    }

    public static void AssertEqual(IReadOnlyList<Hypothesis> expected, IReadOnlyList<Hypothesis> actual) =>
        AssertEqual(
            [.. expected.Select(item => new NaiveResult([.. item.Tokens], item.LogProbability, item.Score, item.IsFinished))], actual);
}
