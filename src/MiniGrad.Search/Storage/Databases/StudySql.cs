using System.Collections.Concurrent;

namespace MiniGrad.Search;

/// <summary>The statements, for a dialect. Those that change something end with the selections of what has changed.</summary>
/// <remarks>Each may be sent again when nobody knows whether it was carried out: it finds what it has done, and does nothing
/// more. None says whether it has done anything; what has changed tells.</remarks>
internal sealed class StudySql(SqlDialect dialect)
{
    private readonly ConcurrentDictionary<(bool, int), string> adds = [];

    private const string Columns = "number, state, body, lease, holder, ends, span, progress, version";

    private const string IsOwn = "study = @study AND number = @number AND lease = @lease AND state = 'Running' AND holder IS NOT NULL";

    private const string Held =
        "SELECT 1 FROM minigrad_trial WHERE study = @study AND number >= @first AND state = 'Running' AND holder = @holder";

    public const string Names = "SELECT name FROM minigrad_study ORDER BY name";

    public const string Find = "SELECT id, name, settings, processors, version FROM minigrad_study WHERE name = @name";

    public const string Begin =
        """
        INSERT INTO minigrad_study (id, name, settings, processors, version, revision, queued)
        VALUES (@study, @name, @settings, @processors, 1, 1, 0) ON CONFLICT (name) DO NOTHING
        """;

    public const string Count = "SELECT COUNT(*) FROM minigrad_trial WHERE study = @study";

    public const string Checkpoint = "SELECT content FROM minigrad_checkpoint WHERE study = @study AND trial = @number";

    public const string KeepImported = "INSERT INTO minigrad_checkpoint (study, trial, content) VALUES (@study, @number, @content)";

    // The study first: from then on nobody can add to it, and who is about to is waited for.
    public string[] Delete { get; } =
    [
        $"SELECT id FROM minigrad_study WHERE name = @name{dialect.LockRow}",
        "DELETE FROM minigrad_checkpoint WHERE study IN (SELECT id FROM minigrad_study WHERE name = @name)",
        "DELETE FROM minigrad_queued WHERE study IN (SELECT id FROM minigrad_study WHERE name = @name)",
        "DELETE FROM minigrad_trial WHERE study IN (SELECT id FROM minigrad_study WHERE name = @name)",
        "DELETE FROM minigrad_study WHERE name = @name",
    ];

    /// <summary>What has changed.</summary>
    public string Read { get; } =
        $"""
        SELECT {dialect.Since}, {dialect.Now}, version FROM minigrad_study WHERE id = @study;
        SELECT {Columns} FROM minigrad_trial WHERE study = @study AND number >= @first AND stamp >= @since ORDER BY number;
        SELECT position, body FROM minigrad_queued WHERE study = @study ORDER BY position
        """;

    public string Change =>
        $"""
        UPDATE minigrad_study SET settings = @settings, processors = @processors, version = version + 1
        WHERE id = @study AND version = @version AND (settings = @settings OR NOT EXISTS
        (SELECT 1 FROM minigrad_trial WHERE study = @study AND state = 'Running' AND holder IS NOT NULL
        AND ends >= {dialect.Now} AND ends <= {dialect.Now} + span))
        """;

    /// <summary>Adds a trial, and so many behind it that nobody holds.</summary>
    /// <param name="claims">Whether a trial that nobody runs is taken instead, if there is one.</param>
    /// <param name="ahead">How many behind it.</param>
    public string Add(bool claims, int ahead) => adds.GetOrAdd((claims, ahead), Adding);

    public string Claim => field ??= Changing(Claiming);

    public string Renew =>
        $"""
        UPDATE minigrad_trial SET ends = {dialect.Now} + @span, span = @span, progress = @progress, version = version + 1,
        stamp = {dialect.Stamp} WHERE {IsOwn}
        """;

    public string Settle => field ??= Changing(
        $"""
        UPDATE minigrad_trial SET state = @state, body = @body, holder = NULL, ends = 0, progress = NULL, version = version + 1,
        stamp = {dialect.Stamp} WHERE {IsOwn};
        DELETE FROM minigrad_checkpoint WHERE study = @study AND trial = @number AND EXISTS (SELECT 1 FROM minigrad_trial
        WHERE study = @study AND number = @number AND lease = @lease AND state IN ('Complete', 'Pruned', 'Failed'));
        """);

    // The trial first: from then on nobody can take it, and what it reported and what it goes on from belong together.
    public string Keep => field ??= Changing(
        $"""
        UPDATE minigrad_trial SET body = @body, ends = {dialect.Now} + @span, span = @span, progress = @progress, version = version + 1,
        stamp = {dialect.Stamp} WHERE {IsOwn};
        INSERT INTO minigrad_checkpoint (study, trial, content) SELECT @study, @number, @content FROM minigrad_trial WHERE {IsOwn}
        ON CONFLICT (study, trial) DO UPDATE SET content = excluded.content;
        """);

    public string EndPause =>
        $"""
        UPDATE minigrad_trial SET state = @state, body = @body, version = version + 1, stamp = {dialect.Stamp}
        WHERE study = @study AND number = @number AND lease = @lease AND state = 'Paused'
        """;

    public const string ForgetCheckpoints =
        """
        DELETE FROM minigrad_checkpoint WHERE study = @study AND trial IN (SELECT number FROM minigrad_trial
        WHERE study = @study AND number >= @first AND state IN ('Complete', 'Pruned', 'Failed'))
        """;

    public string Enqueue => field ??= Changing(
        """
        UPDATE minigrad_study SET queued = queued + 1 WHERE id = @study AND version = @version
        AND NOT EXISTS (SELECT 1 FROM minigrad_queued WHERE study = @study AND token = @token);
        INSERT INTO minigrad_queued (study, position, body, token) SELECT @study, queued, @body, @token FROM minigrad_study
        WHERE id = @study AND version = @version AND NOT EXISTS (SELECT 1 FROM minigrad_queued WHERE study = @study AND token = @token);
        """);

    public string Dequeue => field ??= Changing("DELETE FROM minigrad_queued WHERE study = @study AND position = @position;");

    /// <summary>Marks a change that consists of several commands.</summary>
    public string BeginChange => dialect.BeginChange;

    /// <summary>Adds trials that nobody holds.</summary>
    public string AddMany(int count) =>
        "INSERT INTO minigrad_trial (study, number, state, body, lease, ends, span, version, stamp) VALUES " + string.Join(
            ", ", Enumerable.Range(0, count).Select(i => Invariant(
                $"(@study, @number{i}, @state{i}, @body{i}, @lease{i}, 0, 0, 1, {dialect.Stamp})")));

    private string Adding((bool Claims, int Ahead) wanted) => Changing(
        $"""
        {(wanted.Claims ? Claiming : "")}
        INSERT INTO minigrad_trial (study, number, state, body, lease, holder, ends, span, version, stamp)
        SELECT @study, @number, 'Running', @body, @lease, @holder, {dialect.Now} + @span, @span, 1, {dialect.Stamp}
        FROM minigrad_study WHERE id = @study AND version = @version
        AND (@taken < 0 OR EXISTS (SELECT 1 FROM minigrad_queued WHERE study = @study AND position = @taken))
        {(wanted.Claims ? $"AND NOT EXISTS ({Held})" : "")}
        ON CONFLICT (study, number) DO NOTHING;
        DELETE FROM minigrad_queued WHERE study = @study AND position = @taken AND EXISTS
        (SELECT 1 FROM minigrad_trial WHERE study = @study AND number = @number AND holder = @holder);
        """ + string.Concat(Enumerable.Range(1, wanted.Ahead).Select(i => Invariant(
            $"""

            INSERT INTO minigrad_trial (study, number, state, body, lease, ends, span, version, stamp)
            SELECT study, number + {i}, 'Running', @body{i}, 0, 0, 0, 1, {dialect.Stamp} FROM minigrad_trial
            WHERE study = @study AND number = @number AND holder = @holder ON CONFLICT (study, number) DO NOTHING;
            """))));

    /// <summary>Gives a trial that nobody runs to a holder who has none.</summary>
    private string Claiming =>
        $"""
        {dialect.BeginClaim}
        UPDATE minigrad_trial SET lease = lease + 1, holder = @holder, ends = {dialect.Now} + @span, span = @span, progress = NULL,
        version = version + 1, stamp = {dialect.Stamp}
        WHERE study = @study AND EXISTS (SELECT 1 FROM minigrad_study WHERE id = @study AND version = @version)
        AND NOT EXISTS ({Held})
        AND number = (SELECT number FROM minigrad_trial WHERE study = @study AND number >= @first AND state = 'Running'
        AND (holder IS NULL OR ends < {dialect.Now} OR ends > {dialect.Now} + span) ORDER BY number LIMIT 1{dialect.SkipLocked});
        """;

    private string Changing(string change) => $"{dialect.BeginChange}\n{change}\n{Read}";
}
