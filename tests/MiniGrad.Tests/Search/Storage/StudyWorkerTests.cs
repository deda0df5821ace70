using System.Globalization;
using System.Runtime.Intrinsics;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Search;

/// <summary>Studies on which processes work that are killed and stopped.</summary>
public class StudyWorkerTests(ITestOutputHelper log) : StorageTests
{
    private const int Lease = 1500;

    // Longer than a machine that is busy with other tests has a process wait.
    private const int LongLease = 120_000;

    private static readonly Lazy<string> trainings = new(() => Alone("trainings", 60));

    public static TheoryData<int> Rounds
    {
        get
        {
            int rounds = IsLong ? int.Parse(Wanted!, CultureInfo.InvariantCulture) : 3;
            TheoryData<int> data = [];
            for (int round = 0; round < rounds; round++) data.Add(round);
            return data;
        }
    }

    [PostgreSqlTheory]
    [MemberData(nameof(Rounds))]
    public void Trainings_are_the_same_bits_whatever_is_killed(int round)
    {
        string expected = trainings.Value;
        using PostgreSqlServer server = PostgreSqlServer.Start();
        StoragePlace file = Place(StoragePlace.Sqlite);
        string database = server.CreateDatabase();
        // Where this fails, the round says which moments it were.
        Random moments = new(round);
        int[] seeds = [.. Enumerable.Range(0, 5).Select(_ => moments.Next())];
        List<Task<(string Fingerprint, int Kills)>> workers = [];
        for (int i = 0; i < 5; i++)
        {
            (string storage, int seed) = (i < 2 ? file.Address : database, seeds[i]);
            workers.Add(Apart(() => WorkKilled(storage, seed)));
        }
        for (int i = 0; i < 2; i++)
        {
            Thread.Sleep(moments.Next(1500, 5000));
            server.Kill();
            Thread.Sleep(moments.Next(0, 1000));
            server.StartAgain();
        }
        foreach (Task<(string Fingerprint, int Kills)> worker in workers)
        {
            (string fingerprint, int kills) = worker.GetAwaiter().GetResult();
            Assert.Equal(expected, fingerprint);
            log.WriteLine(FormattableString.Invariant($"killed at work {kills} times"));
        }
    }

    [PostgreSqlFact]
    public void Trainings_are_the_same_bits_on_every_storage()
    {
        string file = Place(StoragePlace.Sqlite).Address, database = Place(StoragePlace.PostgreSql).Address;
        Task<string>[] workers =
        [
            .. ((string[])[file, file, database, database, database]).Select(storage => Apart(() => Work(storage, "trainings", 60, 1))),
        ];
        foreach (Task<string> worker in workers) Assert.Equal(trainings.Value, worker.GetAwaiter().GetResult());
    }

    [Fact]
    public void Eight_processes_on_one_file_make_every_trial_once() =>
        CheckEmpty(StoragePlace.Sqlite, processes: 8, workers: 1, trials: 300);

    [PostgreSqlFact]
    public void Sixty_four_workers_on_a_server_make_every_trial_once() =>
        CheckEmpty(StoragePlace.PostgreSql, processes: IsLong ? 64 : 4, workers: IsLong ? 1 : 16, trials: 600);

    [Theory]
    [MemberData(nameof(Databases))]
    public void A_process_that_was_stopped_beyond_its_lease_is_told_so_and_goes_on(string kind)
    {
        string address = Place(kind).Address, expected = Alone("paced", 16);
        using StudyWorkerProcess stopped = new(address, "paced", 16, 1, 1000);
        stopped.WaitFor("trial 1 ");
        stopped.Signal("STOP");
        string[] before = stopped.Lines;
        string last = before[^1].Split(' ')[1];
        using StudyWorkerProcess other = new(address, "paced", 16, 1, 1000);
        other.WaitFor($"trial {last} goes on after step ");
        other.WaitFor(FormattableString.Invariant($"trial {int.Parse(last, CultureInfo.InvariantCulture) + 1} goes on "));
        stopped.Signal("CONT");
        Assert.Equal(expected, other.Result());
        Assert.Equal(expected, stopped.Result());
        Assert.Contains($"trial {last} is lost", stopped.Lines);
        Assert.True(stopped.Lines.Length > before.Length + 2, "It made no other trial afterwards.");
    }

    [Fact]
    public void A_process_with_other_vectors_is_refused_unless_the_study_mixes_them()
    {
        // Only these can be made narrower.
        if (!Vector256.IsHardwareAccelerated) return;
        const string narrow = "X64, 128-bit vectors, ";
        string address = Place(StoragePlace.Sqlite).Address, other = Place(StoragePlace.Sqlite).Address;
        WorkNarrow(address);
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(address))
        {
            string refused = Assert.Throws<InvalidOperationException>(() => Empty(storage, mixes: false).Run(30, X)).Message;
            Assert.Contains($"processors of the kind '{narrow}", refused, StringComparison.Ordinal);
            Assert.Contains($"this one is '{ProcessorKind.Current}'", refused, StringComparison.Ordinal);
            Study mixed = Empty(storage, mixes: true);
            Assert.Equal(20, mixed.Trials.Count);
            mixed.Run(30, X);
            Assert.Equal(2, mixed.Processors.Count);
            Assert.StartsWith(narrow, mixed.Processors[0], StringComparison.Ordinal);
            Assert.Equal(ProcessorKind.Current, mixed.Processors[1]);
        }
        using (SqliteStudyStorage storage = SqliteStudyStorage.Open(other)) Empty(storage, mixes: false).Run(5, X);
        string told = Assert.Throws<InvalidOperationException>(() => WorkNarrow(other)).Message;
        Assert.Contains($"processors of the kind '{ProcessorKind.Current}', this one is '{narrow}", told, StringComparison.Ordinal);

        static void WorkNarrow(string storage)
        {
            using StudyWorkerProcess process = new(storage, "empty", 20, 1, Lease, ("DOTNET_EnableAVX2", "0"));
            process.Result();
        }

        static Study Empty(StudyStorage storage, bool mixes)
        {
            SearchSpace space = new();
            space.AddNumber("x", -5, 5);
            return new Study("empty", space) { Seed = 1, Overlap = 64, Storage = storage, MixesProcessors = mixes };
        }
    }

    private static string? Wanted => Environment.GetEnvironmentVariable("MINIGRAD_STUDY_ROUNDS");

    private static bool IsLong => !string.IsNullOrEmpty(Wanted);

    private void CheckEmpty(string kind, int processes, int workers, int trials)
    {
        StoragePlace place = Place(kind);
        string expected = Alone("empty", trials);
        Task<string>[] all =
        [
            .. Enumerable.Range(0, processes).Select(_ => Apart(() => Work(place.Address, "empty", trials, workers, LongLease))),
        ];
        foreach (Task<string> worker in all) Assert.Equal(expected, worker.GetAwaiter().GetResult());
        StudyStorage storage = place.Open();
        IReadOnlyList<StoredTrial> kept = storage.Read(new StudyKnowledge(storage.Find("empty")!.Id, 0, 0)).Trials;
        Assert.Equal(Enumerable.Range(0, trials), kept.Select(trial => trial.Number));
        Assert.All(kept, trial => Assert.Equal((TrialState.Complete, 1), (trial.State, trial.Lease)));
        Assert.True(kept.Select(trial => trial.Body).Distinct().Count() == trials);
    }

    private static (string Fingerprint, int Kills) WorkKilled(string storage, int seed)
    {
        Random moments = new(seed);
        int kills = 0;
        for (int i = 0; i < 5; i++)
        {
            using StudyWorkerProcess worker = new(storage, "trainings", 60, 1, Lease);
            if (worker.KillAfter(TimeSpan.FromMilliseconds(moments.Next(300, 2500)))) kills++;
        }
        return (Work(storage, "trainings", 60, 1), kills);
    }

    private static string Work(string storage, string study, int trials, int workers, int lease = Lease)
    {
        using StudyWorkerProcess process = new(storage, study, trials, workers, lease);
        return process.Result();
    }

    private static string Alone(string study, int trials) => Work("memory", study, trials, 1);

    /// <summary>On a thread of its own.</summary>
    private static Task<T> Apart<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
