using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>How many workers there are, how fast, and how often a study is stopped and opened again changes nothing.</summary>
public sealed class SameBitsTests : IDisposable
{
    private const int Trials = 60;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, int> Ways
    {
        get
        {
            TheoryData<string, string, int> ways = [];
            foreach (string sampler in Samplers.Keys)
                foreach (string pruner in Pruners.Keys)
                    foreach (int repeats in (int[])[1, 3])
                        ways.Add(sampler, pruner, repeats);
            return ways;
        }
    }

    private static Dictionary<string, Func<Sampler>> Samplers { get; } = new()
    {
        ["random"] = Sampler.Random,
        ["quasi-random"] = () => Sampler.QuasiRandom(),
        ["grid"] = Sampler.Grid,
        ["genetic"] = () => Sampler.Genetic(10),
        ["covariance"] = () => Sampler.CovarianceMatrix(),
        ["Parzen"] = () => Sampler.ParzenEstimator(),
        ["Gaussian"] = () => Sampler.GaussianProcess(),
        ["automatic"] = Sampler.Automatic,
    };

    private static Dictionary<string, Func<Pruner>> Pruners { get; } = new()
    {
        ["none"] = () => Pruner.None,
        ["median"] = () => Pruner.Median(3),
        ["Hyperband"] = () => Pruner.Hyperband(9),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_study_is_the_same_with_any_number_of_workers_and_interruptions(string sampler, string pruner, int repeats)
    {
        Study one = Create(sampler, pruner, repeats);
        one.Run(Trials, trial => Objective(trial, isSlow: false));
        foreach (int workers in (int[])[2, 4])
        {
            Study many = Create(sampler, pruner, repeats);
            many.Run(Trials, trial => Objective(trial, isSlow: true), workers);
            Assert.Equal(one.Dump(), many.Dump());
            Assert.Equal(one.Fingerprint(), many.Fingerprint());
        }

        string path = folder.File("study.json");
        for (int trials = 7; trials < Trials + 7; trials += 7)
        {
            Study opened = Create(sampler, pruner, repeats);
            Assert.Equal(trials > 7, opened.Resume(path));
            opened.Run(Math.Min(trials, Trials), trial => Objective(trial, isSlow: false), workers: 2);
            opened.Save(path);
            if (trials >= Trials) Assert.Equal(one.Dump(), opened.Dump());
        }
        if (pruner != "none") Assert.Contains(one.Trials, trial => trial.State == TrialState.Pruned);
        Assert.Contains(one.Trials, trial => trial.State == TrialState.Failed);
        Assert.Equal(repeats > 1, one.Trials.Any(trial => trial.RepeatOf is not null));
    }

    private static Study Create(string sampler, string pruner, int repeats)
    {
        SearchSpace space = new();
        if (sampler == "grid") space.AddInteger("rate", 1, 512, Scale.PowersOfTwo);
        else space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 2);
        space.AddInteger("units", 4, 64, Scale.Logarithmic, when: layers.AtLeast(2));
        space.AddChoice("kind", "a", "b", "c");
        return new Study("same", space)
        {
            Seed = 5,
            Overlap = 4,
            Repeats = repeats,
            Sampler = Samplers[sampler](),
            Pruner = Pruners[pruner](),
        };
    }

    private static double Objective(Trial trial, bool isSlow)
    {
        double[] numbers = trial.Parameters.Numbers;
        double loss = Math.Pow(Math.Log10(numbers[0]) + 2, 2) + numbers[1] + (double.IsNaN(numbers[2]) ? 0.3 : Math.Log(numbers[2]) / 9)
            + numbers[3];
        if (trial.Number % 13 == 5) throw new InvalidOperationException("unlucky");
        for (int step = trial.StepsDone + 1; step <= 9; step++)
        {
            if (isSlow) Thread.Sleep((trial.Number * 7 + step) % 3);
            trial.Report(step, loss + 3.0 / step + 0.01 * new XoshiroRandom(trial.Seed, (ulong)step).NextDouble());
            trial.ThrowIfStopped();
        }
        return loss;
    }
}
