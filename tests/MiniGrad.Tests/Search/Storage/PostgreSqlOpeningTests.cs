using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using Npgsql;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

public class PostgreSqlOpeningTests
{
    [Theory]
    [InlineData("Host=db;Username=u;Password=geheim", "expected a database, as in Database=studies")]
    [InlineData("Database=d;Password=geheim", "expected a host, as in Host=db")]
    [InlineData("Host=db;Database=d;Passwort=geheim", "entry 3 of 3 is none that Npgsql knows")]
    [InlineData("Host=db;Database=d;Password=x;geheim=y", "entry 4 of 4 is none that Npgsql knows")]
    [InlineData("Host=db;Database=d;Port=geheim", "entry 3 of 3 is none that Npgsql knows, or has a value it cannot have")]
    [InlineData("Host=db;Database=d;Password=x;geheim", "expected entries such as Host=db")]
    [InlineData("Host=db;Database=d;Password='geheim", "expected entries such as Host=db")]
    public void Connection_strings_that_say_too_little_are_refused_without_a_word_of_the_password(string text, string expected)
    {
        ArgumentException trouble = Assert.Throws<ArgumentException>(() => PostgreSqlStudyStorage.Open(text));
        Assert.StartsWith("PostgreSqlStudyStorage: the connection string: ", trouble.Message, StringComparison.Ordinal);
        Assert.Contains(expected, trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", $"{trouble}", StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_strings_and_impatience_below_zero_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => PostgreSqlStudyStorage.Open(null!));
        Assert.Throws<ArgumentException>(() => PostgreSqlStudyStorage.Open(" "));
        foreach (TimeSpan patience in (TimeSpan[])[TimeSpan.FromTicks(-1), TimeSpan.FromDays(1) + TimeSpan.FromTicks(1)])
            Assert.Contains("the patience must be from 0 to a day", Assert.Throws<ArgumentOutOfRangeException>(
                () => PostgreSqlStudyStorage.Open("Host=db;Database=d", patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_a_sentence()
    {
        string text = Trouble("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=geheim", TimeSpan.FromMilliseconds(100));
        Assert.StartsWith("d at 127.0.0.1:1: the server cannot be reached: ", text, StringComparison.Ordinal);
        Assert.EndsWith("; it was tried again for 00:00:00.1000000.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", text, StringComparison.Ordinal);
        Assert.StartsWith(
            "d at nowhere.invalid:5432: the server cannot be reached: ", Trouble("Host=nowhere.invalid;Database=d;Username=u"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NE\0\0\0@", "SSL Mode=Prefer;GSS Encryption Mode=Disable")]
    [InlineData("E\0\0\0@", "SSL Mode=Prefer;GSS Encryption Mode=Disable")]
    [InlineData("E\0\0\0@", "SSL Mode=Require;GSS Encryption Mode=Disable")]
    public void A_server_that_goes_down_in_the_midst_of_the_greeting_is_tried_again(string answer, string settings)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port, greeted = 0;
        Thread server = new(() =>
        {
            try
            {
                for (byte[] asked = new byte[8]; ; greeted++)
                {
                    using TcpClient client = listener.AcceptTcpClient();
                    client.GetStream().ReadExactly(asked);
                    // No encryption, and at once the beginning of an error; or the error alone.
                    client.GetStream().Write(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        server.Start();
        string text = Trouble(
            Invariant($"Host=127.0.0.1;Port={port};Database=d;Username=u;{settings};Timeout=2"),
            TimeSpan.FromMilliseconds(300));
        listener.Stop();
        server.Join();
        Assert.EndsWith("; it was tried again for 00:00:00.3000000.", text, StringComparison.Ordinal);
        Assert.InRange(greeted, 2, 100);
    }

    [Fact]
    public void Older_servers_and_other_encodings_are_refused()
    {
        PostgreSqlConnections.CheckVersion("here", new Version(12, 0));
        Assert.Equal(
            "here: the server is PostgreSQL 11.22; expected 12 or later.",
            Assert.Throws<StudyStorageException>(() => PostgreSqlConnections.CheckVersion("here", new Version(11, 22))).Message);
        Assert.StartsWith(
            "here: the database has the encoding LATIN1; expected UTF8",
            Assert.Throws<StudyStorageException>(() => PostgreSqlConnections.CheckEncoding("here", "LATIN1")).Message,
            StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public void The_place_tells_the_database_the_host_and_the_port()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase(), name = new NpgsqlConnectionStringBuilder(database).Database!;
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open($"{database};Password=geheim");
        Assert.Equal(Invariant($"{name} at 127.0.0.1:{PostgreSqlServer.Shared.Port}"), storage.Place);
        storage.Dispose();
        Assert.Throws<ObjectDisposedException>(() => storage.GetNames());
    }

    [PostgreSqlFact]
    public void Who_is_not_let_in_is_told_why()
    {
        PostgreSqlServer server = PostgreSqlServer.Shared;
        Assert.Contains(
            ": there is no database 'nothing'; createdb makes it.", Trouble(server.ConnectionString("nothing")), StringComparison.Ordinal);
        Assert.Contains(
            ": the server does not let the role 'nobody' in: ",
            Trouble(server.ConnectionString("postgres").Replace("=postgres;", "=nobody;")), StringComparison.Ordinal);

        string database = server.CreateDatabase(), name = new NpgsqlConnectionStringBuilder(database).Database!;
        string guest = $"guest_{name}";
        server.Execute(name, $"CREATE ROLE {guest} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        Assert.Contains($": the role '{guest}' lacks rights: ", Trouble($"{database};Username={guest}"), StringComparison.Ordinal);
        Assert.Contains(": there is no schema to make tables in: ", Trouble($"{database};Search Path=none"), StringComparison.Ordinal);

        server.Execute("postgres", $"CREATE DATABASE latin_{name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
        Assert.Contains(
            "has the encoding LATIN1; expected UTF8", Trouble(server.ConnectionString($"latin_{name}")), StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public void A_database_that_takes_no_changes_is_a_sentence_and_can_still_be_read()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase(), name = new NpgsqlConnectionStringBuilder(database).Database!;
        const string never = "SET default_transaction_read_only = on";
        PostgreSqlServer.Shared.Execute("postgres", $"ALTER DATABASE {name} {never}");
        Assert.Contains(": it takes no changes, being a standby or read-only: ", Trouble(database), StringComparison.Ordinal);
        PostgreSqlServer.Shared.Execute("postgres", $"ALTER DATABASE {name} RESET default_transaction_read_only");
        using (PostgreSqlStudyStorage first = PostgreSqlStudyStorage.Open(database)) first.Open(new StudyBeginning("s", "{}", "[]", []));

        PostgreSqlServer.Shared.Execute("postgres", $"ALTER DATABASE {name} {never}");
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
        Assert.Equal("s", Assert.Single(storage.GetNames()));
        Assert.Contains(
            "it takes no changes", Assert.Throws<StudyStorageException>(() => storage.Delete("s")).Message, StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public void Tables_of_a_later_version_are_refused()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        PostgreSqlStudyStorage.Open(database).Dispose();
        PostgreSqlServer.Shared.Execute(new NpgsqlConnectionStringBuilder(database).Database!, "UPDATE minigrad_schema SET version = 99");
        Assert.Contains(": its tables are of version 99, later than ", Trouble(database), StringComparison.Ordinal);
    }

    [PostgreSqlFact]
    public void Each_schema_has_its_own_studies()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        PostgreSqlServer.Shared.Execute(new NpgsqlConnectionStringBuilder(database).Database!, "CREATE SCHEMA one; CREATE SCHEMA two");
        using PostgreSqlStudyStorage one = PostgreSqlStudyStorage.Open($"{database};Search Path=one");
        using PostgreSqlStudyStorage two = PostgreSqlStudyStorage.Open($"{database};Search Path=two");
        one.Open(new StudyBeginning("of one", "{}", "[]", []));
        two.Open(new StudyBeginning("of two", "{}", "[]", []));
        Assert.Equal("of one", Assert.Single(one.GetNames()));
        Assert.Equal("of two", Assert.Single(two.GetNames()));
    }

    [PostgreSqlFact]
    public void Sixteen_that_open_an_empty_database_at_once_all_find_its_tables()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
            storage.Open(new StudyBeginning("s", "{}", "[]", ["a"]));
        });
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
        Assert.Single(storage.Read(new StudyKnowledge(storage.Find("s")!.Id, 0, 0)).Queue);
    }

    [PostgreSqlFact]
    public void Names_that_PostgreSQL_cannot_keep_are_refused_and_errors_are_kept()
    {
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(PostgreSqlServer.Shared.CreateDatabase());
        SearchSpace space = new();
        space.AddNumber("x\0", 0, 1);
        Assert.Contains("expected a name without the character U+0000", Assert.Throws<StudyStorageException>(
            () => new Study("a\0b", space) { Storage = storage }.Ask()).Message, StringComparison.Ordinal);
        Assert.False(storage.Delete("a\0b"));
        Assert.Null(storage.Find("a\0b"));

        Study study = new("s", space) { Storage = storage };
        study.TellFailed(study.Ask()!, "zero: \0, half: \ud800, whole: 😀");
        Study again = new("s", space) { Storage = storage };
        Assert.Equal("zero: \0, half: \ufffd, whole: 😀", again.Trials[0].Error);
        Assert.Equal(study.Dump(), again.Dump());
    }

    [PostgreSqlFact]
    public void Passwords_and_secure_connections_are_as_the_server_demands()
    {
        using PostgreSqlServer server = PostgreSqlServer.Start();
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", key.ExportPkcs8PrivateKeyPem());
        Write("pg_hba.conf", "hostssl all locked 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust");
        server.Execute("postgres", "CREATE ROLE locked LOGIN PASSWORD 'open sesame'");
        server.Execute("postgres", "CREATE DATABASE studies OWNER locked");
        server.Execute("postgres", "ALTER SYSTEM SET ssl = on");
        server.Execute("postgres", "SELECT pg_reload_conf()");

        string secure = Invariant($"Host=127.0.0.1;Port={server.Port};Database=studies;Username=locked;SSL Mode=Require;Password=");
        using (PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open($"{secure}open sesame", TimeSpan.FromSeconds(20)))
            Assert.Empty(storage.GetNames());
        string wrong = Trouble($"{secure}geheim");
        Assert.EndsWith(": the server does not take the password of the role 'locked'.", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", wrong, StringComparison.Ordinal);
        Assert.Contains(
            "the server does not let the role 'locked' in: ", Trouble($"{secure.Replace("Require", "Disable")}open sesame"),
            StringComparison.Ordinal);
        Assert.Contains(
            "no secure connection to the server: ", Trouble($"{secure.Replace("Require", "VerifyFull")}open sesame"),
            StringComparison.Ordinal);

        // Only the server may write there.
        void Write(string file, string content) => server.Execute("postgres",
            $"COPY (SELECT unnest(string_to_array('{content}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'");
    }

    private static string Trouble(string connectionString, TimeSpan patience = default) => Assert.Throws<StudyStorageException>(
        () => PostgreSqlStudyStorage.Open(connectionString, patience).Dispose()).Message;
}
