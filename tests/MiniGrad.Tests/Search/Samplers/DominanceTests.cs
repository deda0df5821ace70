using MiniGrad.Search;
using Xunit;
using Order = MiniGrad.Search.Losses;

namespace MiniGrad.Tests.Search;

public class DominanceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Ranks_equal_those_of_taking_fronts_away(int goals)
    {
        for (int draw = 0; draw < 60; draw++)
        {
            // Few values, so that many are equal; then many.
            double[][] points = Points(goals, 40, draw, draw % 2 == 0 ? 4 : 1000);
            int[] expected = new int[points.Length];
            Array.Fill(expected, -1);
            for (int rank = 0; expected.Contains(-1); rank++)
            {
                int[] front = [.. Enumerable.Range(0, points.Length).Where(i => expected[i] < 0
                    && !Enumerable.Range(0, points.Length).Any(j => expected[j] < 0 && Order.IsBetter(points[j], points[i])))];
                foreach (int i in front) expected[i] = rank;
            }
            Assert.Equal(expected, Dominance.Ranks(points));
        }
    }

    [Fact]
    public void Constraints_rank_before_goals_and_failures_last()
    {
        Observation[] trials =
        [
            new(0, [], [5, 5], 0, false), new(1, [], [1, 1], 2, false), new(2, [], [1, 1], 0, true), new(3, [], [4, 6], 0, false),
            new(4, [], [6, 6], 0, false), new(5, [], [9, 9], 1, false), new(6, [], [0, 0], 2, false),
        ];
        Assert.Equal([0, 3, 4, 0, 1, 2, 3], Dominance.Ranks(trials));
        Assert.Equal([1, 0, 1], Dominance.Ranks([trials[2], trials[5], trials[2]]));
        Assert.Empty(Dominance.Ranks((Observation[])[]));
    }

    [Fact]
    public void Crowding_is_the_distance_of_neighbours_by_the_range()
    {
        double[][] points = [[0, 10], [4, 4], [1, 6], [10, 0], [20, 20], [2, 5]];
        double[] crowding = Dominance.Crowding(points, Dominance.Ranks(points));
        Assert.Equal(double.PositiveInfinity, crowding[0]);
        Assert.Equal(double.PositiveInfinity, crowding[3]);
        Assert.Equal(double.PositiveInfinity, crowding[4]);
        Assert.Equal(0.8 + 0.5, crowding[1], 1e-12);
        Assert.Equal(0.2 + 0.5, crowding[2], 1e-12);
        Assert.Equal(0.3 + 0.2, crowding[5], 1e-12);
        Assert.All(Dominance.Crowding([[1, 1], [1, 1], [1, 1]], [0, 0, 0]), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Hypervolume_equals_counted_cells(int goals)
    {
        for (int draw = 0; draw < 30; draw++)
        {
            // Whole numbers from 0 to 6; the reference at 5 leaves some outside.
            double[][] points = Points(goals, 12, draw, 7);
            double[] reference = new double[goals];
            Array.Fill(reference, 5);
            int cells = (int)Math.Pow(5, goals), count = 0;
            for (int cell = 0; cell < cells; cell++)
            {
                double[] corner = [.. Enumerable.Range(0, goals).Select(goal => (double)(cell / (int)Math.Pow(5, goal) % 5))];
                if (points.Any(point => !point.Where((value, goal) => value > corner[goal]).Any())) count++;
            }
            Assert.Equal(count, Hypervolume.Of(points, reference), 1e-9);
        }
    }

    [Fact]
    public void Hypervolume_of_nothing_is_0_and_of_other_goals_is_refused()
    {
        Assert.Equal(0, Hypervolume.Of([], [1, 1]));
        Assert.Equal(0, Hypervolume.Of([[1, 0]], [1, 1]));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Hypervolume.Of([[0, 0], [0, 0, 0]], [1, 1]));
        Assert.StartsWith("Hypervolume: expected 2 goals as of the reference, got 3 of point 1.", refusal.Message);
    }

    [Fact]
    public void Hypervolume_of_many_points_with_three_goals_is_that_of_the_sphere()
    {
        XoshiroRandom random = new(1);
        double[][] points = new double[250][];
        for (int i = 0; i < points.Length; i++)
        {
            double z = random.NextDouble(), angle = random.NextDouble() * Math.PI / 2, radius = Math.Sqrt(1 - z * z);
            points[i] = [1 - z, 1 - radius * Math.Cos(angle), 1 - radius * Math.Sin(angle)];
        }
        // Below the limit of a full octant of the unit sphere.
        Assert.InRange(Hypervolume.Of(points, [1, 1, 1]), 0.9 * Math.PI / 6, Math.PI / 6);
    }

    private static double[][] Points(int goals, int count, int draw, int values)
    {
        XoshiroRandom random = new((ulong)goals, (ulong)draw);
        double[][] points = new double[count][];
        for (int i = 0; i < count; i++) points[i] = [.. Enumerable.Range(0, goals).Select(_ => (double)random.Next(values))];
        return points;
    }
}
