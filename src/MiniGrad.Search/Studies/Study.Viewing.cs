namespace MiniGrad.Search;

// Studies to look at, and copies of them.
public sealed partial class Study
{
    private const int MostNames = 20;

    /// <summary>A study to look at, made of what is kept alone, without the program's space, sampler and pruner: for its trials, its best,
    /// tables and reports. <see cref="Refresh"/> looks what is new.</summary>
    /// <remarks>Its <see cref="Space"/> has all parameters, a choice as its names, a <see cref="HyperParameter{T}"/> of text; of relations,
    /// sampler and pruner only the names are known. So it makes no trials: whoever asks, runs, tells, enqueues or resumes is refused. It
    /// holds no lease and changes nothing of what is kept.</remarks>
    /// <param name="storage">Where the study is kept.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of this name; the message says which there are.</exception>
    /// <exception cref="InvalidDataException">What is kept is damaged; the message begins with the place.</exception>
    /// <exception cref="StudyStorageException">The storage cannot be read.</exception>
    public static Study View(StudyStorage storage, string name)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Study study = StudySettings.View(storage, storage.Find(name) ?? throw Missing(storage, name));
        study.Open();
        return study;
    }

    /// <summary>Copies a study, or all of a storage, to another storage: each as it is at one time, with its queue, with what its trials go
    /// on from and with the kinds of its processors. Trials that run wait in the copy to be gone on with.</summary>
    /// <remarks>Each study is copied whole or not at all. The copy has the same <see cref="Fingerprint"/>.</remarks>
    /// <param name="from">Where the study is kept.</param>
    /// <param name="to">Where the copy is to be.</param>
    /// <param name="name">The name of the study. Default: null, all there are.</param>
    /// <returns>The names of those that were copied, in order.</returns>
    /// <exception cref="ArgumentException">There is no study of this name; the message says which there are.</exception>
    /// <exception cref="InvalidOperationException">There is a study of the name of one to be copied; nothing is copied.</exception>
    /// <exception cref="StudyStorageException">One storage cannot be read, or the other not be written to.</exception>
    public static IReadOnlyList<string> Copy(StudyStorage from, StudyStorage to, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        IReadOnlyList<string> wanted = name is null ? from.GetNames() : from.Find(name) is not null ? [name] : throw Missing(from, name);
        string[] taken = [.. to.GetNames().Intersect(wanted, StringComparer.Ordinal)];
        if (taken.Length > 0) throw Taken(taken);
        List<string> copied = [];
        foreach (string study in wanted)
        {
            // What is read again after a lost connection is not written again.
            bool isDone = false, isFree = true;
            bool isThere = from.Export(study, whole =>
            {
                if (isDone) return;
                isFree = to.Import(whole.Beginning, [.. whole.Trials.Select(Released)], whole.GetCheckpoint);
                isDone = true;
            });
            if (!isFree) throw Taken([study]);
            if (isThere) copied.Add(study);
            else if (name is not null) throw Missing(from, name);
        }
        return copied;

        static StoredTrial Released(StoredTrial trial) => trial with { Holder = null, Until = 0, Span = 0, Progress = null };

        InvalidOperationException Taken(string[] names) => new(
            $"Study.Copy: {to.Place} has {(names.Length == 1 ? "a study" : "studies")} {InWords(names)} already; " +
            "delete what is there, or copy to another place.");
    }

    /// <summary>What the study was found as, where it is one to look at.</summary>
    internal StoredStudy? Viewed { get; init; }

    private void CheckNotViewed()
    {
        if (Viewed is not null)
            throw new InvalidOperationException(
                $"{Who}: it was made to look at, by Study.View; to work on it open it with its space, by new Study(\"{Name}\", space).");
    }

    private static ArgumentException Missing(StudyStorage storage, string name)
    {
        IReadOnlyList<string> names = storage.GetNames();
        string there = names.Count == 0 ? "there is none" : $"there {(names.Count == 1 ? "is" : "are")} {InWords(names)}";
        return new ArgumentException($"{storage.Place}: there is no study '{name}'; {there}.", nameof(name));
    }

    private static string InWords(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) +
        (names.Count > MostNames ? Invariant($" and {names.Count - MostNames} more") : "");
}
