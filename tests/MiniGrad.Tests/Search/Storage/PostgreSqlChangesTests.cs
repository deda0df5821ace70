using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using Npgsql;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>What others have done is read, whatever else goes on in the server.</summary>
public class PostgreSqlChangesTests
{
    private static readonly TimeSpan span = TimeSpan.FromMinutes(1);

    private readonly SearchSpace space = new();
    private readonly HyperParameter<double> x;

    public PostgreSqlChangesTests() => x = space.AddNumber("x", -1, 1);

    [PostgreSqlTheory]
    [InlineData("read committed")]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public void Several_workers_are_right_at_every_isolation_that_a_database_has_by_default(string isolation)
    {
        string database = PostgreSqlServer.Shared.CreateDatabase(), name = new NpgsqlConnectionStringBuilder(database).Database!;
        PostgreSqlServer.Shared.Execute("postgres",
            $"ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'; ALTER DATABASE {name} SET synchronous_commit = off");
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
            Make(storage).Run(60, trial => trial.Get(x), workers: 2);
        });
        using PostgreSqlStudyStorage after = PostgreSqlStudyStorage.Open(database);
        Assert.Equal(InMemory(60), Make(after).Dump());
        SqlSession session = after.Rent();
        Assert.Equal("read committed", Setting("transaction_isolation"));
        Assert.Equal("on", Setting("synchronous_commit"));
        after.Return(session, isSound: false);

        object? Setting(string setting) => session.Command($"SELECT current_setting('{setting}')", [], null).ExecuteScalar();
    }

    [PostgreSqlFact]
    public void A_long_transaction_of_another_program_hides_nothing()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database), other = PostgreSqlStudyStorage.Open(database);
        using NpgsqlConnection stranger = new($"{database};Pooling=false");
        stranger.Open();
        using NpgsqlTransaction transaction = stranger.BeginTransaction();
        using NpgsqlCommand command = new("CREATE TABLE of_another (id INTEGER)", stranger, transaction);
        command.ExecuteNonQuery();

        Study study = Make(storage), same = Make(other);
        for (int i = 0; i < 20; i++)
        {
            study.Tell(study.Ask()!, i);
            same.Refresh();
            Assert.Equal(i + 1, same.Trials.Count);
            Assert.Equal(i, same.Trials[i].Values[0]);
        }
    }

    [PostgreSqlFact]
    public async Task Who_deletes_a_study_waits_for_those_who_add_to_it_and_they_for_who_deletes_it()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database, TimeSpan.Zero);
        StoredTrial trial = new(0, TrialState.Running, "{}", 1) { Holder = "h" };
        storage.Open(new StudyBeginning("s", "{}", "[]", []));
        Assert.True(await Beside("""
            INSERT INTO minigrad_trial (study, number, state, body, lease, ends, span, version, stamp)
            SELECT id, 0, 'Running', '{}', 1, 0, 0, 1, txid_current() FROM minigrad_study
            """, () => storage.Delete("s")));
        Assert.Empty(storage.GetNames());

        long study = storage.Open(new StudyBeginning("s", "{}", "[]", [])).Id;
        StudyStorageException trouble = await Assert.ThrowsAsync<StudyStorageException>(() => Beside(
            "DELETE FROM minigrad_study", () => storage.Add(new StudyKnowledge(study, 0, 0), trial, span, null)));
        Assert.Contains("the study is not there any more", trouble.Message, StringComparison.Ordinal);

        // Does something while another is about to do something, which it then does.
        async Task<T> Beside<T>(string sql, Func<T> work)
        {
            await using NpgsqlConnection stranger = new($"{database};Pooling=false");
            await stranger.OpenAsync();
            await using NpgsqlTransaction transaction = await stranger.BeginTransactionAsync();
            await using (NpgsqlCommand command = new(sql, stranger, transaction)) await command.ExecuteNonQueryAsync();
            Task<T> result = Task.Run(work);
            while (!result.IsCompleted && Scalar(
                database, "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") is 0L)
                await Task.Delay(5);
            await transaction.CommitAsync();
            return await result.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [PostgreSqlFact]
    public void Who_waits_for_a_row_is_seen_though_its_transaction_is_older_than_what_it_waits_for()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database), waiting = PostgreSqlStudyStorage.Open(database);
        long study = storage.Open(new StudyBeginning("s", "{}", "[]", [])).Id;
        StoredTrial trial = new(0, TrialState.Running, "{}", 1) { Holder = "h" };
        StudyChanges known = storage.Add(new StudyKnowledge(study, 0, 0), trial, span, null);
        using NpgsqlConnection stranger = new($"{database};Pooling=false");
        stranger.Open();
        using NpgsqlTransaction transaction = stranger.BeginTransaction();
        using (NpgsqlCommand command = new("SELECT 1 FROM minigrad_trial FOR UPDATE", stranger, transaction)) command.ExecuteNonQuery();

        const string waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%minigrad_trial%'";
        Task<StudyChanges> renewed = Task.Run(
            () => waiting.Renew(new StudyKnowledge(study, 0, 0), [trial with { Progress = "[1]" }], span));
        while (Scalar(database, waits) is 0L) Thread.Sleep(5);
        // Transactions with later numbers are over before the one that waits, and are known.
        for (int i = 0; i < 3; i++) storage.Enqueue(new StudyKnowledge(study, 0, 0), "{}", Invariant($"{i}"));
        StudyChanges before = storage.Read(new StudyKnowledge(study, known.Since, 0));
        transaction.Commit();
        Assert.Equal("[1]", renewed.Result.Trials[0].Progress);
        Assert.Equal("[1]", Assert.Single(storage.Read(new StudyKnowledge(study, before.Since, 0)).Trials).Progress);
    }

    [PostgreSqlFact]
    public void On_a_connection_that_is_new_all_is_read_again()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open($"{database};Maximum Pool Size=1");
        long study = storage.Open(new StudyBeginning("s", "{}", "[]", [])).Id;
        StoredTrial trial = new(0, TrialState.Running, "{}", 1) { Holder = "h" };
        storage.Add(new StudyKnowledge(study, 0, 0), trial, span, null);
        StudyKnowledge known = UpToDate();
        PostgreSqlServer.Shared.Execute(
            new NpgsqlConnectionStringBuilder(database).Database!,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'MiniGrad'");
        Assert.Single(storage.Read(known).Trials);
        UpToDate();

        // As long as anybody on this server is in the midst of an older change, what has changed is read again.
        StudyKnowledge UpToDate()
        {
            for (int attempt = 0; attempt < 1000; attempt++)
            {
                StudyKnowledge known = new(study, storage.Read(new StudyKnowledge(study, 0, 0)).Since, 0);
                if (storage.Read(known).Trials.Count == 0) return known;
                Thread.Sleep(10);
            }
            throw new TimeoutException("It is read again and again.");
        }
    }

    [PostgreSqlFact]
    public void Numbers_of_transactions_that_come_again_after_a_fall_hide_nothing()
    {
        using PostgreSqlServer server = PostgreSqlServer.Start(isDurable: true);
        string database = server.CreateDatabase();
        // Else it is written down after a moment.
        Run("ALTER SYSTEM SET wal_writer_delay = '10s'");
        Run("SELECT pg_reload_conf()");
        Thread.Sleep(500);
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
        long study = storage.Open(new StudyBeginning("s", "{}", "[]", [])).Id;
        StoredTrial trial = new(0, TrialState.Running, "{}", 1) { Holder = "h" };
        storage.Add(new StudyKnowledge(study, 0, 0), trial, span, null);
        // These change nothing, and nobody writes down at once that they were.
        Run("DO $$ BEGIN FOR i IN 1..50 LOOP PERFORM txid_current(); ROLLBACK; END LOOP; END $$");
        StudyKnowledge known = new(study, storage.Read(new StudyKnowledge(study, 0, 0)).Since, 0);
        long before = (long)Scalar(database, "SELECT txid_snapshot_xmax(txid_current_snapshot())")!;
        server.Stop(atOnce: true);
        server.StartAgain();
        Assert.True((long)Scalar(database, "SELECT txid_snapshot_xmax(txid_current_snapshot())")! < before);
        using PostgreSqlStudyStorage other = PostgreSqlStudyStorage.Open(database);
        other.Settle(new StudyKnowledge(study, 0, 0), trial with { State = TrialState.Complete, Body = "told" });
        Assert.Equal("told", Assert.Single(storage.Read(known).Trials).Body);

        void Run(string sql)
        {
            using NpgsqlConnection stranger = new($"{database};Pooling=false");
            stranger.Open();
            using NpgsqlCommand command = new(sql, stranger);
            command.ExecuteNonQuery();
        }
    }

    [PostgreSqlFact]
    public void A_study_goes_on_while_its_server_is_stopped_and_killed()
    {
        using PostgreSqlServer server = PostgreSqlServer.Start(isDurable: true);
        string database = server.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database);
        Study study = Make(storage);
        Task<StudyEnd> run = Task.Run(() => study.Run(120, trial =>
        {
            trial.Report(1, 0);
            Thread.Sleep(10);
            return trial.Get(x);
        }, workers: 4));
        foreach (bool isKilled in (bool[])[true, false])
        {
            Thread.Sleep(150);
            if (isKilled) server.Kill();
            else server.Stop();
            Thread.Sleep(300);
            server.StartAgain();
        }
        Assert.Equal("there are 120 trials", run.Result.Sentence);
        using PostgreSqlStudyStorage after = PostgreSqlStudyStorage.Open(database);
        Study same = Make(after);
        Assert.Equal(study.Dump(), same.Dump());
        Assert.All(same.Trials, trial => Assert.Equal(trial.Get(x), trial.Values[0]));
    }

    [PostgreSqlFact]
    public void Who_is_not_patient_is_told_and_tells_again_later()
    {
        using PostgreSqlServer server = PostgreSqlServer.Start();
        string database = server.CreateDatabase();
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database, TimeSpan.Zero);
        Study study = Make(storage);
        Trial trial = study.Ask()!;
        server.Stop();
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => study.Tell(trial, 1));
        Assert.StartsWith($"{storage.Place}: the ", trouble.Message, StringComparison.Ordinal);
        Assert.Throws<StudyStorageException>(() => study.Tell(trial, 1));
        server.StartAgain();
        study.Tell(trial, 1);
        using PostgreSqlStudyStorage after = PostgreSqlStudyStorage.Open(database);
        Assert.Equal(1, Make(after).Trials[0].Values[0]);
    }

    private Study Make(StudyStorage storage) => new("s", space) { Seed = 3, Overlap = 8, Storage = storage };

    private string InMemory(int trials)
    {
        Study study = new("s", space) { Seed = 3, Overlap = 8 };
        study.Run(trials, trial => trial.Get(x));
        return study.Dump();
    }

    private static object? Scalar(string database, string sql)
    {
        using NpgsqlConnection connection = new($"{database};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar();
    }
}
