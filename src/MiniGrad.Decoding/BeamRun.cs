using System.Runtime.InteropServices;

namespace MiniGrad.Decoding;

/// <summary>A beam search at work on a batch of sources.</summary>
internal sealed class BeamRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BeamSearch search;
    private readonly StepCalls<T> calls;
    private readonly LengthPenalties penalties;
    private readonly Ranking[] rankings;
    private readonly TokenTree tree = new();
    // The candidates of the source that is being looked at, those by the end token apart. It has at most as many open hypotheses as the
    // width.
    private readonly BestCandidates candidates, ends;
    private OpenHypotheses open = new(), next = new();
    private double[] values = [];

    public BeamRun(BeamSearch search, StepCalls<T> calls)
    {
        (this.search, this.calls) = (search, calls);
        penalties = new LengthPenalties(search.LengthPenalty, search.MaxLength);
        (candidates, ends) = (new BestCandidates(search.Width), new BestCandidates(search.Width));
        rankings = new Ranking[calls.Starts.Length];
        for (int source = 0; source < rankings.Length; source++)
        {
            rankings[source] = new Ranking(search.Count);
            open.Add(source, calls.Starts[source], TokenTree.Root, 0, row: source);
        }
    }

    public IReadOnlyList<IReadOnlyList<Hypothesis>> Run(CancellationToken cancellation)
    {
        using (Inference.Begin())
        {
            for (int length = 1; open.Count > 0; length++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (length > 1) calls.Keep(open.Rows);
                calls.Call(open.Tokens);
                if (length == 1) values = new double[calls.Vocabulary];
                Continue(length);
                (open, next) = (next, open);
            }
        }
        return [.. rankings.Select(ranking => ranking.ToHypotheses(tree))];
    }

    /// <summary>Continues all open hypotheses by a token each, to the given length.</summary>
    private void Continue(int length)
    {
        next.Clear();
        ReadOnlySpan<int> sources = open.Sources;
        for (int first = 0, end; first < sources.Length; first = end)
        {
            for (end = first + 1; end < sources.Length && sources[end] == sources[first];) end++;
            Collect(first, end);
            Finish(first, length);
            if (length == search.MaxLength) CutOff(first, length);
            else KeepOpen(first, length);
        }
    }

    /// <summary>Finds the best candidates of the hypotheses of one source.</summary>
    private void Collect(int first, int end)
    {
        candidates.Clear();
        ends.Clear();
        int endToken = search.EndToken ?? values.Length;
        for (int row = first; row < end; row++)
        {
            calls.Read(row, values);
            double sum = open.LogProbabilities[row];
            Offer(0, Math.Min(endToken, values.Length), sum, row - first);
            Offer(endToken + 1, values.Length, sum, row - first);
            if (endToken < values.Length && sum + values[endToken] >= ends.Threshold)
                ends.Offer(new Candidate(sum + values[endToken], row - first, values[endToken], endToken));
        }
        candidates.Sort();
        ends.Sort();
    }

    private void Offer(int from, int to, double sum, int parent)
    {
        ReadOnlySpan<double> row = values;
        double threshold = candidates.Threshold;
        for (int token = from; token < to; token++)
        {
            double total = sum + row[token];
            if (!(total >= threshold)) continue;
            candidates.Offer(new Candidate(total, parent, row[token], token));
            threshold = candidates.Threshold;
        }
    }

    /// <summary>Ranks those that end by the end token and come before the last that may stay open.</summary>
    private void Finish(int first, int length)
    {
        Ranking ranking = rankings[open.Sources[first]];
        foreach (ref readonly Candidate candidate in ends.Items)
        {
            double score = penalties.Score(candidate.Sum, length);
            if ((candidates.IsFull && !candidate.Precedes(candidates.Items[^1])) || !ranking.Accepts(score)) break;
            ranking.Add(new Ending(score, candidate.Sum, open.Nodes[first + candidate.Parent], IsFinished: true));
        }
    }

    /// <summary>Ranks what has reached the greatest length without an end.</summary>
    private void CutOff(int first, int length)
    {
        Ranking ranking = rankings[open.Sources[first]];
        foreach (ref readonly Candidate candidate in candidates.Items)
        {
            double score = penalties.Score(candidate.Sum, length);
            if (!ranking.Accepts(score)) break;
            int node = tree.Add(open.Nodes[first + candidate.Parent], candidate.Token);
            ranking.Add(new Ending(score, candidate.Sum, node, IsFinished: false));
        }
    }

    /// <summary>Goes on with those that can still win. They come in falling order, as do their bounds.</summary>
    private void KeepOpen(int first, int length)
    {
        int source = open.Sources[first];
        foreach (ref readonly Candidate candidate in candidates.Items)
        {
            if (!rankings[source].Accepts(penalties.Bound(candidate.Sum, length))) break;
            int node = tree.Add(open.Nodes[first + candidate.Parent], candidate.Token);
            next.Add(source, candidate.Token, node, candidate.Sum, first + candidate.Parent);
        }
    }

    /// <summary>The open hypotheses of all sources, source by source, each source's likeliest first.</summary>
    private sealed class OpenHypotheses
    {
        private readonly List<int> sources = [], tokens = [], nodes = [], rows = [];
        private readonly List<double> logProbabilities = [];

        public int Count => sources.Count;

        public ReadOnlySpan<int> Sources => CollectionsMarshal.AsSpan(sources);

        public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

        public ReadOnlySpan<int> Nodes => CollectionsMarshal.AsSpan(nodes);

        /// <summary>For each the row of the hypothesis that it continues.</summary>
        public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(rows);

        public ReadOnlySpan<double> LogProbabilities => CollectionsMarshal.AsSpan(logProbabilities);

        public void Add(int source, int token, int node, double logProbability, int row)
        {
            sources.Add(source);
            tokens.Add(token);
            nodes.Add(node);
            logProbabilities.Add(logProbability);
            rows.Add(row);
        }

        public void Clear()
        {
            sources.Clear();
            tokens.Clear();
            nodes.Clear();
            logProbabilities.Clear();
            rows.Clear();
        }
    }
}
