using System.Data.Common;
using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using Npgsql;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>A database of a PostgreSQL server.</summary>
internal sealed class PostgreSqlEngine(string connectionString) : StudyEngine
{
    private readonly NpgsqlConnectionStringBuilder settings = new(connectionString);

    public override string Name => "PostgreSQL";

    public override string Place => settings.ConnectionString;

    public override string? Password => settings.Password;

    public string Host => settings.Host ?? "127.0.0.1";

    public int Port => settings.Port;

    /// <summary>Whether the server has a name or an address, and is not a socket among the files.</summary>
    public bool IsNamed => !Host.StartsWith('/') && !Host.Contains(',', StringComparison.Ordinal);

    public override StudyStorage Open() => PostgreSqlStudyStorage.Open(Place);

    /// <summary>The same database by another way to it.</summary>
    public PostgreSqlEngine Through(int port) =>
        new(new NpgsqlConnectionStringBuilder(Place) { Host = "127.0.0.1", Port = port }.ConnectionString);

    public override DbConnection Connect()
    {
        NpgsqlConnection connection = new(
            new NpgsqlConnectionStringBuilder(Place) { MaxAutoPrepare = 32, AutoPrepareMinUsages = 2 }.ConnectionString);
        connection.Open();
        return connection;
    }

    public override string OptunaUrl(int? port) =>
        $"postgresql://{Uri.EscapeDataString(settings.Username ?? "postgres")}@{(port is null ? Host : "127.0.0.1")}:{port ?? Port}/" +
        $"{Uri.EscapeDataString(settings.Database!)}";

    /// <summary>Makes a database on a server, for as long as something is done with it.</summary>
    public static void WithDatabase(string connectionString, Action<PostgreSqlEngine> work)
    {
        NpgsqlConnectionStringBuilder server = new(connectionString) { Pooling = false };
        if (string.IsNullOrEmpty(server.Database)) server.Database = "postgres";
        string name = $"minigrad_studies_{Environment.ProcessId}";
        Run($"CREATE DATABASE {name}");
        try
        {
            work(new PostgreSqlEngine(new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString));
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Run($"DROP DATABASE {name} WITH (FORCE)");
        }

        void Run(string statement)
        {
            try
            {
                using NpgsqlConnection connection = new(server.ConnectionString);
                connection.Open();
                using NpgsqlCommand command = new(statement, connection);
                command.ExecuteNonQuery();
            }
            catch (NpgsqlException trouble)
            {
                throw new IOException($"PostgreSQL at {server.Host}: {trouble.Message}", trouble);
            }
        }
    }
}
