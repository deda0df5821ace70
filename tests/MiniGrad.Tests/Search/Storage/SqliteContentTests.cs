using Microsoft.Data.Sqlite;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class SqliteContentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public SqliteContentTests() => path = folder.File("digits.study");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_number_comes_back_to_the_last_bit()
    {
        double[] numbers =
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, double.Epsilon, -double.Epsilon,
            2.2250738585072009e-308, double.MaxValue, double.MinValue, 0.1, 1.0 / 3, Math.BitDecrement(1.0), 9007199254740993,
        ];
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path))
        {
            Study study = SqliteStudies.Create(storage);
            study.Run(numbers.Length, trial =>
            {
                for (int i = 0; i < numbers.Length; i++) trial.Report(i + 1, numbers[i]);
                trial.Violates(numbers[trial.Number] is var amount && double.IsFinite(amount) ? amount : 0);
                return numbers[trial.Number];
            });
        }
        using SqliteStudyStorage again = SqliteStudyStorage.Open(path);
        IReadOnlyList<TrialRecord> trials = SqliteStudies.Create(again).Trials;
        Assert.Equal(numbers.Length, trials.Count);
        foreach (TrialRecord trial in trials)
        {
            double number = numbers[trial.Number];
            Assert.Equal(numbers.Select(Bits), trial.Reports.Select(report => Bits(report.Values[0])));
            if (double.IsNaN(number)) Assert.Equal((TrialState.Failed, 0), (trial.State, trial.Values.Count));
            else Assert.Equal(Bits(number), Bits(trial.Values[0]));
            if (double.IsFinite(number)) Assert.Equal(Math.Max(0, number), trial.Violation);
        }

        static long Bits(double number) => BitConverter.DoubleToInt64Bits(number);
    }

    [Fact]
    public void Checkpoints_have_from_no_bytes_to_64_mebibytes()
    {
        byte[] largest = new byte[64 << 20];
        new Random(1).NextBytes(largest.AsSpan(0, 1 << 20));
        largest[^1] = 7;
        foreach (byte[] content in (byte[][])[[], [0], largest, [1, 2, 3]])
        {
            using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
            Study study = SqliteStudies.Create(storage);
            Trial trial = study.Ask()!;
            Assert.Null(trial.Checkpoint);
            trial.KeepCheckpoint(content);
            Assert.True(content.AsSpan().SequenceEqual(trial.Checkpoint));
            ArgumentException trouble = Assert.Throws<ArgumentException>(() => trial.KeepCheckpoint(new byte[(64 << 20) + 1]));
            Assert.Contains("at most 64 MiB, got 67108865 bytes", trouble.Message);
            using (SqliteStudyStorage other = SqliteStudyStorage.Open(path))
                Assert.True(content.AsSpan().SequenceEqual(other.GetCheckpoint(other.Find("digits")!.Id, trial.Number)));
            study.Tell(trial, 1);
            Assert.Null(storage.GetCheckpoint(storage.Find("digits")!.Id, trial.Number));
        }
    }

    [Fact]
    public void A_step_to_later_tables_is_whole_or_not_at_all()
    {
        string dump = SqliteStudies.Make(path);
        IReadOnlyList<Func<SqlDialect, string>> broken =
        [
            .. StudySchema.Steps,
            _ => "ALTER TABLE minigrad_study ADD COLUMN extra TEXT; UPDATE minigrad_trial SET body = ''; CREATE TABLE other (a TEXT)",
            _ => "DELETE FROM minigrad_trial; SELECT no_such_column FROM minigrad_study",
        ];
        StudyStorageException trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(path, broken));
        Assert.StartsWith($"{path}: ", trouble.Message);
        Assert.Equal(dump, SqliteStudies.Dump(path));
        using (SqliteStudyStorage old = SqliteStudyStorage.Open(path)) SqliteStudies.Create(old).Run(7, SqliteStudies.Objective);
        string longer = SqliteStudies.Dump(path);

        IReadOnlyList<Func<SqlDialect, string>> later = [.. StudySchema.Steps, _ => "ALTER TABLE minigrad_study ADD COLUMN extra TEXT"];
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(path, later))
        {
            Study study = SqliteStudies.Create(storage);
            Assert.Equal(longer, study.Dump());
            study.Run(9, SqliteStudies.Objective);
        }
        byte[] before = File.ReadAllBytes(path);
        trouble = Assert.Throws<StudyStorageException>(() => SqliteStudyStorage.Open(path));
        Assert.Contains("its tables are of version 2, later than 1", trouble.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Several_may_make_the_file_at_once()
    {
        for (int round = 0; round < 5; round++)
        {
            string path = folder.File(FormattableString.Invariant($"{round}.study"));
            using Barrier barrier = new(8);
            Exception?[] troubles = new Exception?[8];
            Thread[] threads =
            [
                .. Enumerable.Range(0, 8).Select(i => new Thread(() =>
                {
                    barrier.SignalAndWait();
                    try
                    {
                        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
                        SqliteStudies.Create(storage, overlap: 8).Run(20, SqliteStudies.Objective);
                    }
                    catch (Exception trouble)
                    {
                        troubles[i] = trouble;
                    }
                })),
            ];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            Assert.All(troubles, Assert.Null);
            using SqliteStudyStorage again = SqliteStudyStorage.Open(path);
            Assert.Equal(
                Enumerable.Range(0, 20).Select(number => (number, TrialState.Complete)),
                SqliteStudies.Create(again, overlap: 8).Trials.Select(trial => (trial.Number, trial.State)));
        }
    }

    [Fact]
    public async Task Who_finds_the_file_locked_waits()
    {
        using SqliteStudyStorage storage = SqliteStudyStorage.Open(path);
        Study study = SqliteStudies.Create(storage);
        Trial trial = study.Ask()!;
        using SqliteConnection other = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        other.Open();
        using SqliteTransaction transaction = other.BeginTransaction();
        Task told = Task.Run(() => study.Tell(trial, 1));
        await Task.Delay(400);
        Assert.False(told.IsCompleted);
        transaction.Commit();
        await told.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TrialState.Complete, study.Trials[0].State);
    }
}
