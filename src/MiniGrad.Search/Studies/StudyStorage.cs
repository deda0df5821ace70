namespace MiniGrad.Search;

/// <summary>Where the trials of a study are kept. The study tells it of every change, in order, while it holds its lock.</summary>
internal abstract class StudyStorage
{
    /// <summary>The trials, in the order of their numbers.</summary>
    public abstract IReadOnlyList<TrialRecord> Trials { get; }

    /// <summary>A trial has got its parameters.</summary>
    public abstract void Add(TrialRecord trial);

    /// <summary>A trial has another state, or more reports than at the last call.</summary>
    public abstract void Update(TrialRecord trial);
}

/// <summary>Keeps the trials as long as the process lives.</summary>
internal sealed class MemoryStorage : StudyStorage
{
    private readonly List<TrialRecord> trials = [];

    public override IReadOnlyList<TrialRecord> Trials => trials;

    public override void Add(TrialRecord trial) => trials.Add(trial);

    public override void Update(TrialRecord trial) { }
}
