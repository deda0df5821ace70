using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

[Collection(nameof(Alone))]
public sealed class SqliteSpeedTests : IDisposable
{
    private const int Rounds = 5, Trials = 100;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trial_costs_at_most_twice_two_commits()
    {
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(folder.File("digits.study"));
        Study study = SqliteStudies.Create(storage);
        using SqliteConnection connection = new(
            new SqliteConnectionStringBuilder { DataSource = folder.File("bare.db"), Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand make = connection.CreateCommand(), insert = connection.CreateCommand();
        make.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; CREATE TABLE bare (a REAL)";
        make.ExecuteNonQuery();
        insert.CommandText = "INSERT INTO bare VALUES (0.5)";
        double least = double.PositiveInfinity;
        for (int round = 0; round < Rounds && least > 2; round++)
        {
            List<double> trials = [], commits = [];
            for (int i = 0; i < Trials; i++)
            {
                trials.Add(Measure(RunTrial));
                commits.Add(Measure(CommitTwice));
            }
            // What is kept in memory needs no flush, and takes no time to speak of.
            if (Median(commits) < 0.2) return;
            least = Math.Min(least, Median(trials) / Median(commits));
        }
        Assert.True(least <= 2, FormattableString.Invariant($"A trial took {least:F2} times as long as two commits."));

        void RunTrial()
        {
            Trial trial = study.Ask()!;
            trial.Report(1, 0.5);
            trial.Report(2, 0.25);
            study.Tell(trial, 0.125);
        }

        void CommitTwice()
        {
            for (int i = 0; i < 2; i++)
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                insert.ExecuteNonQuery();
                transaction.Commit();
            }
        }
    }

    private static double Measure(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
