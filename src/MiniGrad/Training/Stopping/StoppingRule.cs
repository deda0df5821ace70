namespace MiniGrad.Training.Stopping;

/// <summary>When a run is to stop; made by <see cref="Stop"/>, and combined by <c>|</c> and <c>&amp;</c>.</summary>
/// <remarks>A rule remembers nothing, so one rule serves any number of runs, at the same time too.</remarks>
public sealed class StoppingRule
{
    private readonly Func<StoppingProgress, StopReason?> check;

    internal StoppingRule(Func<StoppingProgress, StopReason?> check, bool needsGradient = false)
    {
        this.check = check;
        NeedsGradient = needsGradient;
    }

    /// <summary>Whether the rule looks at the gradient, which then must be known.</summary>
    public bool NeedsGradient { get; }

    /// <summary>The reason to stop now, or null to go on.</summary>
    /// <exception cref="InvalidOperationException">The rule looks at the gradient, and that is not known.</exception>
    public StopReason? Check(StoppingProgress progress) => check(progress);

    /// <summary>Stops as soon as one of two rules says so.</summary>
    public StoppingRule Or(StoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(progress => Check(progress) ?? other.Check(progress), NeedsGradient || other.NeedsGradient);
    }

    /// <summary>Stops when two rules say so at the same iteration.</summary>
    public StoppingRule And(StoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            progress => Check(progress) is { } reason && other.Check(progress) is { } otherReason
                ? new StopReason(StopKind.Together, $"{reason}, and {otherReason}")
                : null,
            NeedsGradient || other.NeedsGradient);
    }

    /// <inheritdoc cref="Or"/>
    public static StoppingRule operator |(StoppingRule left, StoppingRule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.Or(right);
    }

    /// <inheritdoc cref="And"/>
    public static StoppingRule operator &(StoppingRule left, StoppingRule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.And(right);
    }
}
