using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MiniGrad.Search.Sqlite;

/// <summary>Keeps studies in one SQLite file, on which several processes of one machine may work at once.</summary>
/// <remarks><para>What is told is on the disk when the call returns: the file has a write-ahead log, which is flushed with every change. As
/// long as it is open, two files lie beside it, with <c>-wal</c> and <c>-shm</c> behind its name; they belong to it, and go when the last
/// who has it open closes it. It must lie on a disk of this machine: a write-ahead log does not work over a network.</para>
/// <para>Where the file or its folder may only be read, its studies can be looked at, and whatever would write is refused.</para></remarks>
/// <example><code>
/// using SqliteStudyStorage storage = SqliteStudyStorage.Open("digits.study");
/// var space = new SearchSpace();
/// HyperParameter&lt;double&gt; x = space.AddNumber("x", -5, 5);
/// var study = new Study("parabola", space) { Seed = 1, Overlap = 4, Storage = storage };
/// study.Run(trials: 20, trial => Math.Pow(trial.Get(x) - 2, 2));
/// </code></example>
public sealed class SqliteStudyStorage : DatabaseStudyStorage
{
    private static readonly SqlDialect dialect = new()
    {
        Bytes = "BLOB",
        Now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        BeginChange = "UPDATE minigrad_study SET revision = revision + 1 WHERE id = @study;",
        Stamp = "(SELECT revision FROM minigrad_study WHERE id = @study)",
        // Of a text it would make 1, and changes that have come would be taken for known.
        Since = "CASE typeof(revision) WHEN 'integer' THEN revision + 1 ELSE revision END",
        SkipLocked = "",
        HasTables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'minigrad_schema'",
        LockTables = SqliteFile.Mark,
        BatchIsTransaction = false,
        // Begun without a lock, it sees the file as it is at its first reading: the write-ahead log has what comes later.
        Snapshot = IsolationLevel.ReadUncommitted,
        // One page to write instead of two.
        TrialTable = " WITHOUT ROWID",
        // It looks for each parameter among all.
        RowsAtOnce = 10,
    };

    private readonly SqliteFile file;
    private readonly SemaphoreSlim turn = new(1);
    private SqlSession? session;
    private bool isClosed, isToBeOpenedAnew, isUsed;

    private SqliteStudyStorage(string path, bool isToLook) : base(dialect) => file = new SqliteFile(path, isToLook);

    /// <summary>The file, as it was given.</summary>
    public override string Place => file.Name;

    /// <summary>Opens a file of studies; makes it where there is none.</summary>
    /// <param name="path">The file, such as <c>digits.study</c>. Not <c>:memory:</c>: see <see cref="MemoryStudyStorage"/>.</param>
    /// <exception cref="ArgumentException">The path is empty, or <c>:memory:</c>.</exception>
    /// <exception cref="StudyStorageException">There is no such folder; the file is a folder, cannot be opened or made, is damaged, of
    /// another program or of a later MiniGrad. Nothing is written to it then.</exception>
    public static SqliteStudyStorage Open(string path) => Open(path, StudySchema.Steps);

    /// <summary>Opens a file with tables of some version.</summary>
    internal static SqliteStudyStorage Open(string path, IReadOnlyList<Func<SqlDialect, string>> steps)
    {
        SqliteStudyStorage storage = At(path, isToLook: false);
        try
        {
            storage.Prepare(steps);
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to look at its studies: nothing is made or changed.</summary>
    /// <returns>Null where there is no file, nothing in it, or no table.</returns>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    internal static SqliteStudyStorage? OpenToLook(string path)
    {
        SqliteStudyStorage storage = At(path, isToLook: true);
        bool isThere = false;
        try
        {
            isThere = storage.file.HasContent && storage.HasTables(StudySchema.Steps);
            return isThere ? storage : null;
        }
        finally
        {
            if (!isThere) storage.Dispose();
        }
    }

    private static SqliteStudyStorage At(string path, bool isToLook)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path != ":memory:" ? new SqliteStudyStorage(path, isToLook) : throw new ArgumentException(
            "SqliteStudyStorage: expected a file, got ':memory:'; a MemoryStudyStorage keeps studies in memory.", nameof(path));
    }

    internal override SqlSession Rent()
    {
        turn.Wait();
        try
        {
            if (isClosed)
                throw new ObjectDisposedException(nameof(SqliteStudyStorage), $"{Place}: the storage was disposed; open the file again.");
            // Before it is written to, and after: who looks only before would not see what goes in between.
            if (session is not null && (IsLost(session) || (isUsed && file.HasLostPart()) || isToBeOpenedAnew)) Forget();
            return session ??= file.Connect();
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    internal override void Return(SqlSession session, bool isSound)
    {
        try
        {
            if (!file.IsOnlyRead)
            {
                if (isSound && IsLost(session)) throw file.Refuse();
                isUsed |= isSound;
                return;
            }
            // Nobody can say that it is still read: others may write to it.
            Forget();
            if (isSound && file.HasChanged)
                throw new StudyStorageException($"{Place}: another has written to the file while it was read; read it again.");
        }
        finally
        {
            turn.Release();
        }
    }

    internal override StorageTrouble Understand(Exception trouble)
    {
        if (trouble is not SqliteException said) return new StorageTrouble(trouble.Message, false);
        isToBeOpenedAnew |= SqliteTroubles.IsOfConnection(said);
        return new StorageTrouble(SqliteTroubles.Explain(said, file.Path), false);
    }

    internal override void Close()
    {
        turn.Wait();
        try
        {
            isClosed = true;
            Forget();
        }
        finally
        {
            turn.Release();
        }
    }

    private protected override T Atomically<T>(SqlSession session, Func<DbTransaction?, T> work)
    {
        SqliteWork connection = new((SqliteConnection)session.Connection);
        connection.Begin();
        try
        {
            T result = work(null);
            connection.Commit();
            return result;
        }
        catch
        {
            connection.RollBack();
            throw;
        }
    }

    private bool IsLost(SqlSession session) => file.IsLost((SqliteConnection)session.Connection);

    private void Forget()
    {
        isToBeOpenedAnew = isUsed = false;
        session?.Dispose();
        session = null;
    }
}
