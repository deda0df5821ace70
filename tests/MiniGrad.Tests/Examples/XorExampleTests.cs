using System.Globalization;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class XorExampleTests
{
    [Fact]
    public async Task Prints_the_table_with_predictions_that_are_right()
    {
        ExampleRun run = await ExampleProcess.Run("Xor", "--seed", "3");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] rows = [.. run.Lines[1..5].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["0 0 0", "0 1 1", "1 0 1", "1 1 0"], rows.Select(row => string.Join(' ', row[..3])));
        Assert.All(rows, row => Assert.Equal(double.Parse(row[2], CultureInfo.InvariantCulture), double.Parse(row[3], CultureInfo.InvariantCulture), 0.08));
        Assert.Equal("solved 1 of 1", run.LastLine);
    }

    [Fact]
    public async Task Solves_from_a_hundred_starting_points()
    {
        ExampleRun run = await ExampleProcess.Run("Xor", "--seeds", "100");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(101, run.Lines.Length);
        Assert.Equal("solved 100 of 100", run.LastLine);
    }

    [Fact]
    public async Task A_seed_decides_everything()
    {
        ExampleRun first = await ExampleProcess.Run("Xor", "--seed", "7");
        ExampleRun again = await ExampleProcess.Run("Xor", "--seed", "7");
        ExampleRun other = await ExampleProcess.Run("Xor", "--seed", "8");

        Assert.Equal(first.Output, again.Output);
        Assert.NotEqual(first.Lines[1..5], other.Lines[1..5]);
    }

    [Theory]
    [InlineData("--seeds 0", "--seeds: expected a whole number of at least 1, got '0'.")]
    [InlineData("--seeds -5", "--seeds: expected a whole number of at least 1, got '-5'.")]
    [InlineData("--seed one", "--seed: expected a whole number, got 'one'.")]
    [InlineData("--bogus", "Unrecognized command or argument '--bogus'.")]
    public async Task Bad_usage_is_one_line_of_error(string arguments, string message)
    {
        ExampleRun run = await ExampleProcess.Run("Xor", arguments.Split(' '));

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }
}
