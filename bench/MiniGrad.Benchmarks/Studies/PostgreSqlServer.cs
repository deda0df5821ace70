using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>A PostgreSQL server of Debian's programs, with its settings as they come, in a temporary folder and on a port that was
/// free.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private readonly string programs, folder;

    private PostgreSqlServer(string programs, string folder, int port)
    {
        (this.programs, this.folder) = (programs, folder);
        ConnectionString = $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username=postgres;Database=postgres";
        Console.CancelKeyPress += Stop;
    }

    /// <summary>What to connect to it by.</summary>
    public string ConnectionString { get; }

    /// <exception cref="PeerException">Its programs are not there, or it does not start.</exception>
    public static PostgreSqlServer Start()
    {
        string programs = Programs();
        string folder = Path.Combine(Path.GetTempPath(), $"minigrad-postgresql-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            // It refuses to be run by root.
            if (Environment.IsPrivilegedProcess) PeerProcess.Run("chown", "postgres", folder);
            int port = FreePort();
            Run(Path.Combine(programs, "initdb"), "--no-sync", "-A", "trust", "-U", "postgres", "-D", Data(folder));
            Run(
                Path.Combine(programs, "pg_ctl"), "-w", "-D", Data(folder), "-l", Path.Combine(folder, "log"), "-o",
                $"-p {port.ToString(CultureInfo.InvariantCulture)} -k {folder} -c listen_addresses=127.0.0.1", "start");
            return new PostgreSqlServer(programs, folder, port);
        }
        catch (PeerException)
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        Run(Path.Combine(programs, "pg_ctl"), "-w", "-m", "fast", "-D", Data(folder), "stop");
        Directory.Delete(folder, recursive: true);
    }

    private void Stop(object? sender, ConsoleCancelEventArgs cancel) => Dispose();

    private static string Data(string folder) => Path.Combine(folder, "data");

    private static void Run(string program, params string[] arguments)
    {
        if (Environment.IsPrivilegedProcess) PeerProcess.Run("runuser", ["-u", "postgres", "--", program, .. arguments]);
        else PeerProcess.Run(program, arguments);
    }

    private static string Programs()
    {
        string? folder = null;
        try
        {
            folder = PeerProcess.FirstLine("pg_config", "--bindir");
        }
        catch (PeerException)
        {
            // Only packages for those who compile against it have pg_config.
        }
        const string Versions = "/usr/lib/postgresql";
        string[] folders =
        [
            .. folder is null ? (string[])[] : [folder],
            .. Directory.Exists(Versions) ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin")) : [],
        ];
        return folders.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")))
            ?? throw new PeerException("initdb was not found");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
