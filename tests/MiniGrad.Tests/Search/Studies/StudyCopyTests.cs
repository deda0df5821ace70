using MiniGrad.Search;
using Xunit;
using static System.FormattableString;

namespace MiniGrad.Tests.Search;

public sealed class StudyCopyTests : IDisposable
{
    private readonly MemoryStudyStorage from = new(), to = new();

    public void Dispose()
    {
        from.Dispose();
        to.Dispose();
    }

    [Fact]
    public void A_copy_goes_on_as_the_study_would()
    {
        Study study = Rounds(from);
        study.Run(5, Objective);
        Trial running = study.Ask()!;
        running.Report(1, 3);
        running.KeepCheckpoint([1, 2, 3]);
        study.Enqueue(study.Space.Values());
        study.Enqueue(study.Space.Values(((HyperParameter<double>)study.Space.Parameters[0]).Is(0.25)));
        Assert.Equal(["rounds"], Study.Copy(from, to, "rounds"));

        Assert.Equal(study.Dump(), Study.View(to, "rounds").Dump());
        TrialRecord copied = Study.View(to, "rounds").Trials[running.Number];
        Assert.Equal((TrialState.Running, null, false), (copied.State, copied.Holder, copied.IsHeld));
        Assert.Equal(study.Trials[0].Times, Study.View(to, "rounds").Trials[0].Times);
        Study copy = Rounds(to);
        Assert.Equal(study.Processors, copy.Processors);
        Trial again = copy.Ask()!;
        Assert.Equal(running.Number, again.Number);
        Assert.Equal([1, 2, 3], again.Checkpoint);
        Assert.Equal(1, again.StepsDone);
        foreach (Trial trial in (Trial[])[running, again]) trial.Study.Tell(trial, 3);
        Assert.Equal(Checkpoints(from), Checkpoints(to));
        study.Run(20, Objective);
        copy.Run(20, Objective);
        Assert.Equal(study.Dump(), copy.Dump());
        Assert.Equal(0.25, copy.Trials[7].Parameters.Numbers[0]);
    }

    [Fact]
    public void All_are_copied_or_none()
    {
        foreach (string name in (string[])["b", "a", "c"]) Line(from, name).Run(3, _ => 1);
        Line(to, "d").Run(1, _ => 1);
        Assert.Equal(["a", "b", "c"], Study.Copy(from, to));
        Assert.Equal(["a", "b", "c", "d"], to.GetNames());
        foreach (string name in from.GetNames()) Assert.Equal(Study.View(from, name).Fingerprint(), Study.View(to, name).Fingerprint());

        MemoryStudyStorage other = new();
        Line(other, "c").Run(1, _ => 1);
        Assert.Contains(
            "memory has a study 'c' already", Assert.Throws<InvalidOperationException>(() => Study.Copy(from, other)).Message,
            StringComparison.Ordinal);
        Assert.Equal(["c"], other.GetNames());
        Assert.Single(Study.View(other, "c").Trials);
        Assert.Throws<InvalidOperationException>(() => Study.Copy(from, from));
        Assert.Throws<InvalidOperationException>(() => Study.Copy(from, to, "a"));
        Assert.Contains(
            "there is no study 'x'; there are 'a', 'b', 'c'.",
            Assert.Throws<ArgumentException>(() => Study.Copy(from, to, "x")).Message, StringComparison.Ordinal);
        Assert.Empty(Study.Copy(new MemoryStudyStorage(), to));
    }

    [Fact]
    public async Task Two_copies_in_opposite_directions_do_not_wait_for_each_other()
    {
        for (int i = 0; i < 20; i++)
        {
            Line(from, Invariant($"there {i}")).Run(3, _ => 1);
            Line(to, Invariant($"back {i}")).Run(3, _ => 1);
        }
        await Task.WhenAll(Task.Run(() => CopyAll(from, to, "there")), Task.Run(() => CopyAll(to, from, "back")))
            .WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(from.GetNames(), to.GetNames());

        static void CopyAll(StudyStorage from, StudyStorage to, string name)
        {
            for (int i = 0; i < 20; i++) Study.Copy(from, to, Invariant($"{name} {i}"));
        }
    }

    private static Study Line(StudyStorage storage, string name) =>
        new(name, new SearchSpace().With(space => space.AddNumber("x", 0, 1))) { Storage = storage };

    private static Study Rounds(StudyStorage storage) => new("rounds", new SearchSpace().With(space => space.AddNumber("x", 0, 1)))
    {
        Storage = storage,
        Seed = 4,
        Overlap = 2,
        Pruner = Pruner.Hyperband(4, factor: 2),
    };

    private static double Objective(Trial trial)
    {
        int done = trial.Checkpoint?[0] ?? 0;
        for (int step = done + 1; step <= 4; step++)
        {
            trial.Report(step, trial.Parameters.Numbers[0] * step);
            if (trial.IsStopped) trial.KeepCheckpoint([(byte)step]);
            trial.ThrowIfStopped();
        }
        return trial.Parameters.Numbers[0];
    }

    private static IEnumerable<byte[]?> Checkpoints(StudyStorage storage)
    {
        long id = storage.Find("rounds")!.Id;
        return Enumerable.Range(0, 10).Select(trial => storage.GetCheckpoint(id, trial));
    }
}
