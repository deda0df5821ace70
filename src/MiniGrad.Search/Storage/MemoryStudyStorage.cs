namespace MiniGrad.Search;

/// <summary>Keeps studies as long as the process lives.</summary>
public sealed class MemoryStudyStorage : StudyStorage
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Shelf> shelves = new(StringComparer.Ordinal);
    private readonly bool isShared = true;
    private bool isClosed;
    private long lastId;

    /// <summary>Makes one without studies.</summary>
    public MemoryStudyStorage() { }

    private MemoryStudyStorage(bool isShared) => this.isShared = isShared;

    /// <inheritdoc/>
    public override string Place => "memory";

    internal override bool IsShared => isShared;

    /// <summary>One for a single study, which nobody else can come to.</summary>
    internal static MemoryStudyStorage Own() => new(isShared: false);

    /// <inheritdoc/>
    public override IReadOnlyList<string> GetNames()
    {
        lock (gate) return [.. Shelves.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override bool Delete(string study)
    {
        ArgumentNullException.ThrowIfNull(study);
        lock (gate) return Shelves.Remove(study);
    }

    internal override StoredStudy? Find(string name)
    {
        lock (gate) return Shelves.GetValueOrDefault(name)?.Study;
    }

    internal override StoredStudy Open(StudyBeginning beginning)
    {
        lock (gate) return (Shelves.GetValueOrDefault(beginning.Name) ?? Begin(beginning)).Study;
    }

    internal override void Change(StoredStudy known, string settings, string processors)
    {
        lock (gate)
        {
            Shelf shelf = ShelfOf(known.Id);
            bool isFree = settings == shelf.Study.Settings || !shelf.Trials.Exists(
                entry => entry.Trial.State == TrialState.Running && entry.Trial.IsHeld(Now));
            if (shelf.Study.Version == known.Version && isFree)
                shelf.Study = known with { Settings = settings, Processors = processors, Version = known.Version + 1 };
        }
    }

    internal override StudyChanges Read(StudyKnowledge known) => Exchange(known, _ => { });

    internal override StudyChanges Add(
        StudyKnowledge known, StoredTrial trial, TimeSpan span, long? taken, bool claims = false, params IReadOnlyList<string> ahead) =>
        Exchange(known, shelf =>
        {
            if (claims && Claim(shelf, known, trial.Holder!, span)) return;
            if (trial.Number != shelf.Trials.Count || shelf.Study.Version != known.Version) return;
            if (taken is not null && shelf.Queue.RemoveAll(values => values.Position == taken) == 0) return;
            shelf.Put(WithLease(trial, span));
            foreach (string body in ahead) shelf.Put(new StoredTrial(shelf.Trials.Count, TrialState.Running, body, 0));
        });

    internal override StudyChanges Claim(StudyKnowledge known, string holder, TimeSpan span) =>
        Exchange(known, shelf => Claim(shelf, known, holder, span));

    internal override StudyChanges Renew(StudyKnowledge known, IReadOnlyList<StoredTrial> held, TimeSpan span) =>
        Exchange(known, shelf =>
        {
            foreach (StoredTrial trial in held)
                if (shelf.Own(trial) is { } own) shelf.Put(WithLease(own with { Progress = trial.Progress }, span));
        });

    internal override StudyChanges Settle(StudyKnowledge known, StoredTrial trial) => Exchange(known, shelf =>
    {
        if (shelf.Own(trial) is null) return;
        shelf.Put(trial with { Holder = null, Until = 0, Progress = null });
        if (trial.IsFinished) shelf.Checkpoints.Remove(trial.Number);
    });

    internal override StudyChanges Keep(StudyKnowledge known, StoredTrial trial, byte[] checkpoint, TimeSpan span) =>
        Exchange(known, shelf =>
        {
            if (shelf.Own(trial) is not { } own) return;
            shelf.Put(WithLease(own with { Body = trial.Body, Progress = trial.Progress }, span));
            shelf.Checkpoints[trial.Number] = checkpoint;
        });

    internal override byte[]? GetCheckpoint(long study, int trial)
    {
        lock (gate) return ShelfOf(study).Checkpoints.GetValueOrDefault(trial);
    }

    internal override StudyChanges EndPause(StudyKnowledge known, IReadOnlyList<StoredTrial> trials) => Exchange(known, shelf =>
    {
        foreach (StoredTrial trial in trials)
        {
            StoredTrial kept = shelf.Trials[trial.Number].Trial;
            if (kept.State != TrialState.Paused || kept.Lease != trial.Lease) continue;
            shelf.Put(trial);
            if (trial.IsFinished) shelf.Checkpoints.Remove(trial.Number);
        }
    });

    internal override StudyChanges Enqueue(StudyKnowledge known, string body, string token) => Exchange(known, shelf =>
    {
        if (shelf.Study.Version == known.Version) shelf.Enqueue(body);
    });

    internal override StudyChanges Dequeue(StudyKnowledge known, long position) =>
        Exchange(known, shelf => shelf.Queue.RemoveAll(values => values.Position == position));

    internal override bool Export(string name, Action<StudyExport> take)
    {
        StudyExport whole;
        lock (gate)
        {
            if (!Shelves.TryGetValue(name, out Shelf? shelf)) return false;
            Dictionary<int, byte[]> contents = new(shelf.Checkpoints);
            whole = new StudyExport(
                new StudyBeginning(name, shelf.Study.Settings, shelf.Study.Processors, [.. shelf.Queue.Select(values => values.Body)]),
                [.. shelf.Trials.Select(entry => entry.Trial)], contents.GetValueOrDefault);
        }
        // Not while this is locked, for another may be taken over from there to here.
        take(whole);
        return true;
    }

    internal override bool Import(StudyBeginning beginning, IReadOnlyList<StoredTrial> trials, Func<int, byte[]?> checkpoints)
    {
        lock (gate)
        {
            if (Shelves.ContainsKey(beginning.Name)) return false;
            Dictionary<int, byte[]> contents = [];
            foreach (StoredTrial trial in trials)
                if (checkpoints(trial.Number) is { } content) contents.Add(trial.Number, content);
            Shelf shelf = Begin(beginning);
            foreach (StoredTrial trial in trials) shelf.Put(trial with { Holder = null });
            foreach ((int trial, byte[] content) in contents) shelf.Checkpoints.Add(trial, content);
            return true;
        }
    }

    internal override StudyChanges Fill(StudyKnowledge known, IReadOnlyList<StoredTrial> trials, IReadOnlyList<string> queue) =>
        Exchange(known, shelf =>
        {
            if (shelf.Trials.Count > 0) throw new StudyStorageException($"{Place}: the study '{shelf.Study.Name}' has trials already.");
            foreach (StoredTrial trial in trials) shelf.Put(trial with { Holder = null });
            foreach (string body in queue) shelf.Enqueue(body);
        });

    internal override void Close()
    {
        lock (gate)
        {
            isClosed = true;
            shelves.Clear();
        }
    }

    private Dictionary<string, Shelf> Shelves
    {
        get
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            return shelves;
        }
    }

    // The time since the machine was started, which nobody can set.
    private static long Now => Environment.TickCount64;

    private static StoredTrial WithLease(StoredTrial trial, TimeSpan span) =>
        trial with { Until = Now + (long)span.TotalMilliseconds, Span = (long)span.TotalMilliseconds };

    private static bool Claim(Shelf shelf, StudyKnowledge known, string holder, TimeSpan span)
    {
        if (shelf.Study.Version != known.Version) return false;
        for (int i = known.First; i < shelf.Trials.Count; i++)
        {
            StoredTrial trial = shelf.Trials[i].Trial;
            if (trial.State != TrialState.Running || trial.IsHeld(Now)) continue;
            shelf.Put(WithLease(trial with { Lease = trial.Lease + 1, Holder = holder, Progress = null }, span));
            return true;
        }
        return false;
    }

    private Shelf Begin(StudyBeginning beginning)
    {
        Shelf shelf = new()
        {
            Study = new StoredStudy(++lastId, beginning.Name, beginning.Settings, beginning.Processors, 1),
        };
        foreach (string body in beginning.Queue) shelf.Enqueue(body);
        shelves.Add(beginning.Name, shelf);
        return shelf;
    }

    private Shelf ShelfOf(long study) => Shelves.Values.FirstOrDefault(shelf => shelf.Study.Id == study)
        ?? throw new StudyStorageException($"{Place}: the study is not there any more.");

    private StudyChanges Exchange(StudyKnowledge known, Action<Shelf> change)
    {
        lock (gate)
        {
            Shelf shelf = ShelfOf(known.Study);
            change(shelf);
            List<StoredTrial> changed = [];
            for (int i = known.First; i < shelf.Trials.Count; i++)
                if (shelf.Trials[i].Stamp >= known.Since) changed.Add(shelf.Trials[i].Trial);
            return new StudyChanges(++shelf.Stamp, Now, shelf.Study.Version, changed, [.. shelf.Queue]);
        }
    }

    /// <summary>A study with what belongs to it.</summary>
    private sealed class Shelf
    {
        private long positions;

        public required StoredStudy Study { get; set; }

        public List<(StoredTrial Trial, long Stamp)> Trials { get; } = [];

        public List<QueuedValues> Queue { get; } = [];

        public Dictionary<int, byte[]> Checkpoints { get; } = [];

        public long Stamp { get; set; } = 1;

        public void Enqueue(string body) => Queue.Add(new QueuedValues(++positions, body));

        /// <summary>The trial as it is kept, if the lease is still the last and held.</summary>
        public StoredTrial? Own(StoredTrial trial) =>
            trial.Number < Trials.Count && Trials[trial.Number].Trial is { State: TrialState.Running, Holder: not null } kept
            && kept.Lease == trial.Lease ? kept : null;

        /// <summary>Writes a trial, or adds it.</summary>
        public void Put(StoredTrial trial)
        {
            if (trial.Number == Trials.Count) Trials.Add((trial with { Version = 1 }, Stamp));
            else Trials[trial.Number] = (trial with { Version = Trials[trial.Number].Trial.Version + 1 }, Stamp);
        }
    }
}
