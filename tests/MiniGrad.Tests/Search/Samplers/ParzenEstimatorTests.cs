using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class ParzenEstimatorTests
{
    [Fact]
    public void Variable_number_of_layers_is_searched_as_well_as_a_fixed_one()
    {
        double[] bests = [.. Enumerable.Range(0, 20).Select(seed =>
            SamplerDrive.Best(SamplerDrive.Run(Network(), Sampler.ParzenEstimator(), 200, (ulong)seed, NetworkLoss))).Order()];
        Assert.InRange((bests[9] + bests[10]) / 2, 0, 0.02);
    }

    [Fact]
    public void Sphere_in_ten_dimensions_is_approached()
    {
        SearchSpace space = new();
        for (int i = 0; i < 10; i++) space.AddNumber($"x{i}", -5, 5);
        double[] bests = [.. Enumerable.Range(0, 5).Select(seed => SamplerDrive.Best(SamplerDrive.Run(
            space, Sampler.ParzenEstimator(), 200, (ulong)seed,
            x => x.Select((v, i) => (v - 0.3 * i + 1) * (v - 0.3 * i + 1)).Sum()))).Order()];
        Assert.InRange(bests[2], 0, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fresh_run_chooses_what_a_continuing_one_does(int overlap)
    {
        SearchSpace space = Network();
        List<Observation> trials = SamplerDrive.Run(space, Sampler.ParzenEstimator(), 60, 5, NetworkLoss, overlap);
        foreach (int number in new[] { 11, 37, 59 })
        {
            double[]? again = Choose(Sampler.ParzenEstimator().Begin(space, 1, 5), space, trials[..number], overlap, 0);
            Assert.Equal(trials[number].Parameters, again);
        }
    }

    [Fact]
    public void Another_revision_makes_the_run_look_at_all_again()
    {
        SearchSpace space = Network();
        List<Observation> trials = SamplerDrive.Run(space, Sampler.ParzenEstimator(), 50, 5, NetworkLoss);
        List<Observation> changed = [.. trials.Select(trial => trial with { Losses = [-trial.Losses[0]] })];
        SamplerRun run = Sampler.ParzenEstimator().Begin(space, 1, 5);
        Choose(run, space, trials, 1, 0);
        double[]? expected = Choose(Sampler.ParzenEstimator().Begin(space, 1, 5), space, changed, 1, 1);
        Assert.Equal(expected, Choose(run, space, changed, 1, 1));
        Assert.NotEqual(expected, Choose(Sampler.ParzenEstimator().Begin(space, 1, 5), space, trials, 1, 1));
    }

    [Fact]
    public void All_kinds_of_parameters_conditions_and_relations_are_kept()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<double> first = space.AddNumber("first", 1e-3, 1, Scale.Logarithmic, when: layers.AtLeast(2));
        space.AddNumber("second", 0, 1, step: 0.25, when: layers.AtLeast(2));
        space.AddInteger("many", 1, 1_000_000, Scale.Logarithmic);
        space.AddInteger("batch", 8, 64, Scale.PowersOfTwo);
        space.AddNumber("fixed", 3, 3);
        HyperParameter<string> kind = space.AddChoice("kind", "a", "b");
        space.AddChoice("inner", ["x", "y", "z"], when: kind.Is("b"));
        space.Require("few", values => values.Get(layers) < 3 || values.Get(first) > 0.1);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.ParzenEstimator(), 120, 2, x => x[0] + Math.Abs(Math.Log(x[3]) - 6), 2);
        foreach (Observation trial in trials)
        {
            Assert.Null(space.BrokenRelation(trial.Parameters));
            foreach (HyperParameter parameter in space.Parameters)
            {
                double value = trial.Parameters[parameter.Index];
                Assert.Equal(parameter.IsThere(trial.Parameters), !double.IsNaN(value));
                if (!double.IsNaN(value)) Assert.True(parameter.Domain.Contains(value), $"{parameter}: {value}");
            }
        }
    }

    [Fact]
    public void Trials_under_way_are_kept_away_from()
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.ParzenEstimator(), 40, 1, x => Math.Abs(x[0] - 0.3));
        double Distance(IReadOnlyList<double[]> pending, ulong seed) => Math.Abs(0.3 - Sampler.ParzenEstimator().Begin(space, 1, 1).Choose(
            History(space, trials, pending, pending.Count + 1, 0), new XoshiroRandom(seed))![0]);
        double[][] near = [.. Enumerable.Range(0, 30).Select(i => new[] { 0.27 + 0.002 * i })];
        Assert.True(
            Enumerable.Range(0, 30).Average(seed => Distance(near, (ulong)seed)) >
            1.5 * Enumerable.Range(0, 30).Average(seed => Distance([], (ulong)seed)));
    }

    [Fact]
    public void Failed_trials_are_the_worst()
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        // Failures have the loss 0 here, which were the best of all.
        List<Observation> trials = SamplerDrive.Run(space, Sampler.ParzenEstimator(), 100, 4,
            x => x[0] < 0.5 ? double.NaN : Math.Abs(x[0] - 0.8));
        Assert.InRange(trials[50..].Count(trial => trial.IsFailed), 0, 20);
    }

    [Fact]
    public void Several_goals_are_searched_along_their_front()
    {
        SearchSpace space = new();
        for (int i = 0; i < 4; i++) space.AddNumber($"x{i}", -2, 2);
        double[] Losses(double[] x) => [x.Sum(v => v * v), x.Sum(v => (v - 1) * (v - 1))];
        double Covered(Sampler sampler) => Enumerable.Range(0, 5).Average(seed =>
            SamplerDrive.Run(space, sampler, 150, (ulong)seed, Losses, 2)
                .Count(trial => Math.Sqrt(trial.Losses[0]) + Math.Sqrt(trial.Losses[1]) < 2.4));
        // On the front the distances to both ends add up to 2.
        Assert.True(Covered(Sampler.ParzenEstimator()) > 5 * Covered(Sampler.Random()) + 5);
    }

    [Fact]
    public void Too_few_trials_or_candidates_are_refused()
    {
        Assert.Contains("startup", Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.ParzenEstimator(startup: 0)).Message);
        Assert.Contains("candidates", Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.ParzenEstimator(candidates: 1)).Message);
    }

    private static double[]? Choose(SamplerRun run, SearchSpace space, List<Observation> trials, int overlap, int revision)
    {
        int seen = Math.Max(0, trials.Count - overlap + 1);
        History history = History(space, trials[..seen], [.. trials[seen..].Select(trial => trial.Parameters)], overlap, revision);
        return run.Choose(history, new XoshiroRandom(5, (ulong)trials.Count));
    }

    private static History History(
        SearchSpace space, IReadOnlyList<Observation> seen, IReadOnlyList<double[]> pending, int overlap, int revision) => new()
        {
            Space = space,
            GoalCount = 1,
            Seed = 5,
            Overlap = overlap,
            Observed = seen,
            Pending = pending,
            Revision = revision,
        };

    private static SearchSpace Network()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        space.AddNumber("learning rate", 1e-5, 1, Scale.Logarithmic);
        for (int i = 1; i <= 4; i++) space.AddInteger($"units {i}", 4, 512, Scale.Logarithmic, when: layers.AtLeast(i));
        HyperParameter<bool> dropout = space.AddChoice("dropout", false, true);
        space.AddNumber("rate", 0, 0.8, when: dropout.Is(true));
        return space;
    }

    private static double NetworkLoss(double[] x)
    {
        double loss = 0.15 * (x[0] - 3) * (x[0] - 3) + 0.5 * Math.Pow(Math.Log10(x[1]) + 2.5 + 0.2 * x[0], 2);
        for (int i = 0; i < x[0]; i++) loss += 0.1 * Math.Pow(Math.Log2(x[2 + i]) - 7 + i, 2);
        return loss + (x[6] == 1 ? 2 * (x[7] - 0.2) * (x[7] - 0.2) : 0.2);
    }
}
