using MiniGrad.Search;
using MiniGrad.Search.PostgreSql;
using Npgsql;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

/// <summary>What a trial costs, counted.</summary>
public class PostgreSqlCostTests
{
    [PostgreSqlFact]
    public void A_trial_of_one_worker_is_two_round_trips()
    {
        PostgreSqlServer server = PostgreSqlServer.Shared;
        using PostgreSqlProxy proxy = new(server.Port);
        using PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(proxy.Through(server.CreateDatabase()));
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -1, 1);
        // A lease so long that it is not renewed meanwhile.
        Study study = new("s", space) { Overlap = 2, Storage = storage, Lease = TimeSpan.FromHours(1) };
        Run(10);
        int before = proxy.RoundTrips;
        Run(110);
        // At the end it looks once more whether others have added trials.
        Assert.InRange(proxy.RoundTrips - before, 200, 202);

        void Run(int trials) => study.Run(trials, trial =>
        {
            trial.Report(1, 1);
            trial.Report(2, 2);
            return trial.Get(x);
        });
    }

    [PostgreSqlFact]
    public void The_next_trial_of_many_reads_no_more_rows_than_that_of_few()
    {
        string database = PostgreSqlServer.Shared.CreateDatabase();
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -1, 1);
        double few = RowsOfATrial(100), many = RowsOfATrial(20_000);
        Assert.InRange(few, 1, 40);
        Assert.InRange(many, 1, 2 * few);

        double RowsOfATrial(int trials)
        {
            const int more = 40;
            Study source = new("s", space) { Overlap = 4 };
            source.Run(trials, trial => trial.Get(x));
            string name = Invariant($"of {trials}");
            using (PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database))
            {
                long id = storage.Open(new StudyBeginning(name, "{}", "[]", [])).Id;
                StoredTrial[] rows =
                    [.. source.Trials.Select(trial => new StoredTrial(trial.Number, trial.State, StudyWriter.Text(trial), 1))];
                storage.Fill(new StudyKnowledge(id, 0, 0), rows, []);
            }
            long before = RowsRead();
            using (PostgreSqlStudyStorage storage = PostgreSqlStudyStorage.Open(database))
            {
                StudyKnowledge known = new(storage.Find(name)!.Id, 1, trials);
                for (int i = trials; i < trials + more; i++)
                {
                    StoredTrial trial = new(i, TrialState.Running, "{}", 1) { Holder = Invariant($"{i}") };
                    known = known with { Since = storage.Add(known, trial, TimeSpan.FromMinutes(1), null).Since };
                    known = known with { Since = storage.Settle(known, trial with { State = TrialState.Complete }).Since, First = i + 1 };
                }
            }
            return (RowsRead() - before) / (double)more;
        }

        // A server process counts in the open when it ends.
        long RowsRead()
        {
            using NpgsqlConnection connection = new($"{database};Pooling=false");
            connection.Open();
            using NpgsqlCommand others = new(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'MiniGrad'", connection);
            while (others.ExecuteScalar() is not 0L) Thread.Sleep(10);
            using NpgsqlCommand command = new(
                "SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0))::BIGINT FROM pg_stat_user_tables WHERE relname LIKE 'minigrad%'",
                connection);
            return (long)command.ExecuteScalar()!;
        }
    }
}
