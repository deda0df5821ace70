using System.Data.Common;
using Microsoft.Data.Sqlite;
using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Npgsql;

namespace MiniGrad.Tests.Search;

/// <summary>A place of a kind where studies are kept, new and empty.</summary>
internal sealed class StoragePlace : IDisposable
{
    public const string Memory = "memory", Sqlite = "SQLite", PostgreSql = "PostgreSQL";

    private readonly string kind;
    private readonly TemporaryFolder folder = new();
    private readonly MemoryStudyStorage memory = new();
    private readonly List<StudyStorage> opened = [];

    public StoragePlace(string kind)
    {
        this.kind = kind;
        Address = kind switch
        {
            Sqlite => folder.File("test.study"),
            PostgreSql => PostgreSqlServer.Shared.CreateDatabase(),
            _ => "memory",
        };
    }

    /// <summary>All kinds; PostgreSQL only where it can be.</summary>
    public static IEnumerable<string> Kinds => Databases.Prepend(Memory);

    /// <summary>Those that are databases.</summary>
    public static IEnumerable<string> Databases => PostgreSqlPrograms.Reason is null ? [Sqlite, PostgreSql] : [Sqlite];

    /// <summary>The path or the connection string.</summary>
    public string Address { get; }

    /// <summary>Opens it as another process would; what is in memory is there once.</summary>
    public StudyStorage Open()
    {
        StudyStorage storage = kind switch
        {
            Sqlite => SqliteStudyStorage.Open(Address),
            PostgreSql => PostgreSqlStudyStorage.Open(Address),
            _ => memory,
        };
        opened.Add(storage);
        return storage;
    }

    /// <summary>Runs a statement past the storage, of a database.</summary>
    public void Execute(string sql)
    {
        using DbConnection connection = kind == Sqlite
            ? new SqliteConnection($"Data Source={Address};Pooling=false") : new NpgsqlConnection($"{Address};Pooling=false");
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (StudyStorage storage in opened) storage.Dispose();
        folder.Dispose();
    }
}
