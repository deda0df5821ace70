namespace MiniGrad.Decoding;

/// <summary>A sequence of tokens that a search found.</summary>
public sealed class Hypothesis
{
    internal Hypothesis(int[] tokens, double logProbability, double score, bool isFinished)
    {
        Tokens = Array.AsReadOnly(tokens);
        LogProbability = logProbability;
        Score = score;
        IsFinished = isFinished;
    }

    /// <summary>The tokens, without the start token and without the end token.</summary>
    public IReadOnlyList<int> Tokens { get; }

    /// <summary>The sum of the natural logarithms of the probabilities of the tokens, that of the end token included.</summary>
    public double LogProbability { get; }

    /// <summary>What the search ranks by: <see cref="LogProbability"/> with the penalty of <see cref="BeamSearch.LengthPenalty"/>; without
    /// one, and of other searches, <see cref="LogProbability"/> itself.</summary>
    public double Score { get; }

    /// <summary>Whether it ended by the end token. Otherwise it was cut off: at <see cref="SequenceDecoder.MaxLength"/>, or, by other
    /// searches than <see cref="BeamSearch"/>, where every further token was forbidden.</summary>
    public bool IsFinished { get; }

    /// <summary>The number of tokens that the step function was asked for: those of <see cref="Tokens"/>, and the end token if there is
    /// one.</summary>
    public int Length => Tokens.Count + (IsFinished ? 1 : 0);

    /// <summary>The tokens and the score, such as <c>[3, 1, 4], score −0.52</c>.</summary>
    public override string ToString() =>
        Invariant($"[{string.Join(", ", Tokens)}], score {Score:0.####}{(IsFinished ? "" : ", unfinished")}");
}
