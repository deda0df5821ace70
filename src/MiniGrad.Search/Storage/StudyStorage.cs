namespace MiniGrad.Search;

/// <summary>Where studies are kept, each by its name: <see cref="MemoryStudyStorage"/> as long as the process lives, a file, a
/// database.</summary>
/// <remarks>Several studies may share a storage, and several <see cref="Study"/> objects, of one process or of many, work on one study
/// that is kept there: each takes trials that no other has. Safe for use by several threads.</remarks>
public abstract class StudyStorage : IDisposable
{
    /// <summary>The most bytes of a checkpoint.</summary>
    internal const int MostCheckpointBytes = 64 << 20;

    internal StudyStorage() { }

    /// <summary>Where it is, for messages: a file, a server and its database.</summary>
    public abstract string Place { get; }

    /// <summary>The names of the studies that are kept, in order.</summary>
    /// <exception cref="StudyStorageException">The storage cannot be read.</exception>
    public abstract IReadOnlyList<string> GetNames();

    /// <summary>Removes a study, with all its trials.</summary>
    /// <param name="study">Its name.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StudyStorageException">The storage cannot be written to.</exception>
    public abstract bool Delete(string study);

    /// <summary>Closes it. What is kept stays, but in memory.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether another study may come to it, so that trials are held by leases.</summary>
    internal virtual bool IsShared => true;

    /// <summary>The study of a name; null where there is none.</summary>
    internal abstract StoredStudy? Find(string name);

    /// <summary>The study of a name; made where there is none.</summary>
    internal abstract StoredStudy Open(StudyBeginning beginning);

    /// <summary>Gives a study other settings and processors, if it still has those that one knows; other settings only if nobody holds a
    /// trial.</summary>
    internal abstract void Change(StoredStudy known, string settings, string processors);

    /// <summary>How many trials a study has at least, counted without reading them.</summary>
    internal virtual long CountTrials(long study) => 0;

    /// <summary>What has changed.</summary>
    internal abstract StudyChanges Read(StudyKnowledge known);

    /// <summary>Adds a trial that its holder is to run, if no trial has its number and what it takes of the queue is still there.</summary>
    /// <param name="known">What one knows.</param>
    /// <param name="trial">The trial, with its first lease.</param>
    /// <param name="span">How long the lease lasts.</param>
    /// <param name="taken">What of the queue it takes, or null.</param>
    /// <param name="claims">Whether its holder is given the first trial that nobody runs instead, if there is one.</param>
    /// <param name="ahead">What trials behind it begin with, in JSON, which are added with it and nobody holds.</param>
    internal abstract StudyChanges Add(
        StudyKnowledge known, StoredTrial trial, TimeSpan span, long? taken, bool claims = false, params IReadOnlyList<string> ahead);

    /// <summary>Gives the first trial that nobody runs to a holder, if there is one.</summary>
    internal abstract StudyChanges Claim(StudyKnowledge known, string holder, TimeSpan span);

    /// <summary>Makes leases last from now on, where they are still held.</summary>
    internal abstract StudyChanges Renew(StudyKnowledge known, IReadOnlyList<StoredTrial> held, TimeSpan span);

    /// <summary>Writes what has become of a trial, which nobody then holds, if its lease is still the last.</summary>
    internal abstract StudyChanges Settle(StudyKnowledge known, StoredTrial trial);

    /// <summary>Keeps what a trial goes on from and what it reported until then, if its lease is still the last.</summary>
    internal abstract StudyChanges Keep(StudyKnowledge known, StoredTrial trial, byte[] checkpoint, TimeSpan span);

    /// <summary>What a trial goes on from, or null.</summary>
    internal abstract byte[]? GetCheckpoint(long study, int trial);

    /// <summary>Writes what has become of paused trials, all or none of them: only if no other has done so.</summary>
    internal abstract StudyChanges EndPause(StudyKnowledge known, IReadOnlyList<StoredTrial> trials);

    /// <summary>Puts values at the end of the queue.</summary>
    /// <param name="known">What one knows.</param>
    /// <param name="body">The values.</param>
    /// <param name="token">Tells this call from others, so that values are not put twice.</param>
    internal abstract StudyChanges Enqueue(StudyKnowledge known, string body, string token);

    /// <summary>Removes values from the queue, if they are there.</summary>
    internal abstract StudyChanges Dequeue(StudyKnowledge known, long position);

    /// <summary>Hands over all of a study as it is at one time; once more where a connection was lost meanwhile.</summary>
    /// <returns>Whether there is one of this name.</returns>
    internal abstract bool Export(string name, Action<StudyExport> take);

    /// <summary>Adds a study with all that it has, whole or not at all.</summary>
    /// <returns>Whether its name was free.</returns>
    internal abstract bool Import(StudyBeginning beginning, IReadOnlyList<StoredTrial> trials, Func<int, byte[]?> checkpoints);

    /// <summary>Adds trials that nobody holds to a study that has none, all or none of them.</summary>
    internal abstract StudyChanges Fill(StudyKnowledge known, IReadOnlyList<StoredTrial> trials, IReadOnlyList<string> queue);

    /// <summary>Closes it; more than once does nothing more.</summary>
    internal virtual void Close() { }
}
