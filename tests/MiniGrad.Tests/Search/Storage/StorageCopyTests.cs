using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Copies from one kind of storage to another.</summary>
public class StorageCopyTests : StorageTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (string from in StoragePlace.Kinds)
                foreach (string to in StoragePlace.Kinds)
                    pairs.Add(from, to);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_copy_has_all_of_the_study_there_and_back(string from, string to)
    {
        using StudyStorage first = Place(from).Open(), second = Place(to).Open(), third = Place(from).Open();
        Study study = Rounds(first, "one kind");
        study.Run(6, Objective);
        study = Rounds(first, "another kind");
        study.Run(9, Objective);
        while (study.Trials.All(trial => trial.State != TrialState.Paused)) RunOne(study);
        Trial running = study.Ask()!;
        running.Report(running.StepsDone + 1, double.NegativeInfinity);
        byte[] content = new byte[100_000];
        new XoshiroRandom(1).NextBytes(content);
        running.KeepCheckpoint(content);
        study.Enqueue(study.Space.Values());
        study.Enqueue(study.Space.Values(((HyperParameter<double>)study.Space.Parameters[0]).Is(1.0 / 3)));

        Assert.Equal(["rounds"], Study.Copy(first, second));
        Assert.Equal(["rounds"], Study.Copy(second, third, "rounds"));
        Study seen = Study.View(first, "rounds");
        Assert.Equal(["one kind", "another kind"], seen.Processors);
        Assert.Contains(seen.Trials, trial => trial.State == TrialState.Failed);
        Assert.Contains(seen.Trials, trial => trial.State == TrialState.Paused);
        string[] all = All(first);
        Assert.Equal(2, all.Count(line => line.StartsWith("queued ", StringComparison.Ordinal)));
        foreach (StudyStorage storage in (StudyStorage[])[second, third])
        {
            Study copy = Study.View(storage, "rounds");
            Assert.Equal(seen.Dump(), copy.Dump());
            Assert.Equal(seen.Fingerprint(), copy.Fingerprint());
            Assert.Equal(seen.Processors, copy.Processors);
            Assert.Equal(all, All(storage));
        }

        Study again = Rounds(third, "one kind");
        Trial taken = again.Ask()!;
        Assert.Equal(running.Number, taken.Number);
        Assert.Equal(content, taken.Checkpoint);
        study.Tell(running, 2);
        again.Tell(taken, 2);
        study.Run(20, Objective);
        again.Run(20, Objective);
        Assert.Equal(study.Dump(), again.Dump());
    }

    private static Study Rounds(StudyStorage storage, string kind) =>
        new("rounds", new SearchSpace().With(space => space.AddNumber("x", 0, 1)).With(space => space.AddChoice("way", "a;'b", "ü")))
        {
            Storage = storage,
            Seed = 4,
            Overlap = 2,
            Sampler = Sampler.ParzenEstimator(),
            Pruner = Pruner.Hyperband(4, factor: 2),
            Kind = kind,
            MixesProcessors = true,
        };

    private static void RunOne(Study study)
    {
        Trial trial = study.Ask()!;
        try
        {
            study.Tell(trial, Objective(trial));
        }
        catch (TrialStoppedException)
        {
            study.TellStopped(trial);
        }
    }

    private static double Objective(Trial trial)
    {
        double x = trial.Parameters.Numbers[0];
        if (trial.Number == 3) throw new InvalidOperationException("zero: \0, whole: 😀, 'quoted'");
        if (trial.Number == 4) trial.Violates(0.1);
        for (int step = trial.StepsDone + 1; step <= 4; step++)
        {
            trial.Report(step, trial.Number == 1 ? double.NaN : x * step);
            if (trial.IsStopped) trial.KeepCheckpoint([(byte)step, 0, 255]);
            trial.ThrowIfStopped();
        }
        return trial.Number == 2 ? double.PositiveInfinity : x / 3;
    }

    /// <summary>All that is kept of the study, but who holds its trials.</summary>
    private static string[] All(StudyStorage storage)
    {
        List<string> lines = [];
        Assert.True(storage.Export("rounds", whole =>
        {
            lines.AddRange([whole.Beginning.Settings, whole.Beginning.Processors]);
            lines.AddRange(whole.Beginning.Queue.Select(values => $"queued {values}"));
            foreach (StoredTrial trial in whole.Trials)
            {
                string content = whole.GetCheckpoint(trial.Number) is { } kept ? Convert.ToHexString(kept) : "nothing";
                lines.Add(FormattableString.Invariant($"{trial.Number} {trial.State} {trial.Lease} {trial.Body} {content}"));
            }
        }));
        return [.. lines];
    }
}
