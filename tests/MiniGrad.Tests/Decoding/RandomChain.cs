using MiniGrad.Decoding;

namespace MiniGrad.Tests.Decoding;

/// <summary>A random step function: how likely a token is depends on the source and on all tokens before. Its state is the source and the
/// prefix as a number.</summary>
internal sealed class RandomChain(int vocabulary)
{
    public int Vocabulary => vocabulary;

    /// <summary>The share of tokens that are forbidden.</summary>
    public double Forbidden { get; init; }

    /// <summary>Whether there are few different log-probabilities, whose sums are exact, so that ties are common.</summary>
    public bool IsCoarse { get; init; }

    public static DecodingState<double> Start(params int[] sources) =>
        new(Tensor.Create([.. sources.SelectMany(source => (double[])[source, 0])], [sources.Length, 2]));

    public double[] LogProbabilities(int source, double prefix)
    {
        XoshiroRandom random = new((ulong)source, (ulong)prefix);
        double[] logits = new double[vocabulary];
        for (int token = 0; token < vocabulary; token++)
        {
            logits[token] = IsCoarse ? -0.25 * random.Next(1, 5) : 4 * random.NextDouble();
            if (random.NextDouble() < Forbidden) logits[token] = double.NegativeInfinity;
        }
        if (IsCoarse || logits.Max() == double.NegativeInfinity) return logits;
        double sum = Math.Log(logits.Sum(Math.Exp));
        return [.. logits.Select(value => Math.Min(0, value - sum))];
    }

    public double Continue(double prefix, int token) => prefix * (vocabulary + 1) + token + 1;

    public (Tensor<double> LogProbabilities, DecodingState<double> State) Step(IndexTensor tokens, DecodingState<double> state)
    {
        int rows = tokens.ElementCount;
        double[] values = new double[rows * vocabulary], next = new double[rows * 2];
        for (int row = 0; row < rows; row++)
        {
            double prefix = Continue(state[0][row, 1], tokens[row]);
            (next[2 * row], next[2 * row + 1]) = (state[0][row, 0], prefix);
            LogProbabilities((int)state[0][row, 0], prefix).CopyTo(values, row * vocabulary);
        }
        return (Tensor.Create<double>(values, [rows, vocabulary]), new DecodingState<double>(Tensor.Create<double>(next, [rows, 2])));
    }
}
