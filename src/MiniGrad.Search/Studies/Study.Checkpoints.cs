using System.Diagnostics;

namespace MiniGrad.Search;

// What paused and interrupted trials go on from.
public sealed partial class Study
{
    /// <summary>After how much time a trial under way keeps what another worker could go on from, where the storage is shared. Pauses keep
    /// it in any case. Default: 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan CheckpointInterval
    {
        get;
        init => field = Guard.That(
            value >= TimeSpan.Zero, value, "not negative", Who, nameof(CheckpointInterval), nameof(CheckpointInterval));
    }
    = TimeSpan.FromSeconds(30);

    /// <summary>What a trial goes on from; null where there is nothing, and it begins anew.</summary>
    internal byte[]? CheckpointOf(int trial)
    {
        Open();
        return Storage.GetCheckpoint(stored!.Id, trial);
    }

    /// <summary>Whether it is time to keep what a trial could go on from.</summary>
    internal bool IsCheckpointDue(Trial trial) =>
        Storage.IsShared && Stopwatch.GetElapsedTime(trial.LastKept) >= CheckpointInterval;

    /// <summary>Keeps what a trial is to go on from, until it is finished, with what it has reported.</summary>
    internal void Keep(Trial trial, byte[] checkpoint)
    {
        if (Storage.IsShared && checkpoint.Length > StudyStorage.MostCheckpointBytes)
            throw new ArgumentException(Invariant(
                $"{trial.Who}: a checkpoint has at most {StudyStorage.MostCheckpointBytes >> 20} MiB, got {checkpoint.Length} bytes."));
        TrialRecord kept;
        lock (gate)
        {
            kept = CheckUnderWay(trial).Copy();
            kept.SettledReports = kept.Reports.Count;
        }
        StoredTrial row = trial.Row(TrialState.Running, StudyWriter.Text(kept));
        Exchange(known => Storage.Keep(known, row, checkpoint, Span));
        lock (gate) CheckUnderWay(trial).SettledReports = kept.SettledReports;
        trial.LastKept = Stopwatch.GetTimestamp();
    }
}
