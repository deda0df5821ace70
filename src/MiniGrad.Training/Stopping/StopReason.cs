namespace MiniGrad.Training;

/// <summary>Why a run stopped.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Sentence">For people, with the figures: <c>the gradient's norm fell to 7.1E-11, below 1E-10, at iteration 42</c>.</param>
public sealed record StopReason(StopKind Kind, string Sentence)
{
    /// <summary>Whether the run failed.</summary>
    public bool IsDivergence => Kind == StopKind.Diverged;

    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;
}
