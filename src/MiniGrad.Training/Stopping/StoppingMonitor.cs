namespace MiniGrad.Training;

/// <summary>Watches one run for its rule, and for divergence in any case:
/// <c>StoppingMonitor stop = new(rule); do { … } while (!stop.Observe(loss));</c></summary>
/// <remarks>A run has diverged when the loss, or the gradient where it is known, is NaN or infinite, or when the loss's absolute value is
/// beyond <c>factor · max(1, |L₀|)</c>, where L₀ is the first that was observed. A loss that falls without bound is noticed by the same
/// test.</remarks>
public sealed class StoppingMonitor
{
    /// <summary>The factor beyond which a loss has diverged, if no other is given.</summary>
    public const double DefaultDivergenceFactor = 1e10;

    private readonly Func<StoppingProgress, StopReason?> check;
    private readonly bool isAscent;
    private readonly double divergenceFactor;
    private readonly TimeProvider time;
    private readonly long began;
    private double largestLoss = double.NaN;
    private double bestLoss = double.NaN;

    /// <summary>Begins to watch; the time counts from here.</summary>
    /// <param name="rule">When to stop.</param>
    /// <param name="divergenceFactor">How far from its start the loss may get, above 1; infinity for any distance. Default: 1e10.</param>
    /// <param name="time">What tells the time. Default: the system.</param>
    /// <param name="isAscent">Whether the value is to become large. Default: no, a loss.</param>
    /// <exception cref="ArgumentException">The rule is of no use in an ascent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 1.</exception>
    public StoppingMonitor(
        StoppingRule rule, double divergenceFactor = DefaultDivergenceFactor, TimeProvider? time = null, bool isAscent = false)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!(divergenceFactor > 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(divergenceFactor), Invariant($"StoppingMonitor: the divergence factor must be above 1, got {divergenceFactor}."));
        }
        if (isAscent && rule.DescentOnly is { } trouble) throw new ArgumentException(trouble, nameof(rule));
        check = rule.Begin();
        this.isAscent = isAscent;
        this.divergenceFactor = divergenceFactor;
        this.time = time ?? TimeProvider.System;
        began = this.time.GetTimestamp();
    }

    /// <summary>Whether a value that is not finite, or far beyond where the run began, is no reason to stop.</summary>
    internal bool IgnoresDivergence { get; init; }

    /// <inheritdoc cref="StoppingProgress.Words"/>
    internal (string Quantity, string Unit)? Words { get; init; }

    /// <summary>Why the run is to stop, or null as long as it is to go on.</summary>
    public StopReason? Reason { get; private set; }

    /// <summary>What was observed last.</summary>
    public StoppingProgress Progress { get; private set; }

    /// <summary>The smallest loss so far, in an ascent the largest value, or NaN before the first.</summary>
    public double BestLoss => Progress.InItsSign(bestLoss);

    /// <summary>The time since the run began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

    /// <summary>Looks at the start, before the first iteration. May be left out.</summary>
    /// <returns>Whether to stop.</returns>
    /// <exception cref="InvalidOperationException">The run has started, or the rule looks at the gradient, which is not given.</exception>
    public bool ObserveStart(double loss, double? gradientNorm = null, double? largestGradientElement = null)
    {
        if (!double.IsNaN(largestLoss) || Reason is not null)
            throw new InvalidOperationException("ObserveStart: the run has started already.");
        return Observe(0, loss, gradientNorm, largestGradientElement, Elapsed);
    }

    /// <summary>Looks at what one more iteration, an update or an epoch, has led to.</summary>
    /// <param name="loss">The loss; in an ascent the value.</param>
    /// <param name="gradientNorm">The gradient's norm over all parameters, if it is known.</param>
    /// <param name="largestGradientElement">The largest absolute value of an element of the gradient, if it is known.</param>
    /// <returns>Whether to stop: <see cref="Reason"/> says why. Once it is so it stays so, whatever is observed.</returns>
    /// <exception cref="InvalidOperationException">The rule looks at the gradient, which is not given.</exception>
    public bool Observe(double loss, double? gradientNorm = null, double? largestGradientElement = null) =>
        Reason is not null || Observe(Progress.Iteration + 1, loss, gradientNorm, largestGradientElement, Elapsed);

    /// <summary>The same at a time that somebody else measured, or that has gone by in a run that was interrupted.</summary>
    internal bool Observe(double loss, TimeSpan elapsed) =>
        Reason is not null || Observe(Progress.Iteration + 1, loss, null, null, elapsed);

    private bool Observe(int iteration, double value, double? gradientNorm, double? largestGradientElement, TimeSpan elapsed)
    {
        double loss = isAscent ? -value : value;
        bool isFirst = double.IsNaN(largestLoss);
        bool isBest = isFirst || loss < bestLoss || double.IsNaN(bestLoss);
        Progress = new StoppingProgress(
            iteration, loss, isFirst ? null : Progress.Loss, gradientNorm, largestGradientElement, elapsed,
            isBest ? 0 : Progress.IterationsSinceBest + 1)
        {
            IsAscent = isAscent,
            Words = Words,
        };
        if (isFirst) largestLoss = divergenceFactor * Math.Max(1, Math.Abs(loss));
        if (IgnoresDivergence)
        {
            if (isBest) bestLoss = loss;
            Reason = check(Progress);
            return Reason is not null;
        }
        Reason = Divergence(value, Progress.Quantity) ?? Divergence(gradientNorm, "gradient's norm") ?? Divergence(
            largestGradientElement, "gradient's largest element");
        if (Reason is null && isBest) bestLoss = loss;
        Reason ??= Math.Abs(loss) > largestLoss
            ? Diverged(Invariant($"the {Progress.Quantity} went to {value:G3} by {Progress.Unit} {iteration}, beyond ") +
                Invariant($"{divergenceFactor:G3} times where it began"))
            : check(Progress);
        return Reason is not null;
    }

    private StopReason? Divergence(double? value, string what) => value is { } number && !double.IsFinite(number)
        ? Diverged(Invariant($"the {what} became ") +
            Invariant($"{(double.IsNaN(number) ? "NaN" : number > 0 ? "infinite" : "minus infinity")} ") +
            Invariant($"at {Progress.Unit} {Progress.Iteration}"))
        : null;

    private static StopReason Diverged(string what) => new(StopKind.Diverged, $"diverged: {what}");
}
