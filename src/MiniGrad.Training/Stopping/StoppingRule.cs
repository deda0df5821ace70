namespace MiniGrad.Training;

/// <summary>When a run is to stop; made by <see cref="Stop"/>, and combined by <c>|</c> and <c>&amp;</c>.</summary>
/// <remarks>A rule remembers nothing, so one rule serves any number of runs, at the same time too: what it has to count, each run's monitor
/// keeps.</remarks>
public sealed class StoppingRule
{
    private readonly Func<Func<StoppingProgress, StopReason?>> begin;

    /// <param name="check">What is looked at; it remembers nothing.</param>
    /// <param name="needsGradient">Whether it looks at the gradient.</param>
    /// <param name="descentOnly">Why it is of no use in an ascent, or null.</param>
    internal StoppingRule(Func<StoppingProgress, StopReason?> check, bool needsGradient = false, string? descentOnly = null)
        : this(() => check, needsGradient, descentOnly)
    {
    }

    /// <param name="begin">Makes what one run is looked at with, which may count.</param>
    /// <param name="needsGradient">Whether it looks at the gradient.</param>
    /// <param name="descentOnly">Why it is of no use in an ascent, or null.</param>
    internal StoppingRule(Func<Func<StoppingProgress, StopReason?>> begin, bool needsGradient = false, string? descentOnly = null)
    {
        this.begin = begin;
        NeedsGradient = needsGradient;
        DescentOnly = descentOnly;
    }

    /// <summary>Whether the rule looks at the gradient, which then must be known.</summary>
    public bool NeedsGradient { get; }

    /// <summary>Why the rule is of no use in an ascent, or null.</summary>
    internal string? DescentOnly { get; }

    /// <summary>The reason to stop now, or null. A rule that counts begins with this iteration.</summary>
    /// <exception cref="InvalidOperationException">The rule looks at the gradient, and that is not known.</exception>
    public StopReason? Check(StoppingProgress progress) => begin()(progress);

    /// <summary>What one run is looked at with, at every iteration.</summary>
    internal Func<StoppingProgress, StopReason?> Begin() => begin();

    /// <summary>Stops as soon as one of two rules says so.</summary>
    public StoppingRule Or(StoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Combine(other, static (reason, otherReason) => reason ?? otherReason);
    }

    /// <summary>Stops when two rules say so at the same iteration.</summary>
    public StoppingRule And(StoppingRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Combine(
            other, static (reason, otherReason) =>
                reason is null || otherReason is null ? null : new StopReason(StopKind.Together, $"{reason}, and {otherReason}"));
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

    // Both are looked at each time, as each may count.
    private StoppingRule Combine(StoppingRule other, Func<StopReason?, StopReason?, StopReason?> combine) => new(
        () =>
        {
            Func<StoppingProgress, StopReason?> check = Begin(), otherCheck = other.Begin();
            return progress => combine(check(progress), otherCheck(progress));
        },
        NeedsGradient || other.NeedsGradient,
        DescentOnly ?? other.DescentOnly);
}
