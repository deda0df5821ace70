namespace MiniGrad.Search;

/// <summary>A trial as it is kept.</summary>
/// <param name="Number">The number.</param>
/// <param name="State">How far it is.</param>
/// <param name="Body">All that does not depend on who runs it, in JSON.</param>
/// <param name="Lease">How often it was given out.</param>
internal sealed record StoredTrial(int Number, TrialState State, string Body, long Lease)
{
    /// <summary>Who runs it, or null.</summary>
    public string? Holder { get; init; }

    /// <summary>When the lease ends, by the time of the storage in milliseconds.</summary>
    public long Until { get; init; }

    /// <summary>For how many milliseconds the lease was given.</summary>
    public long Span { get; init; }

    /// <summary>The latest report, in JSON, or null.</summary>
    public string? Progress { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether it has come to its end.</summary>
    public bool IsFinished => IsEnd(State);

    /// <summary>Whether a trial in a state has come to its end.</summary>
    public static bool IsEnd(TrialState state) => state is TrialState.Complete or TrialState.Pruned or TrialState.Failed;

    /// <summary>Whether somebody runs it. A lease that would end later than any can is of a clock that was wrong.</summary>
    public bool IsHeld(long now) => Holder is not null && Until >= now && Until <= now + Span;
}
