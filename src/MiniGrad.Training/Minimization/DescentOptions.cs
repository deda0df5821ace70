namespace MiniGrad.Training;

/// <summary>Settings of a <see cref="Descent"/>.</summary>
public sealed record DescentOptions
{
    /// <summary>Every how many iterations, or updates where samples are drawn, leave a copy of the parameters in the trace, besides the
    /// start and the end. Default: 0, no trace.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int TraceEvery { get; init => field = Guard.AtLeast(value, 0, nameof(DescentOptions), nameof(TraceEvery)); }

    /// <summary>Whether the function is recorded and replayed, several times as fast and to the same bits; it must keep to the rules of
    /// <see cref="TrainingStep{T}"/>. Default: yes.</summary>
    public bool Captures { get; init; } = true;

    /// <summary>How far from its start the value may get: see <see cref="StoppingMonitor"/>. Default: 1e10.</summary>
    public double DivergenceFactor { get; init; } = StoppingMonitor.DefaultDivergenceFactor;

    /// <summary>Called after every iteration, an epoch where samples are drawn, with the progress of the run. Default: null.</summary>
    public Action<StoppingProgress>? OnIteration { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
