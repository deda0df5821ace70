using Npgsql;

namespace MiniGrad.Search.PostgreSql;

/// <summary>Keeps studies in a PostgreSQL database, which processes on many machines may work on.</summary>
public sealed class PostgreSqlStudyStorage : DatabaseStudyStorage
{
    private static readonly SqlDialect dialect = new()
    {
        Bytes = "BYTEA",
        Now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
        BeginChange = "",
        Stamp = "txid_current()",
        Since = "txid_snapshot_xmin(txid_current_snapshot())",
        SkipLocked = " FOR UPDATE SKIP LOCKED",
        HasTables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'minigrad_schema'",
        LockTables = "SELECT pg_advisory_xact_lock(7308332)",
        BatchIsTransaction = true,
    };

    private readonly NpgsqlDataSource source;

    private PostgreSqlStudyStorage(NpgsqlDataSource source, string place) : base(dialect) => (this.source, Place) = (source, place);

    /// <inheritdoc/>
    public override string Place { get; }

    /// <summary>Opens a database.</summary>
    /// <param name="connectionString">Which.</param>
    public static PostgreSqlStudyStorage Open(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        NpgsqlConnectionStringBuilder settings = new(connectionString) { MaxAutoPrepare = 32, AutoPrepareMinUsages = 2 };
        PostgreSqlStudyStorage storage = new(
            new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).Build(), $"{settings.Database} at {settings.Host}");
        storage.Prepare(StudySchema.Steps);
        return storage;
    }

    internal override TimeSpan Patience => TimeSpan.FromMinutes(5);

    internal override SqlSession Rent() => new(source.OpenConnection());

    internal override void Return(SqlSession session, bool isSound) => session.Dispose();

    internal override StorageTrouble Understand(Exception trouble) => new(trouble.Message, trouble is NpgsqlException { IsTransient: true });

    internal override void Close() => source.Dispose();
}
