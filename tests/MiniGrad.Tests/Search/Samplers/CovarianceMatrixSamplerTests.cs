using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class CovarianceMatrixSamplerTests
{
    private static readonly double[] shift = [.31, -.22, .13, -.41, .07, .27, -.35, .18, -.09, .38];

    // Medians of 20 seeds of the Python package cmaes 0.9.1 from the middle of the same box, width 1/6 and 1/5 of the range; the smaller.
    [Theory]
    [InlineData(0, 1746)]
    [InlineData(6, 4408)]
    public void Quadratic_functions_take_as_many_trials_as_elsewhere(double decades, double reference)
    {
        SearchSpace space = Box(10, -5, 5);
        double Loss(double[] x)
        {
            double sum = 0;
            for (int i = 0; i < 10; i++) sum += Math.Pow(10, decades * i / 9) * Math.Pow(x[i] - 5 * shift[i], 2);
            return sum;
        }
        int most = (int)(2 * reference);
        int[] counts = [.. Enumerable.Range(0, 20).Select(seed => TrialsUntil(space, (ulong)seed, Loss, 1e-10, most)).Order()];
        Assert.InRange((counts[9] + counts[10]) / 2.0, 0.5 * reference, 1.1 * reference);
    }

    [Fact]
    public void Optimum_at_a_bound_is_reached()
    {
        SearchSpace space = new();
        space.AddNumber("a", 0, 1);
        space.AddNumber("b", 1e-4, 1, Scale.Logarithmic);
        space.AddNumber("c", -3, 3);
        List<Observation> trials = SamplerDrive.Run(
            space, Sampler.CovarianceMatrix(), 600, 1, p => p[0] + Math.Abs(Math.Log(p[1])) + Math.Pow(p[2] - 1, 2));
        Assert.InRange(SamplerDrive.Best(trials), 0, 1e-8);
        Assert.Equal(0, trials.MinBy(trial => trial.Losses[0])!.Parameters[0]);
    }

    [Fact]
    public void Whole_numbers_are_found_from_afar()
    {
        SearchSpace space = new();
        for (int i = 0; i < 8; i++) space.AddInteger($"x{i}", 0, 100);
        int found = Enumerable.Range(0, 10).Count(seed => SamplerDrive.Best(SamplerDrive.Run(
            space, Sampler.CovarianceMatrix(), 1200, (ulong)seed, p => p.Select((x, i) => Math.Pow(x - 7 - 11 * i, 2)).Sum())) == 0);
        Assert.InRange(found, 9, 10);
    }

    [Fact]
    public void Choices_numbers_and_conditions_are_searched_together()
    {
        SearchSpace space = SamplerReplay.MixedSpace();
        double[] best = [.. Enumerable.Range(0, 20).Select(seed => SamplerDrive.Best(
            SamplerDrive.Run(space, Sampler.CovarianceMatrix(), 400, (ulong)seed, SamplerReplay.MixedLoss))).Order()];
        double[] random = [.. Enumerable.Range(0, 20).Select(seed => SamplerDrive.Best(
            SamplerDrive.Run(space, Sampler.Random(), 400, (ulong)seed, SamplerReplay.MixedLoss))).Order()];
        Assert.InRange(best[10], 0, 0.05);
        Assert.InRange(random[10], 0.2, 5);
    }

    [Fact]
    public void Converged_runs_begin_again_elsewhere()
    {
        SearchSpace space = Box(2, -5.12, 5.12);
        double Loss(double[] p) => p.Sum(x => (x - 2) * (x - 2) - 10 * Math.Cos(2 * Math.PI * (x - 2)) + 10);
        int[] counts = [.. Enumerable.Range(0, 10).Select(seed => TrialsUntil(space, (ulong)seed, Loss, 1e-6, 20_000))];
        Assert.True(counts.Count(count => count < 20_000) >= 9, string.Join(", ", counts));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Choices_follow_from_the_history_alone(int overlap) => SamplerReplay.Check(
        SamplerReplay.MixedSpace(), Sampler.CovarianceMatrix(), p => [SamplerReplay.MixedLoss(p)], 1, overlap);

    [Fact]
    public void A_restart_follows_from_the_history_alone()
    {
        SearchSpace space = Box(2, -1, 1);
        List<Observation> all = [];
        SamplerRun going = Sampler.CovarianceMatrix().Begin(space, 1, 4);
        for (int number = 0; number < 2500; number++)
        {
            double[] p = going.Choose(History(space, 4, all), new XoshiroRandom(4, (ulong)number))!;
            if (number % 250 == 249)
            {
                SamplerRun fresh = Sampler.CovarianceMatrix().Begin(space, 1, 4);
                Assert.Equal(p, fresh.Choose(History(space, 4, all), new XoshiroRandom(4, (ulong)number)));
                Assert.Equal(going.Note, fresh.Note);
            }
            all.Add(new Observation(number, p, [Math.Pow(p[0] - 0.3, 2) + Math.Abs(p[1])], 0, false));
        }
        Assert.DoesNotContain("run 1,", going.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_valid()
    {
        SearchSpace space = SamplerReplay.MixedSpace();
        SamplerReplay.CheckValid(space, SamplerDrive.Run(space, Sampler.CovarianceMatrix(), 500, 3, SamplerReplay.MixedLoss, overlap: 4));
        SearchSpace choices = new();
        choices.AddChoice("a", 1, 2, 3);
        choices.AddChoice("b", "only");
        List<Observation> trials = SamplerDrive.Run(choices, Sampler.CovarianceMatrix(), 200, 3, p => p[0]);
        SamplerReplay.CheckValid(choices, trials);
        Assert.InRange(trials.Skip(100).Count(trial => trial.Parameters[0] == 0), 50, 100);
    }

    [Fact]
    public void Failed_trials_and_violations_come_last()
    {
        SearchSpace space = Box(3, -1, 1);
        // Losses are best where constraints are violated (x < 0) and where trials fail (y < 0).
        List<Observation> all = [];
        SamplerRun run = Sampler.CovarianceMatrix().Begin(space, 1, 2);
        for (int number = 0; number < 400; number++)
        {
            double[] p = run.Choose(History(space, 2, all), new XoshiroRandom(2, (ulong)number))!;
            bool isFailed = p[1] < 0;
            all.Add(new Observation(number, p, [isFailed ? -100 : p.Sum()], Math.Max(0, -p[0]), isFailed));
        }
        double best = all.Where(trial => trial is { IsFailed: false, Violation: 0 }).Min(trial => trial.Losses[0]);
        Assert.InRange(best, -1, -0.99);
    }

    [Fact]
    public void A_study_in_which_everything_fails_goes_on()
    {
        SearchSpace space = Box(3, -1, 1);
        List<Observation> trials = SamplerDrive.Run(space, Sampler.CovarianceMatrix(), 100, 1, _ => double.NaN);
        SamplerReplay.CheckValid(space, trials);
        Assert.Equal(100, trials.Select(trial => trial.Parameters[0]).Distinct().Count());
    }

    [Fact]
    public void Several_goals_and_bad_arguments_are_refused()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Sampler.CovarianceMatrix().Begin(Box(2, 0, 1), 2, 1));
        Assert.StartsWith("Sampler 'covariance matrix': expected one goal, got 2; for several use Sampler.Genetic.", refusal.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.CovarianceMatrix(population: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.CovarianceMatrix(startupTrials: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.CovarianceMatrix(width: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.CovarianceMatrix(width: double.NaN));
    }

    internal static SearchSpace Box(int size, double minimum, double maximum)
    {
        SearchSpace space = new();
        for (int i = 0; i < size; i++) space.AddNumber($"x{i}", minimum, maximum);
        return space;
    }

    internal static History History(SearchSpace space, ulong seed, List<Observation> all, int goalCount = 1) => new()
    {
        Space = space,
        GoalCount = goalCount,
        Seed = seed,
        Overlap = 1,
        Observed = all,
        Pending = [],
        Revision = 0,
    };

    private static int TrialsUntil(SearchSpace space, ulong seed, Func<double[], double> loss, double target, int most)
    {
        List<Observation> all = [];
        SamplerRun run = Sampler.CovarianceMatrix().Begin(space, 1, seed);
        while (all.Count < most)
        {
            double[] p = run.Choose(History(space, seed, all), new XoshiroRandom(seed, (ulong)all.Count))!;
            all.Add(new Observation(all.Count, p, [loss(p)], 0, false));
            if (all[^1].Losses[0] < target) break;
        }
        return all.Count;
    }
}
