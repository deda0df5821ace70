namespace MiniGrad.Decoding;

/// <summary>A hypothesis continued by a token.</summary>
/// <param name="Sum">Its log-probability.</param>
/// <param name="Parent">The place of the hypothesis among those of its source.</param>
/// <param name="Value">The log-probability of the token.</param>
/// <param name="Token">The token.</param>
internal readonly record struct Candidate(double Sum, int Parent, double Value, int Token)
{
    /// <summary>Whether it is likelier than another; of equals, of the hypothesis that comes first, and the lower token.</summary>
    /// <remarks>Among the tokens of one hypothesis the likelier is first even where the sums, being rounded, do not tell them
    /// apart.</remarks>
    public bool Precedes(in Candidate other) =>
        Sum != other.Sum ? Sum > other.Sum
        : Parent != other.Parent ? Parent < other.Parent
        : Value != other.Value ? Value > other.Value
        : Token < other.Token;
}
