using System.Globalization;
using System.Xml.Linq;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public sealed class GradientDescentExampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Writes_its_pictures_and_the_table_that_it_shows()
    {
        string output = folder.File("made/by/it");

        ExampleRun run = await ExampleProcess.Run("GradientDescent", "--out", output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain('\e', run.Output);
        string[] pictures = [.. Directory.GetFiles(output, "*.svg").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "beale-adaptive", "beale-momentum", "graph-network", "graph-square", "himmelblau-adaptive", "himmelblau-momentum", "rosenbrock-adaptive",
                "rosenbrock-momentum", "rosenbrock-values", "saddle-adaptive", "saddle-momentum", "samples-loss", "samples-paths", "schedules-falling", "schedules-rising",
            ],
            pictures);
        Assert.All(pictures, picture => Assert.Equal("svg", XDocument.Load(Path.Combine(output, $"{picture}.svg")).Root!.Name.LocalName));
        Assert.Equal($"{pictures.Length} pictures and the table (steps.md) are in {output}", run.LastLine);

        // The axis of steps goes to its end.
        Assert.Contains("200", XDocument.Load(Path.Combine(output, "schedules-falling.svg")).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value));

        string[][] rows = [.. File.ReadLines(Path.Combine(output, "steps.md")).Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
        Assert.Equal(18, rows.Length);
        Assert.All(rows, row => Assert.Contains(run.Lines, line => line.StartsWith($"│ {row[0]} ", StringComparison.Ordinal)));

        // What everybody knows: curvature pays, and momentum does in a valley.
        Assert.InRange(Steps("L-BFGS", 2), 10, 60);
        Assert.True(Steps("heavy ball", 2) < Steps("gradient descent", 2) / 5);
        Assert.True(Steps("Adam", 4) < Steps("gradient descent", 4));
        Assert.Equal(Steps("heavy ball", 1), Steps("momentum", 1));

        int Steps(string optimizer, int column) =>
            int.Parse(rows.Single(row => row[0] == optimizer)[column].Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("--out", "Required argument missing for option: '--out'.")]
    [InlineData("--bogus", "Unrecognized command or argument '--bogus'.")]
    public async Task Bad_usage_is_one_line_of_error(string arguments, string message)
    {
        ExampleRun run = await ExampleProcess.Run("GradientDescent", arguments.Split(' '));

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }
}
