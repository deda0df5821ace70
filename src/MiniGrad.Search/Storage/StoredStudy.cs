namespace MiniGrad.Search;

/// <summary>A study as it is kept.</summary>
/// <param name="Id">What it is known by, instead of its name.</param>
/// <param name="Name">The name.</param>
/// <param name="Settings">The settings and the space, in JSON.</param>
/// <param name="Processors">The kinds of processors that have worked on it, in JSON.</param>
/// <param name="Version">Grows whenever settings or processors change.</param>
internal sealed record StoredStudy(long Id, string Name, string Settings, string Processors, long Version);

/// <summary>What a study begins with.</summary>
/// <param name="Name">The name.</param>
/// <param name="Settings">The settings and the space, in JSON.</param>
/// <param name="Processors">The kinds of processors, in JSON.</param>
/// <param name="Queue">Values that its first trials are to have, in JSON.</param>
internal sealed record StudyBeginning(string Name, string Settings, string Processors, IReadOnlyList<string> Queue);

/// <summary>What one knows of a study that is kept.</summary>
/// <param name="Study">Its <see cref="StoredStudy.Id"/>.</param>
/// <param name="Since">All changes before this are known; 0 for none.</param>
/// <param name="First">All trials before this one are finished and known.</param>
/// <param name="Version">The <see cref="StoredStudy.Version"/>: who knows an older one begins and asks for nothing. A study begins with
/// 1.</param>
internal readonly record struct StudyKnowledge(long Study, long Since, int First, long Version = 1);

/// <summary>What has changed since.</summary>
/// <param name="Since">The next <see cref="StudyKnowledge.Since"/>.</param>
/// <param name="Now">The time of the storage, in milliseconds.</param>
/// <param name="Version">The <see cref="StoredStudy.Version"/>.</param>
/// <param name="Trials">At least the trials that have changed, in order.</param>
/// <param name="Queue">All of the queue, in order.</param>
internal sealed record StudyChanges(
    long Since, long Now, long Version, IReadOnlyList<StoredTrial> Trials, IReadOnlyList<QueuedValues> Queue);

/// <summary>Values that the next trial is to have.</summary>
/// <param name="Position">The place in the queue.</param>
/// <param name="Body">The values, in JSON.</param>
internal readonly record struct QueuedValues(long Position, string Body);

/// <summary>All of a study at one time.</summary>
/// <param name="Beginning">The settings and the queue.</param>
/// <param name="Trials">The trials, in order.</param>
/// <param name="GetCheckpoint">What a trial goes on from, or null; as long as the study is handed over.</param>
internal sealed record StudyExport(StudyBeginning Beginning, IReadOnlyList<StoredTrial> Trials, Func<int, byte[]?> GetCheckpoint);
