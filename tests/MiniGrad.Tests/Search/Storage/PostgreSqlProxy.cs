using System.Diagnostics.CodeAnalysis;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>When a connection is cut.</summary>
public enum Cut
{
    /// <summary>Once a change is complete but for the message that has it kept.</summary>
    BeforeItIsKept,

    /// <summary>Once it is kept, before a word of it.</summary>
    BeforeTheAnswer,

    /// <summary>Once it is kept, before the last word of it.</summary>
    BeforeTheLastWord,
}

/// <summary>Stands between PostgreSQL and who talks to it, counts how often they talk, and cuts them off at the worst time.</summary>
internal sealed class PostgreSqlProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int server;
    private int roundTrips, cuts, armed = -1;

    public PostgreSqlProxy(int server)
    {
        this.server = server;
        listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How often somebody waited for an answer.</summary>
    public int RoundTrips => Volatile.Read(ref roundTrips);

    /// <summary>How often one was cut off.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>The connection string with this in place of the server.</summary>
    public string Through(string connectionString) =>
        connectionString.Replace(Invariant($"Port={server};"), Invariant($"Port={Port};SSL Mode=Disable;"));

    /// <summary>Cuts who makes the next change.</summary>
    public void Arm(Cut cut) => Volatile.Write(ref armed, (int)cut);

    public void Dispose() => listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true) _ = new Pair(this, listener.AcceptTcpClient());
        }
        catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It is over.
        }
    }

    /// <summary>One who talks to the server. Its ends are closed by the talk itself.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "The two who pass on what is said close what they use.")]
    private sealed class Pair
    {
        private readonly PostgreSqlProxy proxy;
        private readonly TcpClient client, server;
        private readonly Dictionary<string, bool> changing = new(StringComparer.Ordinal);

        public Pair(PostgreSqlProxy proxy, TcpClient client)
        {
            (this.proxy, this.client) = (proxy, client);
            server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            server.Connect(IPAddress.Loopback, proxy.server);
            new Thread(() => Pump(FromClient)) { IsBackground = true }.Start();
            new Thread(() => Pump(FromServer)) { IsBackground = true }.Start();
        }

        private void Pump(Action<Stream, Stream> pump)
        {
            try
            {
                pump(client.GetStream(), server.GetStream());
            }
            catch (Exception trouble) when (trouble is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Either has gone.
            }
            client.Dispose();
            server.Dispose();
        }

        private void FromClient(Stream client, Stream server)
        {
            // What secures the connection is asked for by messages without a kind, to which no is a letter.
            while (true)
            {
                byte[] start = Read(client, 0);
                if (BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(4)) is 80877103 or 80877104) client.Write("N"u8);
                else
                {
                    server.Write(start);
                    break;
                }
            }
            MemoryStream held = new();
            bool isChange = false;
            while (true)
            {
                byte[] message = Read(client, 1);
                held.Write(message);
                if (message[0] == 'P') changing[Text(message, 0)] = IsChange(Text(message, 1));
                if (message[0] == 'B') isChange |= changing[Text(message, 1)];
                if (message[0] is not ((byte)'S' or (byte)'Q')) continue;
                // What begins a transaction is sent with what follows.
                if (message[0] == 'S' || !Text(message, 0).StartsWith("BEGIN", StringComparison.Ordinal))
                    Interlocked.Increment(ref proxy.roundTrips);
                if (isChange && Interlocked.CompareExchange(ref proxy.armed, -1, (int)Cut.BeforeItIsKept) == (int)Cut.BeforeItIsKept)
                {
                    // All but the last message, without which the server takes it back.
                    server.Write(held.GetBuffer(), 0, (int)held.Length - message.Length);
                    Thread.Sleep(50);
                    Interlocked.Increment(ref proxy.cuts);
                    return;
                }
                server.Write(held.GetBuffer(), 0, (int)held.Length);
                held.SetLength(0);
                isChange = false;
            }
        }

        private static bool IsChange(string sql) => ((string[])["INSERT INTO minigrad", "UPDATE minigrad", "DELETE FROM minigrad"])
            .Any(start => sql.Contains(start, StringComparison.Ordinal));

        /// <summary>One of the texts that a message begins with, each of which a zero ends.</summary>
        private static string Text(byte[] message, int index) => Encoding.UTF8.GetString(message, 5, message.Length - 5).Split('\0')[index];

        private void FromServer(Stream client, Stream server)
        {
            bool isReady = false, hasChanged = false;
            MemoryStream held = new();
            while (true)
            {
                byte[] message = Read(server, 1);
                held.Write(message);
                if (message[0] == 'C')
                {
                    string[] tag = Encoding.ASCII.GetString(message, 5, message.Length - 6).Split(' ');
                    hasChanged |= tag[0] is "INSERT" or "UPDATE" or "DELETE" && tag[^1] != "0";
                }
                isReady |= message[0] == 'Z';
                if (isReady && message[0] != 'Z') continue;
                // All of an answer is there. Whether a transaction is open stands at its end.
                if (message[0] == 'Z' && message[^1] == 'I' && hasChanged)
                {
                    hasChanged = false;
                    int cut = Volatile.Read(ref proxy.armed);
                    if (cut is (int)Cut.BeforeTheAnswer or (int)Cut.BeforeTheLastWord
                        && Interlocked.CompareExchange(ref proxy.armed, -1, cut) == cut)
                    {
                        if (cut == (int)Cut.BeforeTheLastWord) client.Write(held.GetBuffer(), 0, (int)held.Length - message.Length);
                        Interlocked.Increment(ref proxy.cuts);
                        return;
                    }
                }
                client.Write(held.GetBuffer(), 0, (int)held.Length);
                held.SetLength(0);
            }
        }

        /// <summary>A message, with so many bytes before its length.</summary>
        private static byte[] Read(Stream stream, int kind)
        {
            byte[] head = new byte[kind + 4];
            stream.ReadExactly(head);
            int length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(kind));
            byte[] message = new byte[kind + length];
            head.CopyTo(message, 0);
            stream.ReadExactly(message.AsSpan(head.Length));
            return message;
        }
    }
}
