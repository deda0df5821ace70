namespace MiniGrad.Search;

/// <summary>What a sampler may know when it chooses the parameters of a trial: the results of the trials up to a fixed distance, and the
/// parameters of those between. Nothing else, so that the choice does not depend on who was faster.</summary>
internal sealed class History
{
    public required SearchSpace Space { get; init; }

    public required int GoalCount { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How many trials may be under way at once, this one included: trial t sees the results of 0 … t − Overlap.</summary>
    public required int Overlap { get; init; }

    /// <summary>The number of the trial to be chosen; repeats of earlier ones are not counted.</summary>
    public int Number => Observed.Count + Pending.Count;

    /// <summary>The trials whose results may be seen, in order.</summary>
    public required IReadOnlyList<Observation> Observed { get; init; }

    /// <summary>The parameters of the trials between those and this one, in order: they count as under way.</summary>
    public required IReadOnlyList<double[]> Pending { get; init; }

    /// <summary>How often the same trial was chosen before: the point was tried already, or is not allowed.</summary>
    public int Attempt { get; set; }

    /// <summary>Another number than at the call before where what was seen then has changed; while it stays, more is only
    /// appended.</summary>
    public required int Revision { get; init; }
}
