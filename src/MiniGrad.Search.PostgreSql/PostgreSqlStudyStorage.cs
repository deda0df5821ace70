namespace MiniGrad.Search.PostgreSql;

/// <summary>Keeps studies in a PostgreSQL database, which processes on many machines work on together.</summary>
/// <remarks>Its tables begin with <c>minigrad_</c> and may lie beside those of other programs. What is told is on the server's disk when a
/// call returns. Where the server is away, calls wait for it, as long as there is patience, and go on.</remarks>
/// <example><code>
/// using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open("Host=db;Database=studies;Username=minigrad;Password=secret");
/// var space = new SearchSpace();
/// HyperParameter&lt;double&gt; x = space.AddNumber("x", -5, 5);
/// var study = new Study("parabola", space) { Seed = 1, Overlap = 10, Storage = storage };
/// study.Run(trials: 500, trial => Math.Pow(trial.Get(x) - 2, 2));
/// </code></example>
public sealed class PostgreSqlStudyStorage : DatabaseStudyStorage
{
    /// <summary>For how long opening waits at most: who gave a wrong address is to hear of it.</summary>
    private static readonly TimeSpan longestOpening = TimeSpan.FromSeconds(10);

    private static readonly SqlDialect dialect = new()
    {
        Bytes = "BYTEA",
        Now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
        BeginChange = "",
        // The number of the transaction. A later reader has seen all that those below the lowest one under way have done.
        Stamp = "txid_current()",
        Since = "txid_snapshot_xmin(txid_current_snapshot())",
        // A lock that only the same holder asks for; it gives void, which is not NULL, so that no row changes.
        BeginClaim =
            "UPDATE minigrad_study SET queued = queued WHERE id = @study " +
            "AND pg_advisory_xact_lock(hashtextextended(@holder, 7308332)) IS NULL;",
        LockRow = " FOR UPDATE",
        SkipLocked = " FOR UPDATE SKIP LOCKED",
        HasTables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'minigrad_schema'",
        LockTables = "SELECT pg_advisory_xact_lock(7308332)",
        BatchIsTransaction = true,
    };

    private readonly PostgreSqlConnections connections;
    private readonly PostgreSqlTroubles troubles;
    private readonly TimeSpan patience;
    private bool isOpen;

    private PostgreSqlStudyStorage(PostgreSqlSettings settings, TimeSpan patience) : base(dialect)
    {
        (Place, this.patience) = (settings.Place, patience);
        troubles = new PostgreSqlTroubles(settings.Database, settings.User);
        connections = new PostgreSqlConnections(settings);
    }

    /// <summary>The database, the host and the port, as in <c>studies at db:5432</c>.</summary>
    public override string Place { get; }

    /// <summary>Opens a database, and makes the tables where there are none.</summary>
    /// <param name="connectionString">Which: <c>Host</c>, <c>Database</c>, and as needed <c>Port</c> (5432), <c>Username</c> (that of the
    /// system), <c>Password</c>, <c>SSL Mode</c>, <c>Search Path</c> (the schema) and all else that Npgsql knows.
    /// <c>Maximum Pool Size</c> is the most connections of this process (8).</param>
    /// <param name="patience">For how long what fails because the server is away is tried again, from 0 to a day; while it is opened,
    /// for 10 seconds at most. Default: 5 minutes.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or names no host or no database.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The patience is negative, or longer than a day.</exception>
    /// <exception cref="StudyStorageException">The server is away, lets this user not in or not make tables, is older than PostgreSQL 12,
    /// or the tables are of a later MiniGrad.</exception>
    public static PostgreSqlStudyStorage Open(string connectionString, TimeSpan? patience = null)
    {
        PostgreSqlStudyStorage storage = At(connectionString, patience);
        try
        {
            storage.Prepare(StudySchema.Steps);
            storage.isOpen = true;
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database to look at its studies: nothing is made or changed.</summary>
    /// <returns>Null where there are no tables.</returns>
    /// <inheritdoc cref="Open(string, TimeSpan?)" path="/exception"/>
    internal static PostgreSqlStudyStorage? OpenToLook(string connectionString)
    {
        PostgreSqlStudyStorage storage = At(connectionString, null);
        try
        {
            storage.isOpen = storage.HasTables(StudySchema.Steps);
            return storage.isOpen ? storage : null;
        }
        finally
        {
            if (!storage.isOpen) storage.Dispose();
        }
    }

    private static PostgreSqlStudyStorage At(string connectionString, TimeSpan? patience)
    {
        PostgreSqlSettings settings = PostgreSqlSettings.Parse(connectionString);
        TimeSpan wait = patience ?? TimeSpan.FromMinutes(5);
        if (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(
                nameof(patience), Invariant($"PostgreSqlStudyStorage: the patience must be from 0 to a day, got {wait}."));
        return new PostgreSqlStudyStorage(settings, wait);
    }

    internal override TimeSpan Patience => isOpen || patience < longestOpening ? patience : longestOpening;

    internal override long Births => connections.Births;

    internal override SqlSession Rent() => connections.Rent();

    internal override void Return(SqlSession session, bool isSound) => connections.Return(session, isSound);

    internal override StorageTrouble Understand(Exception trouble) => troubles.Understand(trouble);

    internal override StoredStudy? Find(string name) => CanKeep(name) ? base.Find(name) : null;

    internal override StoredStudy Open(StudyBeginning beginning) => base.Open(Checked(beginning));

    internal override bool Import(StudyBeginning beginning, IReadOnlyList<StoredTrial> trials, Func<int, byte[]?> checkpoints) =>
        base.Import(Checked(beginning), trials, checkpoints);

    /// <inheritdoc/>
    public override bool Delete(string study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return CanKeep(study) && base.Delete(study);
    }

    internal override void Close() => connections.Dispose();

    private static bool CanKeep(string name) => !name.Contains('\0');

    private StudyBeginning Checked(StudyBeginning beginning) => CanKeep(beginning.Name)
        ? beginning
        : throw new StudyStorageException(
            $"{Place}: expected a name without the character U+0000, which PostgreSQL cannot keep, " +
            $"got '{beginning.Name.Replace("\0", "\\0")}'.");
}
