using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class LinearRegressionExampleTests
{
    private static readonly string[] descents = ["batch", "mini-batch", "stochastic", "mini-batch, decreasing", "stochastic, decreasing"];

    [Fact]
    public async Task Gradients_equal_their_closed_forms_and_descents_reach_the_pseudo_inverse()
    {
        ProgramRun run = await ProgramProcess.Run("LinearRegression");

        Assert.Equal((0, "", "all as it should be"), (run.ExitCode, run.Error, run.LastLine));
        foreach (string objective in new[] { "root mean square", "mean square" })
        {
            double[] figures = Figures(run, objective);
            Assert.InRange(figures[0], 0, 1e-12);
            Assert.InRange(figures[2], 0, 1e-9);
        }

        // Samples per update, updates, milliseconds, bytes per update, way, distance.
        double[][] rows = [.. descents.Select(name => Figures(run, name))];
        Assert.Equal([500.0, 32, 1, 32, 1], rows.Select(row => row[0]));
        Assert.Equal([60.0, 960, 30_000, 960, 30_000], rows.Select(row => row[1]));
        Assert.True(rows[0][3] > rows[1][3] && rows[1][3] > rows[2][3], "The fewer samples, the less memory.");
        Assert.True(rows[0][4] < rows[1][4] && rows[1][4] < rows[2][4], "The fewer samples, the less steady.");
        Assert.True(
            rows[0][5] < rows[3][5] && rows[3][5] < rows[1][5] && rows[4][5] < rows[2][5], "A rate that decreases lets a descent settle.");
    }

    [Fact]
    public async Task A_seed_decides_everything_but_the_time()
    {
        ProgramRun first = await ProgramProcess.Run("LinearRegression", "--seed", "7", "--samples", "100");
        ProgramRun again = await ProgramProcess.Run("LinearRegression", "--seed", "7", "--samples", "100");
        ProgramRun other = await ProgramProcess.Run("LinearRegression", "--seed", "8", "--samples", "100");

        Assert.Equal(Distances(first), Distances(again));
        Assert.NotEqual(Distances(first), Distances(other));

        static double[] Distances(ProgramRun run) => [.. descents.Select(name => Figures(run, name)[^1])];
    }

    [Fact]
    public async Task A_descent_that_does_not_come_near_enough_is_a_miss_and_named()
    {
        ProgramRun run = await ProgramProcess.Run("LinearRegression", "--samples", "100", "--seed", "13");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches("^missed: the distance of mini-batch descent is 0\\.1[0-9]+, expected at most 0\\.1$", run.LastLine);
        Assert.DoesNotContain("all as it should be", run.Lines);
    }

    /// <summary>The numbers of the row that begins with a name.</summary>
    private static double[] Figures(ProgramRun run, string name)
    {
        string row = run.Lines.Single(line => Regex.IsMatch(line, $"^{name}  "));
        return [.. row[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
