using System.Collections.Concurrent;
using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Runs and loops by hand, by several that share a storage.</summary>
public class StorageRunTests : StorageTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Trials_asked_for_by_hand_from_many_threads_are_each_given_once(string kind)
    {
        StoragePlace place = Place(kind);
        Study[] studies = [Create(place.Open(), overlap: 8), Create(place.Open(), overlap: 8)];
        ConcurrentBag<int> given = [];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            Study study = studies[i % 2];
            for (int k = 0; k < 10; k++)
            {
                Trial trial = AskLong(study);
                given.Add(trial.Number);
                trial.Report(1, k);
                study.Tell(trial, X(trial));
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(Enumerable.Range(0, 80), given.Order());
        Study alone = Create(new MemoryStudyStorage(), overlap: 8);
        foreach (Study study in studies)
        {
            study.Refresh();
            Assert.Equal(80, study.Trials.Count(trial => trial.State == TrialState.Complete));
            Assert.Equal(studies[0].Dump(), study.Dump());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_that_is_cancelled_gives_its_trials_back_at_once(string kind)
    {
        StoragePlace place = Place(kind);
        Study first = Create(place.Open(), overlap: 2, lease: TimeSpan.FromHours(1));
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => first.Run(
            9,
            trial =>
            {
                if (trial.Number == 3) source.Cancel();
                trial.Report(1, 1);
                trial.Cancellation.ThrowIfCancellationRequested();
                return X(trial);
            },
            cancellation: source.Token));
        Study second = Create(place.Open(), overlap: 2);
        Trial again = second.Ask()!;
        Assert.Equal((3, 0), (again.Number, again.StepsDone));
        second.Tell(again, X(again));
        second.Run(9, X);
        Study alone = Create(new MemoryStudyStorage(), overlap: 2);
        alone.Run(9, trial => trial.Number < 3 ? Reported(trial) : X(trial));
        Assert.Equal(alone.Dump(), second.Dump());

        double Reported(Trial trial)
        {
            trial.Report(1, 1);
            return X(trial);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Time_limits_failures_and_progress_are_as_in_memory(string kind)
    {
        StoragePlace place = Place(kind);
        Study study = new("s", Space()) { Storage = place.Open(), StopsOnFailure = true };
        Assert.Equal(StudyEndKind.TimeLimit, study.Run(9, X, timeLimit: TimeSpan.Zero).Kind);
        Assert.Empty(study.Trials);
        Listener listener = new();
        Assert.Throws<TimeoutException>(() => study.Run(
            9, trial => trial.Number == 2 ? throw new TimeoutException("slow") : X(trial), progress: listener));
        Assert.Equal([0, 1, 2], listener.Numbers);
        TrialRecord failed = new Study("s", Space()) { Storage = place.Open() }.Trials[2];
        Assert.Equal((TrialState.Failed, "TimeoutException: slow"), (failed.State, failed.Error));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Paused_trials_go_on_elsewhere_from_what_they_kept(string kind)
    {
        StoragePlace place = Place(kind);
        Study alone = Halving(new MemoryStudyStorage());
        alone.Run(9, trial => Sum(trial, []));
        List<int> resumed = [];
        Halving(place.Open()).Run(5, trial => Sum(trial, resumed));
        Assert.Empty(resumed);
        Study second = Halving(place.Open());
        Assert.Equal(5, second.Trials.Count(trial => trial.State == TrialState.Paused));
        second.Run(9, trial => Sum(trial, resumed));
        Assert.Equal(4, resumed.Count);
        Assert.Equal(alone.Dump(), second.Dump());

        static Study Halving(StudyStorage storage) => new("s", Space()) { Storage = storage, Pruner = Pruner.SuccessiveHalving(9) };

        static double Sum(Trial trial, List<int> resumed)
        {
            double sum = 0;
            if (trial.StepsDone > 0)
            {
                sum = BitConverter.ToDouble(trial.Checkpoint!);
                resumed.Add(trial.Number);
            }
            for (int step = trial.StepsDone + 1; step <= 9; step++)
            {
                sum += X(trial) / step;
                trial.Report(step, sum);
                if (trial.IsStopped) trial.KeepCheckpoint(BitConverter.GetBytes(sum));
                trial.ThrowIfStopped();
            }
            return sum;
        }
    }

    private sealed class Listener : IProgress<TrialRecord>
    {
        public List<int> Numbers { get; } = [];

        public void Report(TrialRecord value) => Numbers.Add(value.Number);
    }
}
