using System.Diagnostics;

namespace MiniGrad.Search;

/// <summary>What is known of a trial.</summary>
public sealed class TrialRecord
{
    private List<TrialReport>? reports;

    internal TrialRecord(int number, ParameterValues parameters, ulong objectiveSeed) =>
        (Number, Parameters, ObjectiveSeed) = (number, parameters, objectiveSeed);

    /// <summary>The number in the study, from 0, in the order of beginning.</summary>
    public int Number { get; }

    /// <summary>The parameters.</summary>
    public ParameterValues Parameters { get; }

    /// <summary>The number of the first trial with the same parameters, where <c>Study.Repeats</c> is above 1; null of the first.</summary>
    public int? RepeatOf { get; internal set; }

    /// <summary>How far it is.</summary>
    public TrialState State { get; internal set; }

    /// <summary>A value for each goal: what the objective gave, of a pruned trial the best that it reported; none of one that failed, runs
    /// or waits.</summary>
    public IReadOnlyList<double> Values { get; internal set; } = [];

    /// <summary>By how much constraints are violated in all; 0 for none.</summary>
    public double Violation { get; internal set; }

    /// <summary>What it reported, in order.</summary>
    public IReadOnlyList<TrialReport> Reports => reports ?? (IReadOnlyList<TrialReport>)[];

    /// <summary>Why it failed, or null. Half of a surrogate pair is U+FFFD.</summary>
    public string? Error { get; internal set; }

    /// <summary>How often its objective threw and was called again.</summary>
    public int Retries { get; internal set; }

    /// <summary>When its objective was called first and when it was done; null before. The rest of a study does not depend on
    /// them.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Times { get; internal set; }

    /// <summary>The worker that ran it last, from 0; null where it was asked for by hand.</summary>
    public int? Worker { get; internal set; }

    /// <summary>The machine and the process that ran it last, such as <c>node7:4711</c>, where the storage is shared; else null.</summary>
    public string? Process { get; internal set; }

    /// <summary>The time that its objective took in all.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Who runs it in a shared storage: the machine and the process, such as <c>node7:4711</c>; null for nobody.</summary>
    public string? Holder => Stored.Holder is { } holder ? NameOf(holder) : null;

    /// <summary>For how long its <see cref="Holder"/> still holds it if it does not say again that it still runs it, as this object knows
    /// it; below zero once another may take it over. Null where nobody holds it, and where no storage is shared.</summary>
    public TimeSpan? LeaseLeft => Holder is null || LeaseEnd is not { } end
        ? null
        : TimeSpan.FromSeconds((end - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);

    /// <summary>Whether somebody runs it who has said so in time, as this object knows it.</summary>
    public bool IsHeld => Holder is not null && (LeaseLeft is not { } left || left >= TimeSpan.Zero);

    /// <summary>What it has told last, also where another process runs it, whose reports are known only when it has kept a checkpoint or
    /// has come to its end. Null for nothing.</summary>
    public TrialReport? Latest =>
        Told is { } told && (Reports.Count == 0 || told.Step > Reports[^1].Step) ? told : Reports.Count > 0 ? Reports[^1] : null;

    /// <summary>When its lease ends, as a time stamp of this process; null where none does.</summary>
    internal long? LeaseEnd { get; set; }

    /// <summary>The latest report that its holder has told beside its reports.</summary>
    internal TrialReport? Told { get; set; }

    /// <summary>The trial as its storage keeps it.</summary>
    internal StoredTrial Stored { get; set; } = new(0, TrialState.Running, "", 0);

    /// <summary>The step to which it may go on in its round; null for no limit.</summary>
    internal int? Budget { get; set; }

    /// <summary>How many reports stay when the trial begins again: those from before it was paused.</summary>
    internal int SettledReports { get; set; }

    /// <summary>The seed that the objective is given.</summary>
    internal ulong ObjectiveSeed { get; }

    /// <summary>The number of the first trial with these parameters: its own unless it repeats another.</summary>
    internal int FirstNumber => RepeatOf ?? Number;

    internal bool IsFinished => StoredTrial.IsEnd(State);

    /// <summary>The value of a parameter.</summary>
    /// <inheritdoc cref="ParameterValues.Get"/>
    public T Get<T>(HyperParameter<T> parameter) => Parameters.Get(parameter);

    /// <summary>One line, such as <c>trial 17: 0.082, learning rate 0.001, layers 2</c>.</summary>
    public override string ToString()
    {
        string what = State is TrialState.Complete or TrialState.Pruned && Values.Count > 0
            ? string.Join(" and ", Values.Select(value => Invariant($"{value:G6}"))) + (State == TrialState.Pruned ? " (pruned)" : "")
            : State.ToString().ToLowerInvariant();
        return $"trial {Invariant($"{Number}")}: {what}, {Parameters}";
    }

    /// <summary>What people know a holder by.</summary>
    internal static string NameOf(string holder) => string.Join(':', holder.Split(':').Take(2));

    /// <summary>The record as it is now, which the study no longer changes.</summary>
    internal TrialRecord Copy()
    {
        TrialRecord copy = (TrialRecord)MemberwiseClone();
        copy.reports = reports is null ? null : [.. reports];
        return copy;
    }

    /// <summary>Takes over what has become of the trial elsewhere.</summary>
    internal void TakeOver(TrialRecord other)
    {
        (State, Values, Violation, Error, Retries) = (other.State, other.Values, other.Violation, other.Error, other.Retries);
        (Times, Worker, Process, Duration) = (other.Times, other.Worker, other.Process, other.Duration);
        (Budget, SettledReports) = (other.Budget, other.SettledReports);
        reports = other.reports;
    }

    internal void Add(TrialReport report) => (reports ??= []).Add(report);

    /// <summary>Forgets the reports since the trial was given out.</summary>
    internal void ForgetUnsettledReports() => reports?.RemoveRange(SettledReports, reports.Count - SettledReports);
}
