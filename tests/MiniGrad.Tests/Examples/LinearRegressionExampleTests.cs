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
        ExampleRun run = await ExampleProcess.Run("LinearRegression");

        Assert.Equal((0, "", "all as it should be"), (run.ExitCode, run.Error, run.LastLine));
        foreach (string objective in new[] { "root mean square", "mean square" })
        {
            double[] figures = Figures(run, objective);
            Assert.InRange(figures[0], 0, 1e-12);
            Assert.InRange(figures[2], 0, 1e-9);
        }
        double[][] rows = [.. descents.Select(name => Figures(run, name))];

        // Samples per update, samples, updates, milliseconds, bytes per update, bytes allocated, way, distance.
        Assert.Equal([500.0, 32, 1, 32, 1], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(30_000, row[1]));
        Assert.Equal([60.0, 960, 30_000, 960, 30_000], rows.Select(row => row[2]));
        Assert.True(rows[0][4] > rows[1][4] && rows[1][4] > rows[2][4], "The fewer samples, the less memory.");
        Assert.True(rows[0][6] < rows[1][6] && rows[1][6] < rows[2][6], "The fewer samples, the less steady.");
        Assert.True(rows[0][7] < rows[3][7] && rows[3][7] < rows[1][7] && rows[4][7] < rows[2][7], "A rate that decreases lets a descent settle.");
    }

    [Fact]
    public async Task A_seed_decides_everything_but_the_time()
    {
        ExampleRun first = await ExampleProcess.Run("LinearRegression", "--seed", "7", "--samples", "100");
        ExampleRun again = await ExampleProcess.Run("LinearRegression", "--seed", "7", "--samples", "100");
        ExampleRun other = await ExampleProcess.Run("LinearRegression", "--seed", "8", "--samples", "100");

        Assert.Equal(Distances(first), Distances(again));
        Assert.NotEqual(Distances(first), Distances(other));

        static double[] Distances(ExampleRun run) => [.. descents.Select(name => Figures(run, name)[^1])];
    }

    [Fact]
    public async Task A_descent_that_does_not_come_near_enough_is_a_miss_and_named()
    {
        ExampleRun run = await ExampleProcess.Run("LinearRegression", "--samples", "100", "--seed", "13");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches("^missed: mini-batch descent ended 0\\.1[0-9]+ from the pseudo-inverse's solution, expected at most 0\\.1$", run.LastLine);
        Assert.DoesNotContain("all as it should be", run.Lines);
    }

    [Theory]
    [InlineData("--samples 99", "--samples: expected a whole number from 100 to 100000, got '99'.")]
    [InlineData("--samples 1000000", "--samples: expected a whole number from 100 to 100000, got '1000000'.")]
    [InlineData("--seed x", "--seed: expected a whole number, got 'x'.")]
    public async Task Bad_usage_is_one_line_of_error(string arguments, string message)
    {
        ExampleRun run = await ExampleProcess.Run("LinearRegression", arguments.Split(' '));

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    /// <summary>The numbers of the row that begins with a name.</summary>
    private static double[] Figures(ExampleRun run, string name)
    {
        string row = run.Lines.Single(line => Regex.IsMatch(line, $"^{name}  "));
        return [.. row[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
