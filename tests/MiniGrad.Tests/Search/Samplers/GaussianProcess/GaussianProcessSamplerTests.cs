using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class GaussianProcessSamplerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void A_run_that_has_just_begun_chooses_what_the_one_that_went_on_chose(int overlap, int goalCount)
    {
        SearchSpace space = Mixed();
        Sampler sampler = Sampler.GaussianProcess();
        List<Observation> trials = SamplerDrive.Run(
            space, sampler, 46, 5, numbers => goalCount == 1 ? [Loss(numbers)] : [Loss(numbers), numbers[0]], goalCount, overlap);
        foreach (int number in (int[])[11, 37, 45])
        {
            SamplerRun fresh = sampler.Begin(space, goalCount, 5);
            Assert.Equal(trials[number].Parameters, Choose(fresh, space, trials, number, 5, overlap, goalCount));
        }
    }

    [Fact]
    public void It_begins_to_fit_anew_after_each_hundred_trials_alike_for_a_fresh_run()
    {
        SearchSpace space = new();
        space.AddNumber("x", -2, 2);
        space.AddNumber("y", -2, 2);
        Sampler sampler = Sampler.GaussianProcess();
        // More points than it keeps.
        List<Observation> trials = SamplerDrive.Run(space, sampler, 345, 6, numbers => Square(numbers[0] - 1) + Math.Abs(numbers[1]));
        foreach (int number in (int[])[99, 100, 101, 235, 301, 344])
            Assert.Equal(trials[number].Parameters, Choose(sampler.Begin(space, 1, 6), space, trials, number, 6));
    }

    [Fact]
    public void Results_that_changed_count_as_if_they_had_always_been_so()
    {
        SearchSpace space = Mixed();
        Sampler sampler = Sampler.GaussianProcess();
        List<Observation> trials = SamplerDrive.Run(space, sampler, 30, 7, Loss);
        List<Observation> changed = [.. trials.Select(trial => trial with { Losses = [-trial.Losses[0]] })];
        SamplerRun run = sampler.Begin(space, 1, 7);
        Choose(run, space, trials, 30, 7);
        double[]? expected = Choose(sampler.Begin(space, 1, 7), space, changed, 30, 7);
        Assert.Equal(expected, Choose(run, space, changed, 30, 7, revision: 1));
        Assert.NotEqual(expected, Choose(sampler.Begin(space, 1, 7), space, trials, 30, 7));
    }

    [Fact]
    public void Parameters_are_of_the_space_and_relations_hold()
    {
        SearchSpace space = Mixed();
        space.Require("rate and layers", values =>
            Math.Log10(values.Get((HyperParameter<double>)space.Parameters[0])) < values.Get((HyperParameter<int>)space.Parameters[1]) - 4);
        foreach (Observation trial in SamplerDrive.Run(space, Sampler.GaussianProcess(), 60, 8, Loss, overlap: 2))
        {
            Assert.Null(space.BrokenRelation(trial.Parameters));
            foreach (HyperParameter parameter in space.Parameters)
            {
                double number = trial.Parameters[parameter.Index];
                if (parameter.IsThere(trial.Parameters)) Assert.True(parameter.Domain.Contains(number), $"{parameter}: {number}");
                else Assert.Equal(double.NaN, number);
            }
        }
    }

    [Fact]
    public void A_smooth_loss_is_found_far_closer_than_by_chance()
    {
        double[] Found(Sampler sampler) => [.. Enumerable.Range(0, 5).Select(seed =>
        {
            SearchSpace space = Mixed();
            return SamplerDrive.Best(SamplerDrive.Run(space, sampler, 50, (ulong)seed, Loss));
        }).Order()];
        double[] found = Found(Sampler.GaussianProcess()), chance = Found(Sampler.Random());
        Assert.True(found[2] < 0.01, $"median {found[2]}");
        Assert.True(found[2] < chance[2] / 10, $"median {found[2]}, by chance {chance[2]}");
    }

    [Fact]
    public void Noise_is_borne_and_can_be_ruled_out()
    {
        foreach (bool isNoisy in (bool[])[true, false])
        {
            SearchSpace space = new();
            space.AddNumber("x", -5, 5);
            space.AddNumber("y", -5, 5);
            List<Observation> trials = SamplerDrive.Run(
                space, Sampler.GaussianProcess(isNoisy: isNoisy), 30, 3, numbers => Square(numbers[0] - 1) + Square(numbers[1] + 2));
            Assert.True(SamplerDrive.Best(trials) < 1e-3, $"noisy {isNoisy}: {SamplerDrive.Best(trials)}");
        }
    }

    [Fact]
    public void A_finite_space_is_gone_through_once()
    {
        SearchSpace space = new();
        space.AddInteger("a", 1, 4);
        HyperParameter<string> b = space.AddChoice("b", "x", "y", "z");
        space.AddInteger("c", 1, 4, Scale.PowersOfTwo, when: b.Is("y"));
        // 4 · (1 + 3 + 1) points.
        List<Observation> trials = SamplerDrive.Run(
            space, Sampler.GaussianProcess(), 40, 9, numbers => numbers[0] + numbers[1], overlap: 3);
        Assert.Equal(20, trials.Count);
        Assert.Equal(20, trials.Select(trial => string.Join(' ', trial.Parameters)).Distinct().Count());
    }

    [Fact]
    public void Failures_and_violations_are_kept_away_from()
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        space.AddNumber("y", 0, 1);
        Sampler sampler = Sampler.GaussianProcess();
        SamplerRun run = sampler.Begin(space, 1, 4);
        List<Observation> trials = [];
        for (int number = 0; number < 50; number++)
        {
            double[] p = Choose(run, space, trials, number, 4)!;
            // The smallest loss that is allowed is 0.5, at (0.5, 0); half of the square is not allowed, and a strip fails.
            bool isFailed = p[1] > 0.9;
            trials.Add(new Observation(number, p, [isFailed ? 0 : p[0] + p[1]], Math.Max(0, 0.5 - p[0]), isFailed));
        }
        double best = trials.Where(trial => trial is { IsFailed: false, Violation: 0 }).Min(trial => trial.Losses[0]);
        Assert.InRange(best, 0.5, 0.55);
        Assert.True(trials.Skip(25).Count(trial => trial.IsFailed) <= 3);
    }

    [Fact]
    public void Several_goals_are_traded_off_along_the_front()
    {
        SearchSpace space = new();
        for (int i = 0; i < 3; i++) space.AddNumber($"x{i}", 0, 1);
        // The front has x1 = x2 = 0.3 and every x0, with √f₀ + √f₁ = 1.
        double[] Losses(double[] x)
        {
            double off = Square(x[1] - 0.3) + Square(x[2] - 0.3);
            return [x[0] * x[0] + off, Square(x[0] - 1) + off];
        }
        List<Observation> trials = SamplerDrive.Run(space, Sampler.GaussianProcess(), 60, 2, Losses, goalCount: 2);
        double[] near = [.. trials.Where(trial => Losses([trial.Parameters[0], 0.3, 0.3])[0] > trial.Losses[0] - 0.01)
            .Select(trial => trial.Parameters[0]).Order()];
        Assert.True(near.Length >= 20, $"{near.Length} near the front");
        Assert.True(near[0] < 0.2 && near[^1] > 0.8, $"from {near[0]} to {near[^1]}");
        Assert.All(near.Zip(near.Skip(1)), pair => Assert.True(pair.Second - pair.First < 0.25));
    }

    [Fact]
    public void Losses_that_are_equal_huge_or_all_failed_are_borne()
    {
        foreach (Func<double[], double> loss in (Func<double[], double>[])[
            _ => 3, _ => double.NaN, numbers => numbers[1] * 4e307, numbers => numbers[1] > 2 ? double.MaxValue : -double.MaxValue,
            numbers => numbers[1] * double.Epsilon])
            Assert.Equal(25, SamplerDrive.Run(Mixed(), Sampler.GaussianProcess(), 25, 1, loss).Count);
    }

    [Fact]
    public void Relations_that_few_points_meet_are_met_by_candidates()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1), y = space.AddNumber("y", 0, 1);
        space.Require("x near y", values => Math.Abs(values.Get(x) - values.Get(y)) < 0.01);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.GaussianProcess(), 40, 3, p => Square(p[0] - 0.3) + Square(p[1] - 0.3));
        Assert.All(trials, trial => Assert.Null(space.BrokenRelation(trial.Parameters)));
        Assert.True(SamplerDrive.Best(trials) < 1e-3, $"{SamplerDrive.Best(trials)}");
    }

    [Fact]
    public void Automatic_says_what_it_does()
    {
        SearchSpace space = Mixed();
        SamplerRun run = Sampler.Automatic().Begin(space, 1, 2);
        List<Observation> trials = [];
        for (int number = 0; number < 14; number++)
        {
            double[] parameters = Choose(run, space, trials, number, 2)!;
            trials.Add(new Observation(number, parameters, [Loss(parameters)], 0, false));
            Assert.StartsWith(number < 10 ? "Latin hypercube" : $"Gaussian process of {number} trials", run.Note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Startup_is_one_point_in_each_strip_of_each_parameter()
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        space.AddNumber("y", 0, 1);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.GaussianProcess(startup: 16), 16, 3, _ => 0);
        for (int j = 0; j < 2; j++)
            Assert.Equal(Enumerable.Range(0, 16), trials.Select(trial => (int)(16 * trial.Parameters[j])).Order());
    }

    [Fact]
    public void Startup_below_two_is_refused()
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => Sampler.GaussianProcess(startup: 1));
        Assert.Contains("startup", error.Message, StringComparison.Ordinal);
        Assert.Contains("1", error.Message, StringComparison.Ordinal);
    }

    private static SearchSpace Mixed()
    {
        SearchSpace space = new();
        space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        space.AddInteger("units", 4, 512, Scale.Logarithmic, when: layers.AtLeast(2));
        HyperParameter<string> rule = space.AddChoice("rule", "sgd", "adam", "rmsprop");
        space.AddNumber("momentum", 0, 1, when: rule.Is("sgd"));
        space.AddChoice("fixed", "only");
        return space;
    }

    private static double Loss(double[] numbers) =>
        Square(Math.Log10(numbers[0]) + 2) + 0.2 * Square(numbers[1] - 3)
        + (double.IsNaN(numbers[2]) ? 0.5 : 0.1 * Square(Math.Log2(numbers[2]) - 6))
        + (double.IsNaN(numbers[4]) ? 0.1 * numbers[3] : Square(numbers[4] - 0.9));

    private static double Square(double x) => x * x;

    private static double[]? Choose(
        SamplerRun run, SearchSpace space, List<Observation> trials, int number, ulong seed, int overlap = 1, int goalCount = 1,
        int revision = 0)
    {
        int seen = Math.Max(0, number - overlap + 1);
        return run.Choose(
            new History
            {
                Space = space,
                GoalCount = goalCount,
                Seed = seed,
                Overlap = overlap,
                Observed = trials[..seen],
                Pending = [.. trials[seen..number].Select(trial => trial.Parameters)],
                Revision = revision,
            },
            new XoshiroRandom(seed, (ulong)number));
    }
}
