using System.Diagnostics;

namespace MiniGrad.Search;

// What is told to the storage, and what is learned from it. Nothing is written while the lock is held: a database may be slow.
public sealed partial class Study
{
    private readonly Lock opening = new(), asking = new();
    // What people know a process by, and what tells it from all others.
    private readonly string self = Invariant($"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}");
    private List<(long Position, ParameterValues Values)> queue = [];
    private long since, lastNow, lastHeard;
    private int lastHolder;

    private const int MostUnread = 100;

    /// <summary>Where the study is kept. Default: in memory, for this object alone.</summary>
    /// <remarks><para>It is opened when it is first needed. A study of this name that is there is gone on with, if it has the same seed,
    /// overlap, repeats, goals and pruner. Its sampler and relations may be others, and this space may have grown (wider ranges, more
    /// choices, parameters with a default), as long as nobody works on it: else it is refused, and those who have it open are told when
    /// they next ask or tell.</para>
    /// <para>Processors of another kind than those that have worked on it are refused: see <see cref="MixesProcessors"/>.</para></remarks>
    public StudyStorage Storage
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Storage));
    }
    = MemoryStudyStorage.Own();

    /// <summary>The values of the first trials, where the study is new to its storage; what is left open the sampler chooses. Default:
    /// none. <see cref="Enqueue"/> does the same at any time.</summary>
    /// <exception cref="ArgumentException">They belong to another space.</exception>
    public IReadOnlyList<ParameterValues> Initial
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (ParameterValues values in value) CheckOwn(values);
            field = [.. value];
        }
    }
    = [];

    /// <summary>Looks what others have done since, where the storage is shared.</summary>
    /// <exception cref="StudyStorageException">The storage cannot be read.</exception>
    public void Refresh()
    {
        Open();
        Exchange(Storage.Read);
    }

    /// <summary>The time of the storage.</summary>
    private long Now => lastNow + (long)Stopwatch.GetElapsedTime(lastHeard).TotalMilliseconds;

    /// <summary>How long a lease lasts.</summary>
    private TimeSpan Span => Storage.IsShared ? Lease : TimeSpan.FromDays(36_500);

    private StudyKnowledge Known
    {
        get
        {
            lock (gate) return new StudyKnowledge(stored!.Id, since, firstUnfinished, version);
        }
    }

    /// <summary>Tells the storage something, and takes over what is new.</summary>
    private StudyChanges Exchange(Func<StudyKnowledge, StudyChanges> tell, TrialRecord? own = null)
    {
        StudyChanges changes = tell(Known);
        Notice(changes.Version);
        lock (gate) Apply(changes, own);
        return changes;
    }

    /// <summary>Finds the next trial and begins it.</summary>
    private Asked AskNext(int target, int? worker, CancellationToken cancellation)
    {
        CheckNotViewed();
        Open();
        // One after the other: two of one process would only be in each other's way.
        lock (asking)
        {
            int unread = 0;
            bool canClaim = true;
            for (bool isUpToDate = !Storage.IsShared; ;)
            {
                Step step;
                Task change;
                try
                {
                    lock (gate)
                    {
                        change = changed.Task;
                        // Where others are in the way, whoever adds one takes one that is free, if there is.
                        step = FindStep(target, canClaim && ahead == 0);
                        if (canClaim && ahead > 0 && step is Step.Wait) step = FindStep(target, canClaim);
                    }
                }
                catch (UnmeetableValuesException trouble)
                {
                    Exchange(known => Storage.Dequeue(known, trouble.Position));
                    throw new InvalidOperationException(trouble.Message);
                }
                string holder = Invariant($"{self}:{Interlocked.Increment(ref lastHolder)}");
                switch (step)
                {
                    case Step.Claim:
                        Exchange(known => Storage.Claim(known, holder, Span));
                        break;
                    case Step.EndStage end:
                        StoredTrial[] rows =
                        [
                            .. end.Trials.Select(trial => trial.Stored with { State = trial.State, Body = StudyWriter.Text(trial) }),
                        ];
                        Exchange(known => Storage.EndPause(known, rows));
                        continue;
                    case Step.Add add:
                        string body = StudyWriter.Text(add.Trial);
                        StoredTrial row = new(add.Trial.Number, TrialState.Running, body, 1) { Holder = holder };
                        add.Trial.Stored = row;
                        string[] more = [.. add.Ahead.Select(StudyWriter.Text)];
                        Exchange(known => Storage.Add(known, row, Span, add.Taken, ahead > 0, more), add.Trial);
                        break;
                    default:
                        if (isUpToDate) return new Asked(null, (step as Step.Over)?.End, change);
                        Exchange(Storage.Read);
                        isUpToDate = true;
                        continue;
                }
                lock (gate)
                    if (trials.Skip(firstUnfinished).FirstOrDefault(trial => trial.Stored.Holder == holder) is { } given)
                    {
                        if (step is Step.Add && ahead > 0) ahead--;
                        return new Asked(Begin(given, worker, cancellation), null, change);
                    }
                // Another was faster; then its trial is known now.
                isUpToDate = false;
                // What looks free and is not given out, another is just taking.
                canClaim = step is Step.Add;
                if (step is Step.Add) ahead = Math.Min(MostAhead, ahead * 2 + 1);
                if (step is Step.Add { Trial.Number: var number } && number == trials.Count && ++unread > MostUnread)
                    throw new StudyStorageException(Invariant($"{Storage.Place}: damaged: trial {number} can be neither added nor read."));
            }
        }
    }

    private Trial Begin(TrialRecord record, int? worker, CancellationToken cancellation)
    {
        Trial trial = new(this, record, worker, Storage.IsShared, cancellation);
        // Whoever had it before may have kept it after the report that stops it, and not come to tell so.
        trial.IsStopped = record.Reports.Count > 0 && IsToStop(record);
        underWay.Add(record.Number, trial);
        if (Storage.IsShared) KeepLeases();
        return trial;
    }

    /// <summary>Tells what has become of a trial under way, whether it is done or to be given out again.</summary>
    private void Settle(Trial trial, Action<TrialRecord> end)
    {
        CheckNotViewed();
        TrialRecord told;
        lock (gate)
        {
            told = CheckUnderWay(trial).Copy();
            end(told);
            trial.IsTelling = true;
        }
        try
        {
            StoredTrial row = trial.Row(told.State, StudyWriter.Text(told));
            told.Stored = row;
            StudyChanges changes = Exchange(known => Storage.Settle(known, row), told);
            // What was written is among the changes, even if others have gone on with the trial since.
            StoredTrial? now = changes.Trials.FirstOrDefault(changed => changed.Number == row.Number);
            if (now?.Lease != row.Lease) trial.Lose(trial.Record.Stored.Lease);
        }
        finally
        {
            trial.IsTelling = false;
        }
        trial.ThrowIfLost();
        trial.End();
    }

    /// <summary>Takes a trial back that was interrupted: it begins again where it was given out, or kept something.</summary>
    private void Release(Trial trial)
    {
        try
        {
            Settle(trial, record => record.ForgetUnsettledReports());
        }
        catch (Exception trouble) when (trouble is TrialLostException or StudyStorageException)
        {
            // Its lease comes to its end by itself.
            lock (gate)
            {
                // By now it may run here again, as another.
                if (!underWay.TryGetValue(trial.Number, out Trial? running) || !ReferenceEquals(running, trial)) return;
                underWay.Remove(trial.Number);
                trial.Record.ForgetUnsettledReports();
            }
        }
    }

    /// <summary>Takes over what is new.</summary>
    private void Apply(StudyChanges changes, TrialRecord? own = null)
    {
        // Those who wait look again only where it may help them: who looks applies what is read, too.
        bool isNews = false;
        foreach (StoredTrial row in changes.Trials)
        {
            TrialRecord? known = row.Number < trials.Count ? trials[row.Number] : null;
            if (known is not null && row.Version <= known.Stored.Version) continue;
            if (row.Number > trials.Count)
                throw new StudyStorageException(
                    Invariant($"{Storage.Place}: damaged: trial {trials.Count} is missing, trial {row.Number} is there."));
            TrialRecord? mine = own is not null && own.Number == row.Number && own.Stored.Lease == row.Lease && own.Stored.Body == row.Body
                ? own : null;
            if (known is null)
            {
                TrialRecord added = mine ?? Parse(row);
                Keep(added, row, changes.Now);
                Follow(added);
                Add(added);
                isNews |= row.Holder is null;
                continue;
            }
            bool isOut = underWay.TryGetValue(row.Number, out Trial? running);
            if (isOut && running!.Lease == row.Lease && row.State == TrialState.Running && row.Holder is not null)
            {
                Keep(known, row, changes.Now);
                continue;
            }
            if (isOut)
            {
                if (running!.Lease != row.Lease && !running.IsTelling) running.Lose(row.Lease);
                underWay.Remove(row.Number);
            }
            isNews |= row.Holder is null;
            if (isOut || row.State != known.State || row.Body != known.Stored.Body)
            {
                isNews = true;
                known.TakeOver(mine ?? Parse(row));
                if (row.Number < seenCount) ForgetObservations();
            }
            Keep(known, row, changes.Now);
        }
        // An answer that was overtaken by a later one tells of a queue that is no more.
        if (changes.Since >= since && !queue.Select(entry => entry.Position).SequenceEqual(changes.Queue.Select(entry => entry.Position)))
        {
            isNews = true;
            ForgetPlan();
            queue = [.. changes.Queue.Select(entry => (entry.Position, reader!.Values(entry.Body)))];
        }
        if (changes.Since >= since) (since, lastNow, lastHeard) = (changes.Since, changes.Now, Stopwatch.GetTimestamp());
        if (isNews) Changed();
    }

    /// <summary>Keeps a trial as its storage does, with what its holder has told of it.</summary>
    private void Keep(TrialRecord trial, StoredTrial row, long now)
    {
        trial.Stored = row;
        trial.Told = row.Progress is null ? null : reader!.Report(row);
        trial.LeaseEnd = null;
        if (row.Holder is null || !Storage.IsShared) return;
        // One that would end later than any can has come to its end.
        double left = row.IsHeld(now) ? row.Until - now : Math.Clamp((double)row.Until - now, -1e11, -1);
        trial.LeaseEnd = Stopwatch.GetTimestamp() + (long)(left * (Stopwatch.Frequency / 1000.0));
    }

    private TrialRecord Parse(StoredTrial row) => reader!.Trial(row);

    /// <summary>What came of asking: a trial, or why there is none and will be none, or neither; then something has to change
    /// first.</summary>
    private readonly record struct Asked(Trial? Trial, StudyEnd? End, Task Change);
}
