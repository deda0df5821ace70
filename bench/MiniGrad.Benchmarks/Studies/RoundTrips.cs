using System.Net;
using System.Net.Sockets;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>Passes on what clients and a server tell each other, and counts how often a client waits for an answer.</summary>
internal sealed class RoundTrips : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> open = [];
    private readonly string host;
    private readonly int serverPort;
    private long count;

    /// <param name="host">Where the server is.</param>
    /// <param name="port">Its port.</param>
    public RoundTrips(string host, int port)
    {
        (this.host, serverPort) = (host, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept();
    }

    /// <summary>The port of this machine at which clients find it.</summary>
    public int Port { get; }

    /// <summary>How often a client has sent something after it heard something, so far.</summary>
    public long Count => Interlocked.Read(ref count);

    public void Dispose()
    {
        listener.Dispose();
        lock (open)
            foreach (TcpClient connection in open) connection.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync().ConfigureAwait(false), server = new();
                lock (open) open.AddRange([client, server]);
                await server.ConnectAsync(host, serverPort).ConfigureAwait(false);
                (client.NoDelay, server.NoDelay) = (true, true);
                StrongBox heard = new();
                _ = Pass(client, server, () =>
                {
                    if (Interlocked.Exchange(ref heard.Value, 0) == 1) Interlocked.Increment(ref count);
                });
                _ = Pass(server, client, () => Interlocked.Exchange(ref heard.Value, 1));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private static async Task Pass(TcpClient from, TcpClient to, Action told)
    {
        try
        {
            byte[] buffer = new byte[1 << 16];
            NetworkStream source = from.GetStream(), target = to.GetStream();
            for (int length; (length = await source.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                told();
                await target.WriteAsync(buffer.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            // One of them has gone.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }

    // Whether the client has heard something since it sent something; at first it has, for what it sends first waits for an answer too.
    private sealed class StrongBox
    {
        public int Value = 1;
    }
}
