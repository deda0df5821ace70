using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class RankingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Best_trials_of_several_goals_come_front_by_front(int goals)
    {
        XoshiroRandom random = new(3);
        FrontRanking ranking = new();
        List<double[]> rest = [];
        for (int i = 0; i < 120; i++)
        {
            // Few values, so that some are equal.
            rest.Add([.. Enumerable.Range(0, goals).Select(_ => (double)random.Next(12))]);
            ranking.Add(i, new Observation(i, [], rest[i], 0, false));
        }
        double[][] all = [.. rest];
        HashSet<int> left = [.. Enumerable.Range(0, 120)];
        while (left.Count > 0)
        {
            int[] front = [.. left.Where(i => !left.Any(j => Dominates(all[j], all[i])))];
            left.ExceptWith(front);
            int[] best = new int[120 - left.Count];
            ranking.Best(best);
            Assert.Equal(Enumerable.Range(0, 120).Except(left), best.Order());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Feasible_trials_come_before_infeasible_and_failed_ones(int goals)
    {
        Ranking ranking = Ranking.For(goals);
        double[] Losses(double loss) => [.. Enumerable.Repeat(loss, goals)];
        ranking.Add(0, new Observation(0, [], Losses(-9), 0, true));
        ranking.Add(1, new Observation(1, [], Losses(-5), 2, false));
        ranking.Add(2, new Observation(2, [], Losses(-4), 1, false));
        ranking.Add(3, new Observation(3, [], Losses(3), 0, false));
        ranking.Add(4, new Observation(4, [], Losses(1), 0, false));
        int[] best = new int[5];
        ranking.Best(best);
        Assert.Equal([4, 3, 2, 1, 0], best);
    }

    [Fact]
    public void Least_crowded_of_the_last_front_are_taken()
    {
        FrontRanking ranking = new();
        double[] firsts = [0, 0.1, 0.15, 0.5, 1];
        for (int i = 0; i < firsts.Length; i++) ranking.Add(i, new Observation(i, [], [firsts[i], 1 - firsts[i]], 0, false));
        int[] best = new int[3];
        ranking.Best(best);
        Assert.Equal([0, 4, 3], best);
    }

    private static bool Dominates(double[] one, double[] two) =>
        Enumerable.Range(0, one.Length).All(i => one[i] <= two[i]) && Enumerable.Range(0, one.Length).Any(i => one[i] < two[i]);
}
