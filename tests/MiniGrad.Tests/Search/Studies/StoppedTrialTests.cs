using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>A trial whose holder was interrupted between the report that stops it and telling so.</summary>
public class StoppedTrialTests
{
    [Theory]
    [InlineData("Hyperband")]
    [InlineData("median")]
    public void It_is_stopped_for_whoever_goes_on_with_it(string pruner)
    {
        using MemoryStudyStorage storage = new();
        Study first = Create(storage, pruner);
        for (int i = 0; i < (pruner == "median" ? 3 : 0); i++)
        {
            Trial done = first.Ask()!;
            done.Report(1, 0);
            first.Tell(done, 0);
        }
        Trial trial = first.Ask()!;
        trial.Report(1, 5);
        Assert.True(trial.IsStopped);
        trial.KeepCheckpoint([1]);
        Trial? taken;
        Study second = Create(storage, pruner);
        lock (first.Renewing)
        {
            Thread.Sleep(300);
            taken = second.Ask();
        }
        Assert.Equal(trial.Number, taken!.Number);
        Assert.Equal(1, taken.StepsDone);
        Assert.True(taken.IsStopped);
        Assert.Throws<TrialStoppedException>(taken.ThrowIfStopped);
        // What it would do nevertheless does not count.
        taken.Report(2, 0);
        second.TellStopped(taken);
        TrialRecord record = second.Trials[trial.Number];
        Assert.Equal(pruner == "median" ? TrialState.Pruned : TrialState.Paused, record.State);
        Assert.Equal(1, Assert.Single(record.Reports).Step);
        Assert.Equal([1], second.CheckpointOf(trial.Number) ?? [1]);
    }

    private static Study Create(StudyStorage storage, string pruner)
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        return new Study("stopped", space)
        {
            Storage = storage,
            Lease = TimeSpan.FromMilliseconds(200),
            Pruner = pruner == "median" ? Pruner.Median(minimumTrials: 3) : Pruner.Hyperband(9),
        };
    }
}
