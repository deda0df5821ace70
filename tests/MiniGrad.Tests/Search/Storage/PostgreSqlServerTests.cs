using Npgsql;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>The server that other tests use.</summary>
public class PostgreSqlServerTests
{
    [PostgreSqlFact]
    public void A_server_can_be_stopped_and_killed_and_keeps_what_it_had()
    {
        using PostgreSqlServer server = PostgreSqlServer.Start();
        server.CreateDatabase();
        server.Execute("postgres", "CREATE TABLE kept (a INTEGER)");
        Action[] ways = [() => server.Stop(), () => server.Stop(atOnce: true), server.Kill, server.Kill];
        foreach (Action way in ways)
        {
            server.Execute("postgres", "INSERT INTO kept VALUES (1)");
            way();
            Assert.ThrowsAny<NpgsqlException>(() => server.Execute("postgres", "SELECT 1"));
            server.StartAgain();
        }
        Assert.Equal("4", Ask(server, "SELECT COUNT(*) FROM kept"));
    }

    [PostgreSqlFact]
    public void The_server_and_its_folder_are_gone_afterwards()
    {
        PostgreSqlServer server = PostgreSqlServer.Start();
        string folder = Ask(server, "SHOW data_directory");
        Assert.True(Directory.Exists(folder));
        server.Dispose();
        Assert.False(Directory.Exists(folder));
        Assert.ThrowsAny<NpgsqlException>(() => server.Execute("postgres", "SELECT 1"));
    }

    private static string Ask(PostgreSqlServer server, string sql)
    {
        using NpgsqlConnection connection = new($"{server.ConnectionString("postgres")};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return $"{command.ExecuteScalar()}";
    }
}
