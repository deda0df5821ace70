using System.Data;
using Microsoft.Data.Sqlite;

namespace MiniGrad.Search.Sqlite;

/// <summary>Keeps studies in one SQLite file, which several processes of one machine may work on.</summary>
public sealed class SqliteStudyStorage : DatabaseStudyStorage
{
    private static readonly SqlDialect dialect = new()
    {
        Bytes = "BLOB",
        Now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        BeginChange = "UPDATE minigrad_study SET revision = revision + 1 WHERE id = @study;",
        Stamp = "(SELECT revision FROM minigrad_study WHERE id = @study)",
        Since = "revision + 1",
        SkipLocked = "",
        HasTables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'minigrad_schema'",
        LockTables = "",
        BatchIsTransaction = false,
        // Begun without a lock, it sees the file as it is at its first reading: the write-ahead log has what comes later.
        Snapshot = IsolationLevel.ReadUncommitted,
    };

    private readonly string path;
    private readonly SemaphoreSlim turn = new(1);
    private SqlSession? session;

    private SqliteStudyStorage(string path) : base(dialect) => this.path = path;

    /// <inheritdoc/>
    public override string Place => path;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">The file.</param>
    public static SqliteStudyStorage Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SqliteStudyStorage storage = new(path);
        storage.Prepare(StudySchema.Steps);
        return storage;
    }

    internal override SqlSession Rent()
    {
        turn.Wait();
        try
        {
            return session ??= Connect();
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    internal override void Return(SqlSession session, bool isSound) => turn.Release();

    internal override StorageTrouble Understand(Exception trouble) => new(trouble.Message, false);

    internal override void Close()
    {
        turn.Wait();
        session?.Dispose();
        session = null;
        turn.Release();
    }

    private SqlSession Connect()
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
        command.ExecuteNonQuery();
        return new SqlSession(connection);
    }
}
