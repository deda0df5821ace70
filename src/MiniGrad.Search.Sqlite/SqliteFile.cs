using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniGrad.Search.Sqlite;

/// <summary>A file of studies, and the ways to open it.</summary>
/// <remarks>It is looked at through SQLite alone: who opens a file by other means and closes it ends the locks that SQLite has on it in the
/// same process.</remarks>
/// <param name="name">The path.</param>
/// <param name="isToLook">Whether it is only looked at, so that it is neither made nor changed.</param>
internal sealed class SqliteFile(string name, bool isToLook)
{
    // MGSS, by which a file is known as one of studies.
    private const int ApplicationId = 0x4D475353;

    private const string Gone =
        "the file was moved, removed or replaced by another while it was open; what was told until then went with it";

    /// <summary>The smallest page there is.</summary>
    private const int LeastPage = 512;

    private (long Length, DateTime Written, bool HasLog) seen;
    private bool isKnown;
    private string? loss;

    private readonly string[] parts = [.. ((string[])["-wal", "-shm"]).Select(part => Resolve(name) + part)];

    /// <summary>What marks a file.</summary>
    public static string Mark { get; } = Invariant($"PRAGMA application_id = {ApplicationId}");

    /// <summary>The path as it was given.</summary>
    public string Name => name;

    /// <summary>The whole path, which holds even if the current folder changes; of a link that to which it leads, beside which SQLite has
    /// its files.</summary>
    public string Path { get; } = Resolve(name);

    public bool Exists => File.Exists(Path);

    /// <summary>Whether there is anything in it.</summary>
    public bool HasContent => new FileInfo(Path) is { Exists: true, Length: > 0 };

    /// <summary>Whether it can be read and not written to, or is not to be.</summary>
    public bool IsOnlyRead { get; private set; }

    /// <summary>Whether somebody has written to it since it was opened to be read.</summary>
    public bool HasChanged => seen != Look();

    /// <exception cref="StudyStorageException">It is not a file that studies are kept in.</exception>
    public SqlSession Connect()
    {
        if (!isKnown) Check();
        else if (!Exists) loss ??= Gone;
        if (loss is not null) throw Refuse();
        isKnown = true;
        SqliteConnection connection = IsOnlyRead ? OpenToRead() : OpenToWrite() ?? OpenToRead();
        return new SqlSession(connection);
    }

    /// <summary>Whether the file of a connection is no longer the one of this name; if so, it is refused from then on. What is written to
    /// it would be in no file that somebody could open.</summary>
    public bool IsLost(SqliteConnection connection)
    {
        if (!IsOnlyRead && SqliteIdentity.HasMoved(connection)) loss ??= Gone;
        return loss is not null;
    }

    /// <summary>Whether one of the files beside it is missing, which are there as long as somebody has it open and has read it; if so, it
    /// is refused from then on.</summary>
    public bool HasLostPart()
    {
        if (!IsOnlyRead && Array.Find(parts, part => !File.Exists(part)) is { } part)
            loss ??= $"the file '{part}', which belongs to it, was moved or removed while it was open; " +
                "end all that have it open, which writes all that was told to the file itself, and begin again";
        return loss is not null;
    }

    /// <summary>Says how it was lost.</summary>
    public StudyStorageException Refuse() => new($"{name}: {loss}.");

    private static string Resolve(string name)
    {
        FileInfo file = new(name);
        try
        {
            return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        // Links in a circle, which SQLite refuses too.
        catch (IOException)
        {
            return file.FullName;
        }
    }

    private void Check()
    {
        if (Directory.Exists(Path))
            throw new StudyStorageException($"{name}: a folder; expected a file of studies in it, such as 'digits.study'.");
        if (System.IO.Path.GetDirectoryName(Path) is { } folder && !Directory.Exists(folder))
            throw new StudyStorageException($"{name}: there is no folder '{folder}'; make it first.");
        if (!Exists || new FileInfo(Path).Length is var length && length == 0) return;
        // SQLite would take some of these for empty ones.
        if (length < LeastPage) throw new StudyStorageException($"{name}: {SqliteTroubles.Kind(Path)}.");
        using SqliteConnection connection = OpenToRead();
        long id = (long)Ask(connection, "PRAGMA application_id")!;
        // It takes what is missing of the last page for zeros.
        if (!seen.HasLog && seen.Length % (long)Ask(connection, "PRAGMA page_size")! != 0)
            throw new StudyStorageException($"{name}: {SqliteTroubles.Damaged}.");
        if (id == ApplicationId) return;
        const string All = "SELECT group_concat(name, ', ') FROM sqlite_master WHERE type = 'table'";
        string tables = Ask(connection, All) as string ?? "";
        // Tables that were copied with other tools have lost the mark.
        if (tables.Split(", ").Contains("minigrad_schema") || (tables.Length == 0 && id == 0)) return;
        string known = tables.Length > 0 ? $" (with tables {Short(tables)})" : "";
        throw new StudyStorageException(
            $"{name}: a SQLite file of another program{known}, in which nothing is changed; give a file of its own for studies.");
    }

    /// <summary>Opens it to be written to, and makes it where there is none; null where it can only be read.</summary>
    private SqliteConnection? OpenToWrite()
    {
        bool isThere = Exists;
        // To look at a file that others write to, its log is to be written to as well.
        SqliteConnection connection = Open(Path, isToLook ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate);
        try
        {
            SqliteWork work = new(connection);
            // To have a log a file without one would be changed.
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1 ||
                (isToLook && Ask(connection, "PRAGMA journal_mode") is not "wal"))
            {
                connection.Dispose();
                IsOnlyRead = true;
                return null;
            }
            // It asks for the whole file once, the first time, and does not wait for it.
            work.DoInTurn("PRAGMA journal_mode = WAL");
            if (Ask(connection, "PRAGMA journal_mode") is not "wal")
                throw new StudyStorageException(
                    $"{name}: this disk cannot keep a write-ahead log; use a folder on a disk of this machine.");
            work.Do("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 4000");
            return connection;
        }
        // A folder in which the log cannot be made.
        catch (SqliteException trouble) when (
            isThere && trouble.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && !HasLog())
        {
            connection.Dispose();
            IsOnlyRead = true;
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens it without changing anything, also of what lies beside it.</summary>
    private SqliteConnection OpenToRead()
    {
        seen = Look();
        // Without a log nobody writes, and SQLite is told so: it would make one.
        string uri = string.Join('/', Path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
        return Open(seen.HasLog ? Path : $"file:{(uri[0] == '/' ? "" : "/")}{uri}?immutable=1", SqliteOpenMode.ReadOnly);
    }

    private static SqliteConnection Open(string source, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = source, Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ToString());
        try
        {
            connection.Open();
            new SqliteWork(connection).BePatient();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private bool HasLog() => new FileInfo(Path + "-wal") is { Exists: true, Length: > 0 };

    private (long Length, DateTime Written, bool HasLog) Look() =>
        new FileInfo(Path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc, HasLog()) : default;

    private static string Short(string tables) => tables.Length <= 60 ? tables : $"{tables[..60]}…";
}
