namespace MiniGrad.Decoding;

/// <summary>Draws tokens at random from what temperature, top k and top p leave.</summary>
internal sealed class TokenDraw
{
    private readonly double temperature;
    private readonly int? topK;
    private readonly double? topP;
    private readonly Comparison<int> likelierFirst;
    private double[] logProbabilities = [], weights = [];
    private int[] order = [];

    public TokenDraw(double temperature, int? topK, double? topP)
    {
        (this.temperature, this.topK, this.topP) = (temperature, topK, topP);
        likelierFirst = (a, b) =>
            logProbabilities[a] != logProbabilities[b] ? logProbabilities[b].CompareTo(logProbabilities[a]) : a.CompareTo(b);
    }

    /// <summary>Draws a token; −1, without using a random number, where all are forbidden.</summary>
    public int Next(ReadOnlySpan<double> values, Random random)
    {
        ReadOnlySpan<int> remaining = Remaining(values);
        double sum = 0;
        foreach (int token in remaining) sum += weights[token];
        if (sum == 0) return -1;
        double rest = random.NextDouble() * sum;
        int last = -1;
        foreach (int token in remaining)
        {
            if (weights[token] == 0) continue;
            last = token;
            rest -= weights[token];
            if (rest < 0) break;
        }
        // Rounding may leave a little at the end, which is the last one's.
        return last;
    }

    /// <summary>The tokens that can be drawn, the likeliest first where some cannot. Forbidden ones weigh 0.</summary>
    internal ReadOnlySpan<int> Remaining(ReadOnlySpan<double> values)
    {
        if (order.Length != values.Length)
            (order, weights, logProbabilities) = (new int[values.Length], new double[values.Length], new double[values.Length]);
        double most = double.NegativeInfinity;
        foreach (double value in values) most = Math.Max(most, value);
        if (most == double.NegativeInfinity) return [];
        for (int token = 0; token < order.Length; token++)
        {
            order[token] = token;
            weights[token] = Math.Exp((values[token] - most) / temperature);
        }
        if (topK is null && topP is null) return order;
        values.CopyTo(logProbabilities);
        order.AsSpan().Sort(likelierFirst);
        int count = Math.Min(topK ?? order.Length, order.Length);
        return order.AsSpan(0, topP is { } p && p < 1 ? Nucleus(count, p) : count);
    }

    // How many of the likeliest come to a share p of what the likeliest of the given number weigh.
    private int Nucleus(int count, double p)
    {
        double sum = 0, part = 0;
        for (int i = 0; i < count; i++) sum += weights[order[i]];
        for (int i = 0; i < count; i++)
        {
            part += weights[order[i]];
            if (part >= p * sum) return i + 1;
        }
        return count;
    }
}
