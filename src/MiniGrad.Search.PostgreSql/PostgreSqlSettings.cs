using System.Data.Common;
using Npgsql;

namespace MiniGrad.Search.PostgreSql;

/// <summary>What a connection string says, and what it leaves open.</summary>
internal sealed class PostgreSqlSettings
{
    private const int DefaultConnections = 8;

    private PostgreSqlSettings(NpgsqlConnectionStringBuilder builder, int most) => (Builder, MostConnections) = (builder, most);

    public NpgsqlConnectionStringBuilder Builder { get; }

    public int MostConnections { get; }

    public string Database => Builder.Database!;

    public string? User => Builder.Username;

    // Several hosts have their ports beside them.
    public string Place => Builder.Host!.Contains(',')
        ? $"{Database} at {Builder.Host}"
        : Invariant($"{Database} at {Builder.Host}:{Builder.Port}");

    /// <exception cref="ArgumentException">It cannot be read, or names no host or no database.</exception>
    public static PostgreSqlSettings Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        NpgsqlConnectionStringBuilder builder = Read(connectionString);
        if (string.IsNullOrEmpty(builder.Host))
            throw new ArgumentException(Refusal("expected a host, as in Host=db"), nameof(connectionString));
        if (string.IsNullOrEmpty(builder.Database))
            throw new ArgumentException(Refusal("expected a database, as in Database=studies"), nameof(connectionString));

        int most = builder.ContainsKey("Maximum Pool Size") ? builder.MaxPoolSize : DefaultConnections;
        if (string.IsNullOrEmpty(builder.ApplicationName)) builder.ApplicationName = "MiniGrad";
        if (!builder.ContainsKey("Command Timeout")) builder.CommandTimeout = 120;
        // Whoever is cut off without a word is to notice, and routers are to see that a connection still lives.
        if (!builder.ContainsKey("TCP Keepalive"))
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 30, 10);
        // The storage keeps its connections itself, with what was prepared on them.
        builder.Pooling = false;
        builder.Multiplexing = false;
        builder.Enlist = false;
        return new PostgreSqlSettings(builder, most);
    }

    // What Npgsql says may repeat parts of a password that holds a semicolon.
    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        DbConnectionStringBuilder entries = [];
        try
        {
            entries.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            throw new ArgumentException(
                Refusal("expected entries such as Host=db, with semicolons between them, and in quotes what holds one"),
                nameof(connectionString));
        }
        NpgsqlConnectionStringBuilder builder = [];
        int number = 0;
        foreach (string key in entries.Keys)
        {
            number++;
            try
            {
                builder[key] = entries[key];
            }
            catch (Exception trouble) when (
                trouble is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
            {
                string entry = Invariant($"entry {number} of {entries.Count} is none that Npgsql knows, or has a value it cannot have");
                throw new ArgumentException(
                    Refusal($"{entry}; a value that holds a semicolon stands in quotes"), nameof(connectionString));
            }
        }
        return builder;
    }

    private static string Refusal(string why) => $"PostgreSqlStudyStorage: the connection string: {why}.";
}
