namespace MiniGrad.Search;

// Coming to a study that is kept, and noticing that others have changed it.
public sealed partial class Study
{
    private const int MostAttempts = 100;

    private StoredStudy? stored;
    private StudyReader? reader;
    private long version;
    private IReadOnlyList<string> processors = [];

    /// <summary>Whether a study that is kept is gone on with also where processors of another kind have worked on it. Then trials still
    /// follow from the results before them, but results differ in the last bits by who computed them, and the study does not come out the
    /// same again. <see cref="Processors"/> tells all kinds. Default: no, such a study is refused.</summary>
    public bool MixesProcessors { get; init; }

    /// <summary>The kinds of processors that have worked on the study, such as <c>X64, 512-bit vectors, Linux</c>: what results depend on,
    /// to the last bit, beside the program.</summary>
    /// <exception cref="StudyStorageException">The storage cannot be read.</exception>
    public IReadOnlyList<string> Processors
    {
        get
        {
            Open();
            lock (gate) return processors;
        }
    }

    /// <summary>The kind of this process.</summary>
    internal string Kind { get; init; } = ProcessorKind.Current;

    private void Open()
    {
        if (Volatile.Read(ref stored) is not null) return;
        lock (opening)
        {
            if (stored is not null) return;
            CheckOwnParts();
            StoredStudy opened = Viewed ?? Storage.Open(new StudyBeginning(
                Name, StudySettings.Write(this), StudySettings.Processors([Kind]), [.. Initial.Select(StudyWriter.Text)]));
            for (int attempt = 0; attempt < MostAttempts; attempt++)
            {
                StudyReader settled = StudySettings.Check(this, opened);
                long least = Storage.CountTrials(opened.Id);
                StudyChanges all = Storage.Read(new StudyKnowledge(opened.Id, 0, 0));
                if (all.Trials.Count < least)
                    throw new StudyStorageException(
                        Invariant($"{Storage.Place}: damaged: {Who} has {least} trials, of which only {all.Trials.Count} can be read."));
                if (all.Version == opened.Version && (Viewed is not null || Fits(opened, settled, all)))
                {
                    lock (gate)
                    {
                        (reader, version, processors) = (settled, opened.Version, StudySettings.ProcessorsOf(opened, Storage.Place));
                        Apply(all);
                    }
                    Volatile.Write(ref stored, opened);
                    return;
                }
                // As it is now, by this or by another.
                StoredStudy now = Found();
                if (Viewed is not null && now.Settings != opened.Settings) throw ChangedByAnother(now);
                opened = now;
            }
            throw new StudyStorageException(Invariant($"{Storage.Place}: {Who}: others have changed it {MostAttempts} times meanwhile."));
        }
    }

    /// <summary>Whether the study is kept as this one is; if not, it is changed where that may be.</summary>
    private bool Fits(StoredStudy kept, StudyReader settled, StudyChanges all)
    {
        IReadOnlyList<string> kinds = StudySettings.ProcessorsOf(kept, Storage.Place);
        bool isKnownKind = kinds.Contains(Kind);
        if (!isKnownKind && !MixesProcessors) throw OtherProcessors(kinds);
        string settings = kept.Settings;
        string? difference = StudySettings.Difference(this, kept);
        if (difference is not null)
        {
            // This space must have all that is there.
            foreach (StoredTrial trial in all.Trials) settled.Trial(trial);
            foreach (QueuedValues values in all.Queue) settled.Values(values.Body);
            string[] holders =
            [
                .. all.Trials.Where(trial => trial.State == TrialState.Running && trial.IsHeld(all.Now))
                    .Select(trial => Invariant($"trial {trial.Number} by {TrialRecord.NameOf(trial.Holder!)}")),
            ];
            if (holders.Length > 0)
                throw new InvalidOperationException(
                    $"{Storage.Place}: {Who}: {difference}. It can be opened so when nobody works on it; now is held: " +
                    $"{string.Join(", ", holders.Take(5))}{(holders.Length > 5 ? Invariant($" and {holders.Length - 5} more") : "")}.");
            settings = StudySettings.Write(this);
        }
        if (isKnownKind && difference is null) return true;
        Storage.Change(kept, settings, StudySettings.Processors(isKnownKind ? kinds : [.. kinds, Kind]));
        return false;
    }

    /// <summary>Takes over that processors of another kind have joined; other changes are the end of the work of this object.</summary>
    /// <param name="now">The version of what is kept.</param>
    private void Notice(long now)
    {
        lock (gate)
            if (now <= version) return;
        StoredStudy found = Found();
        if (found.Id != stored!.Id) throw Gone();
        if (found.Settings != stored.Settings) throw ChangedByAnother(found);
        lock (gate)
        {
            if (found.Version <= version) return;
            (version, processors) = (found.Version, StudySettings.ProcessorsOf(found, Storage.Place));
            Volatile.Write(ref stored, found);
        }
    }

    private StoredStudy Found() => Storage.Find(Name) ?? throw Gone();

    private StudyStorageException Gone() => new($"{Storage.Place}: {Who}: the study is not there any more.");

    private InvalidDataException ChangedByAnother(StoredStudy now)
    {
        string what = StudySettings.Difference(this, now) is { } difference ? $" ({difference})" : "";
        return new InvalidDataException(
            $"{Storage.Place}: {Who}: another has opened it with another space, sampler or relations{what}; " +
            $"{(Viewed is null ? "open" : "view")} it again.");
    }

    private InvalidOperationException OtherProcessors(IReadOnlyList<string> kinds) => new(
        $"{Storage.Place}: {Who}: its results are of processors of the kind {string.Join(" and ", kinds.Select(kind => $"'{kind}'"))}, " +
        $"this one is '{Kind}', whose results differ in the last bits. Processors that differ in their vectors alone work alike where " +
        "the wider ones are made to work as the narrower: by the environment variables DOTNET_EnableAVX512=0 (256-bit vectors) or " +
        "DOTNET_EnableAVX2=0 (128-bit), set before the program starts. Or let the study mix them, by MixesProcessors = true.");

    /// <summary>A space, sampler or pruner of which only names are known is none to work with.</summary>
    private void CheckOwnParts()
    {
        if (Viewed is not null) return;
        if (Sampler is NamedSampler || Pruner is NamedPruner)
            throw new InvalidOperationException(
                $"{Who}: its sampler or pruner is that of a study made to look at, of which only the name is known; give it another.");
    }
}
