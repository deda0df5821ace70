namespace MiniGrad.Training;

/// <summary>How <see cref="Descent"/> goes about it, besides the function, the optimizer and the stopping rule.</summary>
public sealed record DescentOptions
{
    /// <summary>
    /// Which iterations leave a point in the trace: the start, every so many, and the last. Default: 0, no trace. A trace holds a copy of the parameters
    /// for each of its points, so take a larger number for long runs of many parameters. Where samples are drawn, updates are counted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int TraceEvery { get; init => field = Guard.AtLeast(value, 0, nameof(DescentOptions), nameof(TraceEvery)); }

    /// <summary>
    /// Whether the function is recorded once and replayed after that, which is several times as fast, with the same bits. Default: yes, as in
    /// <see cref="TrainingStep{T}"/>, which says what a function must not do then, such as looking at values; for one that does, say no.
    /// </summary>
    public bool Captures { get; init; } = true;

    /// <summary>How far from where it began the value may get before the run has diverged: see <see cref="StoppingMonitor"/>. Default: 1e10.</summary>
    public double DivergenceFactor { get; init; } = StoppingMonitor.DefaultDivergenceFactor;

    /// <summary>
    /// Called after every iteration, an epoch where samples are drawn, with how far the run has come: to show progress, or to change the learning rate when
    /// the loss is on a plateau. Not called at the start. Default: null, nothing.
    /// </summary>
    public Action<StoppingProgress>? OnIteration { get; init; }

    /// <summary>What tells the time. Default: the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
