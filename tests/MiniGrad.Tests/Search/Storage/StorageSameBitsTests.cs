using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Studies that several work on are those of one alone, to the last bit.</summary>
public class StorageSameBitsTests : StorageTests
{
    private const int Trials = 40;

    private static readonly double[] unusual =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, 2.2250738585072009e-308, double.MaxValue, 0.1];

    public static TheoryData<string, string> Ways
    {
        get
        {
            TheoryData<string, string> ways = [];
            foreach (string kind in StoragePlace.Kinds)
                foreach (string sampler in Samplers.Keys)
                    ways.Add(kind, sampler);
            return ways;
        }
    }

    private static Dictionary<string, Func<(Sampler Sampler, Pruner Pruner, int Repeats)>> Samplers { get; } = new()
    {
        ["random"] = () => (Sampler.Random(), Pruner.Median(3), 1),
        ["quasi-random"] = () => (Sampler.QuasiRandom(), Pruner.SuccessiveHalving(9), 1),
        ["genetic"] = () => (Sampler.Genetic(10), Pruner.None, 3),
        ["covariance"] = () => (Sampler.CovarianceMatrix(), Pruner.Hyperband(9), 1),
        ["Parzen"] = () => (Sampler.ParzenEstimator(), Pruner.Hyperband(9), 2),
        ["Gaussian"] = () => (Sampler.GaussianProcess(), Pruner.None, 1),
        ["automatic"] = () => (Sampler.Automatic(), Pruner.Median(3), 2),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Two_objects_with_two_workers_each_make_the_study_of_one(string kind, string sampler)
    {
        Study alone = Create(new MemoryStudyStorage(), sampler);
        alone.Run(Trials, trial => Objective(trial, isSlow: false));
        StoragePlace place = Place(kind);
        Study[] studies = [Create(place.Open(), sampler), Create(place.Open(), sampler)];
        Parallel.ForEach(studies, study => study.Run(Trials, trial => Objective(trial, isSlow: true), workers: 2));
        foreach (Study study in studies)
        {
            study.Refresh();
            Assert.Equal(alone.Dump(), study.Dump());
            Assert.Equal(alone.Fingerprint(), study.Fingerprint());
        }
        Assert.Equal(alone.Dump(), Create(place.Open(), sampler).Dump());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_and_every_text_is_kept_exactly(string kind)
    {
        StoragePlace place = Place(kind);
        Study first = Unusual(place.Open());
        first.Run(3, trial => trial.Number == 1
            ? throw new InvalidOperationException("NUL \0, half \ud800, whole \ud83d\ude00, '\"\\")
            : Values(trial));
        Study second = Unusual(place.Open());
        Assert.Equal(first.Dump(), second.Dump());
        TrialRecord read = second.Trials[0];
        Assert.Equal(
            unusual.Select(BitConverter.DoubleToInt64Bits),
            read.Reports.Select(report => BitConverter.DoubleToInt64Bits(report.Values[0])));
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, -0.0], read.Values);
        Assert.True(double.IsNegative(read.Values[2]));
        Assert.Equal("InvalidOperationException: NUL \0, half \ufffd, whole \ud83d\ude00, '\"\\", second.Trials[1].Error);
        Assert.Equal(first.Trials[0].Times, read.Times);
        Assert.Equal(first.Trials[2].Violation, second.Trials[2].Violation);

        static Study Unusual(StudyStorage storage) =>
            new("s", Space(), Goal.Minimize, Goal.Maximize, Goal.Minimize) { Storage = storage };

        static double[] Values(Trial trial)
        {
            for (int i = 0; i < unusual.Length; i++) trial.Report(i + 1, unusual[i], 1, 2);
            trial.Violates(0.1 + 0.2);
            return [double.PositiveInfinity, double.NegativeInfinity, -0.0];
        }
    }

    private static Study Create(StudyStorage storage, string name)
    {
        (Sampler sampler, Pruner pruner, int repeats) = Samplers[name]();
        SearchSpace space = new();
        HyperParameter<double> rate = space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 2);
        space.AddInteger("units", 4, 64, Scale.Logarithmic, when: layers.AtLeast(2));
        space.AddChoice("kind", "a", "b", "c");
        return new Study("same", space)
        {
            Seed = 5,
            Overlap = 4,
            Repeats = repeats,
            Retries = 1,
            Sampler = sampler,
            Pruner = pruner,
            Storage = storage,
            Initial = [space.Values(rate.Is(0.01)), space.Values(layers.Is(2))],
        };
    }

    private static double Objective(Trial trial, bool isSlow)
    {
        double[] numbers = trial.Parameters.Numbers;
        double loss = Math.Pow(Math.Log10(numbers[0]) + 2, 2) + numbers[1] + (double.IsNaN(numbers[2]) ? 0.3 : Math.Log(numbers[2]) / 9)
            + numbers[3];
        trial.Violates(numbers[3] - 1);
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
