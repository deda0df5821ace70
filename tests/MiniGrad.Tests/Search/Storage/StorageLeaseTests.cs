using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Who stops saying that a trial still runs loses it, and nothing else comes of that.</summary>
public class StorageLeaseTests : StorageTests
{
    private static readonly TimeSpan brief = TimeSpan.FromMilliseconds(300);

    public static TheoryData<string, string> Ways
    {
        get
        {
            TheoryData<string, string> ways = [];
            foreach (string kind in StoragePlace.Kinds)
                foreach (string way in Late.Keys)
                    ways.Add(kind, way);
            return ways;
        }
    }

    private static Dictionary<string, Action<Trial>> Late { get; } = new()
    {
        ["Report"] = trial => Learned(trial).Report(9, 1),
        ["ThrowIfStopped"] = trial => Learned(trial).ThrowIfStopped(),
        ["KeepCheckpoint"] = trial => trial.KeepCheckpoint([9]),
        ["Tell"] = trial => trial.Study.Tell(trial, 9),
        ["TellFailed"] = trial => trial.Study.TellFailed(trial, "late"),
        ["TellStopped"] = trial =>
        {
            trial.IsStopped = true;
            trial.Study.TellStopped(trial);
        },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Who_is_too_late_is_refused_and_changes_nothing(string kind, string way)
    {
        StoragePlace place = Place(kind);
        Study late = Create(place.Open(), overlap: 2, lease: brief), other = Create(place.Open(), overlap: 2);
        lock (late.Renewing)
        {
            Trial lost = late.Ask()!;
            lost.Report(1, 0.5);
            lost.KeepCheckpoint([7]);
            lost.Report(2, 0.25);
            Trial taken = other.Ask()!;
            while (taken.Number != 0)
            {
                other.Tell(taken, X(taken));
                taken = AskLong(other);
            }
            Assert.Equal((1, 1), (taken.StepsDone, taken.Checkpoint?.Length));
            taken.Report(2, 0.125);
            taken.KeepCheckpoint([8]);
            string before = Create(place.Open(), overlap: 2).Dump();
            string message = Assert.Throws<TrialLostException>(() => Late[way](lost)).Message;
            Assert.Contains("Study 's', trial 0: lease 1 came to its end", message, StringComparison.Ordinal);
            Assert.True(lost.Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
            Assert.Equal(before, Create(place.Open(), overlap: 2).Dump());
            Assert.Equal([8], taken.Checkpoint!);
            Assert.Throws<TrialLostException>(() => late.Tell(lost, 1));
            other.Tell(taken, 3);
        }
        late.Refresh();
        Assert.Equal([0.5, 0.125], late.Trials[0].Reports.Select(report => report.Values[0]));
        Assert.Equal([3], late.Trials[0].Values);
        late.Run(9, X);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trial_that_lasts_longer_than_its_lease_is_kept(string kind)
    {
        StoragePlace place = Place(kind);
        Study study = Create(place.Open(), lease: TimeSpan.FromSeconds(3)), other = Create(place.Open());
        Trial trial = study.Ask()!;
        for (int i = 0; i < 10; i++)
        {
            Assert.Throws<InvalidOperationException>(other.Ask);
            Thread.Sleep(400);
        }
        study.Tell(trial, 1);
        Assert.Equal(1, other.Ask()!.Number);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_that_lost_a_trial_goes_on_with_others(string kind)
    {
        StoragePlace place = Place(kind);
        Study alone = Create(new MemoryStudyStorage(), overlap: 2);
        alone.Run(12, Steps);
        Study late = Create(place.Open(), overlap: 2, lease: brief), other = Create(place.Open(), overlap: 2);
        using ManualResetEventSlim begun = new(), goOn = new();
        List<int> done = [];
        Thread first = new(() => late.Run(12, trial =>
        {
            if (trial.Number == 2 && !begun.IsSet)
            {
                begun.Set();
                goOn.Wait();
            }
            else lock (done) done.Add(trial.Number);
            return Steps(trial);
        }));
        first.Start();
        begun.Wait();
        lock (late.Renewing)
        {
            other.Run(8, Steps);
            goOn.Set();
        }
        first.Join();
        Assert.Equal([0, 1, 8, 9, 10, 11], done);
        other.Refresh();
        Assert.Equal(alone.Dump(), late.Dump());
        Assert.Equal(alone.Dump(), other.Dump());

        static double Steps(Trial trial)
        {
            trial.Report(1, X(trial));
            return X(trial);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void A_clock_that_jumps_holds_no_trial_for_ever(string kind)
    {
        Study alone = Create(new MemoryStudyStorage());
        alone.Run(4, X);
        foreach (string jump in (string[])["ends + 86400000", "ends - 86400000"])
        {
            StoragePlace place = Place(kind);
            Study study = Create(place.Open()), other = Create(place.Open());
            Trial held = study.Ask()!;
            place.Execute($"UPDATE minigrad_trial SET ends = {jump}");
            Trial taken = other.Ask()!;
            Assert.Equal(0, taken.Number);
            Assert.Throws<TrialLostException>(() => study.Tell(held, 99));
            other.Tell(taken, X(taken));
            study.Run(4, X);
            Assert.Equal(alone.Dump(), study.Dump());
        }
    }

    private static Trial Learned(Trial trial)
    {
        trial.Study.Refresh();
        return trial;
    }
}
