namespace MiniGrad.Decoding;

/// <summary>A sequence that has ended.</summary>
/// <param name="Score">What it is ranked by.</param>
/// <param name="LogProbability">Its log-probability.</param>
/// <param name="Node">Its number in the tree, without the end token.</param>
/// <param name="IsFinished">Whether it ended by the end token.</param>
internal readonly record struct Ending(double Score, double LogProbability, int Node, bool IsFinished);

/// <summary>The best endings of one source; of equal ones, that which came first.</summary>
internal sealed class Ranking(int capacity)
{
    private readonly List<Ending> endings = [];

    /// <summary>Whether an ending of this score would be kept.</summary>
    public bool Accepts(double score) => endings.Count < capacity || score > endings[^1].Score;

    public void Add(in Ending ending)
    {
        int from = 0, to = endings.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (endings[middle].Score >= ending.Score) from = middle + 1;
            else to = middle;
        }
        if (endings.Count == capacity) endings.RemoveAt(capacity - 1);
        endings.Insert(from, ending);
    }

    public IReadOnlyList<Hypothesis> ToHypotheses(TokenTree tree) =>
        [.. endings.Select(item => new Hypothesis(tree.Sequence(item.Node), item.LogProbability, item.Score, item.IsFinished))];
}
