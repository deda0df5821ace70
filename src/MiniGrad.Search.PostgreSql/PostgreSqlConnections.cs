using System.Collections.Concurrent;
using Npgsql;

namespace MiniGrad.Search.PostgreSql;

/// <summary>The connections of a storage: each has one who uses it at a time, and stays open with what was prepared on it.</summary>
internal sealed class PostgreSqlConnections : IDisposable
{
    // A database, a role or a server may have others by default. Changes are read by statements that each see what is kept by then. What is
    // told is to be on disk before others see it: an asynchronous commit would save an ask some time, but after a fall of the server a
    // number could be given, or a version of a row reached, that somebody has already seen with other content. The server is to notice soon
    // that somebody is gone who holds locks. Plans are made once for a connection, by what indexes there are and not by how few rows there
    // are now: all statements have an index, and to plan takes longer than to carry out.
    private const string Greeting =
        """
        SELECT set_config('default_transaction_isolation', 'read committed', false),
        set_config('default_transaction_deferrable', 'off', false),
        set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
        ELSE current_setting('synchronous_commit') END, false),
        set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
        set_config('idle_in_transaction_session_timeout', '60000', false),
        set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
        set_config('tcp_keepalives_count', '3', false),
        set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),
        set_config('enable_bitmapscan', 'off', false), set_config('jit', 'off', false), current_setting('server_encoding')
        """;

    private const int EncodingColumn = 13;

    private readonly string place;
    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim free;
    private readonly ConcurrentStack<SqlSession> idle = new();
    private long births;
    private volatile bool isClosed;

    public PostgreSqlConnections(PostgreSqlSettings settings)
    {
        place = settings.Place;
        free = new SemaphoreSlim(settings.MostConnections);
        // The slim one carries only what is needed, and no reflection.
        NpgsqlSlimDataSourceBuilder builder = new(settings.Builder.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        source = builder.Build();
    }

    public long Births => Interlocked.Read(ref births);

    public SqlSession Rent()
    {
        free.Wait();
        try
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(PostgreSqlStudyStorage));
            return idle.TryPop(out SqlSession? session) ? session : Connect();
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    public void Return(SqlSession session, bool isSound)
    {
        if (isSound && !isClosed) idle.Push(session);
        else
        {
            session.Dispose();
            // Where one was cut off, the others mostly were too.
            Clear();
        }
        free.Release();
        if (isClosed) Clear();
    }

    public void Dispose()
    {
        isClosed = true;
        Clear();
        source.Dispose();
    }

    private void Clear()
    {
        while (idle.TryPop(out SqlSession? session)) session.Dispose();
    }

    private SqlSession Connect()
    {
        NpgsqlConnection connection = source.OpenConnection();
        try
        {
            CheckVersion(place, connection.PostgreSqlVersion);
            using NpgsqlCommand command = new(Greeting, connection);
            using NpgsqlDataReader reader = command.ExecuteReader();
            reader.Read();
            CheckEncoding(place, reader.GetString(EncodingColumn));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        return new SqlSession(connection) { Born = Interlocked.Increment(ref births), Prepares = true };
    }

    internal static void CheckVersion(string place, Version version)
    {
        if (version.Major < 12)
            throw new StudyStorageException($"{place}: the server is PostgreSQL {version}; expected 12 or later.");
    }

    internal static void CheckEncoding(string place, string encoding)
    {
        if (encoding != "UTF8")
            throw new StudyStorageException(
                $"{place}: the database has the encoding {encoding}; expected UTF8, as in createdb --encoding UTF8 --template template0.");
    }
}
