using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MiniGrad.Tests.Search;

/// <summary>A PostgreSQL server of the tests' own, with a cluster in a temporary folder, on a free port of 127.0.0.1. Both are gone when
/// the tests are, however these end.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private static readonly Lazy<PostgreSqlServer> shared = new(() => Start());

    private readonly string folder;
    private readonly string settings;
    private readonly Process guard;

    private PostgreSqlServer(bool isDurable)
    {
        folder = Directory.CreateTempSubdirectory("minigrad-postgresql-").FullName;
        settings = $"-c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=400 -c shared_buffers=32MB " +
            $"-c fsync={(isDurable ? "on" : "off")}";
        if (Environment.IsPrivilegedProcess) Command.Run("chown", ["postgres", folder]);

        // It sees by the end of its input that the tests have ended, also where they were killed.
        string stop = Command.Line(PostgreSqlPrograms.AsOwner(Control("stop -m immediate")));
        guard = Command.Start("sh", ["-c", $"trap '' INT TERM HUP; read -r line; {stop}; rm -rf '{folder}'"]);
        try
        {
            Do($"'{PostgreSqlPrograms.Folder}/initdb' --no-sync -A trust -U postgres -E UTF8 --no-locale -D '{folder}/data'");
            for (int attempt = 1; ; attempt++)
            {
                Port = FreePort();
                try
                {
                    StartAgain();
                    break;
                }
                catch (InvalidOperationException) when (attempt < 5)
                {
                    // Another has just taken the port.
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One for all tests that need not stop it, started when it is first asked for.</summary>
    public static PostgreSqlServer Shared => shared.Value;

    public int Port { get; private set; }

    /// <summary>Starts another.</summary>
    /// <param name="isDurable">Whether it waits for disks, which tests that kill no machine need not.</param>
    public static PostgreSqlServer Start(bool isDurable = false) => new(isDurable);

    /// <summary>Makes an empty database.</summary>
    /// <returns>The connection string.</returns>
    public string CreateDatabase()
    {
        string name = $"test_{Guid.NewGuid():N}";
        Execute("postgres", $"CREATE DATABASE {name} TEMPLATE template0");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) =>
        FormattableString.Invariant($"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}");

    /// <summary>Runs statements past all that is tested.</summary>
    public void Execute(string database, string sql)
    {
        using NpgsqlConnection connection = new($"{ConnectionString(database)};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Stops it: connections are cut.</summary>
    /// <param name="atOnce">Without putting anything in order, so that it has to recover when it starts again.</param>
    public void Stop(bool atOnce = false) => Do(Control($"stop -w -m {(atOnce ? "immediate" : "fast")}"));

    /// <summary>Kills it with all its processes.</summary>
    public void Kill()
    {
        string file = $"{folder}/data/postmaster.pid";
        int server = int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);
        int[] all = [server, .. Processes().Where(process => process.Parent == server).Select(process => process.Id)];
        foreach (int id in all)
        {
            try
            {
                using Process process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has just ended by itself.
            }
        }
        while (Processes().Any(process => all.Contains(process.Id) && process.State != 'Z')) Thread.Sleep(10);
        // Where nobody asks how a killed process ended, it stays in the list, and the next server would take it for one that runs.
        if (Processes().All(process => process.Id != server)) return;
        File.Delete(file);
        File.Delete(FormattableString.Invariant($"{folder}/.s.PGSQL.{Port}.lock"));
    }

    /// <summary>Starts it after it was stopped or killed, at the same port, and waits until it can be used.</summary>
    public void StartAgain() => Do(Control($"start -w -t 60 -l '{folder}/log' -o '-p {Port} {settings}'"));

    /// <summary>Stops it and removes all it had.</summary>
    public void Dispose()
    {
        guard.StandardInput.Close();
        guard.WaitForExit();
        guard.Dispose();
    }

    private string Control(string what) => $"'{PostgreSqlPrograms.Folder}/pg_ctl' -D '{folder}/data' {what}";

    private void Do(string script)
    {
        string[] command = PostgreSqlPrograms.AsOwner(script);
        try
        {
            Command.Run(command[0], command[1..]);
        }
        catch (InvalidOperationException trouble) when (File.Exists($"{folder}/log"))
        {
            throw new InvalidOperationException($"{trouble.Message}\n{File.ReadAllText($"{folder}/log")}", trouble);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>All processes of the machine.</summary>
    private static IEnumerable<(int Id, char State, int Parent)> Processes()
    {
        foreach (string path in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int id)) continue;
            string line;
            try
            {
                line = File.ReadAllText($"{path}/stat");
            }
            catch (IOException)
            {
                continue;
            }
            // The name stands in brackets, and may hold some.
            string[] rest = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            yield return (id, rest[0][0], int.Parse(rest[1], CultureInfo.InvariantCulture));
        }
    }
}
