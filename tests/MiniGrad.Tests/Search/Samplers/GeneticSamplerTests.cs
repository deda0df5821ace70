using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class GeneticSamplerTests
{
    [Theory]
    [InlineData(Crossover.Uniform)]
    [InlineData(Crossover.SimulatedBinary)]
    [InlineData(Crossover.Blend)]
    public void The_front_of_two_goals_is_found(Crossover crossover)
    {
        SearchSpace space = CovarianceMatrixSamplerTests.Box(10, 0, 1);
        double[] Losses(double[] p)
        {
            double rest = 1 + p.Skip(1).Sum();
            return [p[0], rest * (1 - Math.Sqrt(p[0] / rest))];
        }
        double Volume(Sampler sampler) => Hypervolume.Of(
            [.. SamplerDrive.Run(space, sampler, 2500, 1, Losses, 2).Select(trial => trial.Losses)], [1.1, 1.1]);
        // Its front is y = 1 − √x, with a volume of 1.21 − ⅓.
        Assert.InRange(Volume(Sampler.Genetic(crossover: crossover)), 0.8, 1.21 - 1 / 3.0);
        Assert.InRange(Volume(Sampler.Random()), 0, 0.3);
    }

    [Fact]
    public void One_goal_is_searched_better_than_at_random()
    {
        SearchSpace space = SamplerReplay.MixedSpace();
        double Median(Sampler sampler) => Enumerable.Range(0, 15).Select(seed => SamplerDrive.Best(
            SamplerDrive.Run(space, sampler, 400, (ulong)seed, SamplerReplay.MixedLoss))).Order().ElementAt(7);
        Assert.InRange(Median(Sampler.Genetic()), 0, 0.4 * Median(Sampler.Random()));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public void Choices_follow_from_the_history_alone(int goalCount, int overlap) => SamplerReplay.Check(
        SamplerReplay.MixedSpace(), Sampler.Genetic(),
        p => [.. new[] { SamplerReplay.MixedLoss(p), p[0] + p[5] }.Take(goalCount)], goalCount, overlap);

    [Theory]
    [InlineData(Crossover.Uniform)]
    [InlineData(Crossover.SimulatedBinary)]
    [InlineData(Crossover.Blend)]
    public void Children_are_valid(Crossover crossover)
    {
        SearchSpace space = SamplerReplay.MixedSpace();
        List<Observation> trials =
            SamplerDrive.Run(space, Sampler.Genetic(8, crossover, 0.8, 0.3), 600, 3, SamplerReplay.MixedLoss, overlap: 2);
        SamplerReplay.CheckValid(space, trials);
    }

    [Fact]
    public void Constraints_come_before_goals_and_failures_last()
    {
        SearchSpace space = CovarianceMatrixSamplerTests.Box(3, -1, 1);
        List<Observation> all = [];
        SamplerRun run = Sampler.Genetic(12).Begin(space, 2, 2);
        for (int number = 0; number < 360; number++)
        {
            double[] p = run.Choose(CovarianceMatrixSamplerTests.History(space, 2, all, 2), new XoshiroRandom(2, (ulong)number))!;
            bool isFailed = p[1] < 0;
            all.Add(new Observation(number, p, isFailed ? [-9, -9] : [p[0], p[2]], Math.Max(0, -p[0]), isFailed));
        }
        int Good(IEnumerable<Observation> trials) => trials.Count(trial => trial is { IsFailed: false, Violation: 0 });
        Assert.InRange(Good(all.Take(60)), 5, 40);
        Assert.InRange(Good(all.Skip(300)), 35, 60);
    }

    [Fact]
    public void A_space_of_one_point_is_searched()
    {
        SearchSpace space = new();
        space.AddChoice("only", "a");
        Assert.Equal(100, SamplerDrive.Run(space, Sampler.Genetic(mutationProbability: 1), 100, 1, p => p[0]).Count);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.Genetic(population: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.Genetic(crossover: (Crossover)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.Genetic(crossoverProbability: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sampler.Genetic(mutationProbability: double.NaN));
    }
}
