using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class AutomaticSamplerTests : IDisposable
{
    private const int Switch = 200;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_Gaussian_process_comes_first_and_then_CMA_ES_around_the_best()
    {
        SearchSpace space = Box(2);
        List<Observation> process = SamplerDrive.Run(space, Sampler.GaussianProcess(), Switch, 3, Rosenbrock);
        List<Observation> automatic = SamplerDrive.Run(space, Sampler.Automatic(), 400, 3, Rosenbrock);
        for (int trial = 0; trial < Switch; trial++) Assert.Equal(process[trial].Parameters, automatic[trial].Parameters);
        double before = SamplerDrive.Best(automatic.Take(Switch)), after = SamplerDrive.Best(automatic);
        Assert.InRange(after, 0, before / 100);
        Assert.InRange(SamplerDrive.Best(automatic.Skip(Switch).Take(12)), 0, 0.1);
    }

    [Fact]
    public void It_says_what_it_does_and_why()
    {
        Study study = new("s", Box(1)) { Sampler = Sampler.Automatic() };
        List<string?> notes = [];
        study.Run(Switch + 1, trial =>
        {
            notes.Add(study.SamplerNote);
            return Math.Abs(trial.Parameters.Numbers[0]);
        });
        Assert.StartsWith("Latin hypercube", notes[0], StringComparison.Ordinal);
        Assert.StartsWith("Gaussian process of 199 trials", notes[Switch - 1], StringComparison.Ordinal);
        Assert.StartsWith("CMA-ES around the best of the first 200 trials", notes[Switch], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Choices_and_conditions_are_searched_on_beyond_the_change(int overlap)
    {
        SearchSpace space = SamplerReplay.MixedSpace();
        List<Observation> trials = SamplerDrive.Run(space, Sampler.Automatic(), 320, 2, SamplerReplay.MixedLoss, overlap);
        SamplerReplay.CheckValid(space, trials);
        Assert.True(SamplerDrive.Best(trials) < SamplerDrive.Best(trials.Take(Switch)));
        // Near the best at once, not at random.
        double[] next = [.. trials.Skip(Switch + overlap - 1).Take(20).Select(trial => trial.Losses[0]).Order()];
        double[] first = [.. trials.Take(20).Select(trial => trial.Losses[0]).Order()];
        Assert.True(next[10] < first[10] / 3, $"{next[10]} and {first[10]}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_change_is_the_same_with_workers_and_after_an_interruption(int repeats)
    {
        Study one = Create(repeats);
        one.Run(250, Objective);
        Study many = Create(repeats);
        many.Run(250, Objective, workers: 4);
        Assert.Equal(one.Dump(), many.Dump());

        string path = folder.File("study.json");
        foreach (int trials in (int[])[190, 202, 203, 206, 219, 250])
        {
            Study opened = Create(repeats);
            opened.Resume(path);
            opened.Run(trials, Objective, workers: 2);
            opened.Save(path);
            if (trials == 250) Assert.Equal(one.Dump(), opened.Dump());
        }

        static Study Create(int repeats) =>
            new("s", SamplerReplay.MixedSpace()) { Seed = 4, Overlap = 4, Repeats = repeats, Sampler = Sampler.Automatic() };

        static double Objective(Trial trial) => trial.Number % 40 == 39
            ? double.NaN
            : SamplerReplay.MixedLoss(trial.Parameters.Numbers) + 0.1 * trial.Random.NextDouble();
    }

    [Fact]
    public void Several_goals_and_small_finite_spaces_stay_with_the_Gaussian_process()
    {
        SearchSpace small = new();
        small.AddInteger("a", 0, 249);
        Assert.Equal(
            SamplerDrive.Run(small, Sampler.GaussianProcess(), 240, 1, p => p[0] % 7).Select(trial => trial.Parameters[0]),
            SamplerDrive.Run(small, Sampler.Automatic(), 240, 1, p => p[0] % 7).Select(trial => trial.Parameters[0]));

        SearchSpace box = Box(1);
        static double[] Two(double[] p) => [p[0] * p[0], Math.Pow(p[0] - 2, 2)];
        Assert.Equal(
            SamplerDrive.Run(box, Sampler.GaussianProcess(), 203, 1, Two, 2).Select(trial => trial.Parameters[0]),
            SamplerDrive.Run(box, Sampler.Automatic(), 203, 1, Two, 2).Select(trial => trial.Parameters[0]));
    }

    [Fact]
    public void Where_all_have_failed_it_goes_on()
    {
        List<Observation> trials = SamplerDrive.Run(Box(2), Sampler.Automatic(), 230, 1, _ => double.NaN);
        SamplerReplay.CheckValid(Box(2), trials);
        Assert.Equal(230, trials.Count);
    }

    private static SearchSpace Box(int dimension)
    {
        SearchSpace space = new();
        for (int i = 0; i < dimension; i++) space.AddNumber($"x{i}", -5, 10);
        return space;
    }

    private static double Rosenbrock(double[] p) => 100 * Math.Pow(p[1] - p[0] * p[0], 2) + Math.Pow(1 - p[0], 2);
}
