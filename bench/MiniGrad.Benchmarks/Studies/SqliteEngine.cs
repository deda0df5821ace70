using System.Data.Common;
using Microsoft.Data.Sqlite;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>Files of SQLite in a folder.</summary>
internal sealed class SqliteEngine(string folder, string file = "studies.db") : StudyEngine
{
    public override string Name => "SQLite";

    public override string Place => Path.Combine(folder, file);

    public override StudyStorage Open() => SqliteStudyStorage.Open(Place);

    public override DbConnection Connect()
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "bare.db"),
            Pooling = false,
        }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
        command.ExecuteNonQuery();
        return connection;
    }

    public override string OptunaUrl(int? port) => $"sqlite:///{Path.Combine(folder, "optuna.db")}";
}
