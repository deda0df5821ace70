using System.Globalization;
using System.Xml.Linq;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class GradientDescentExampleTests
{
    [Fact]
    public async Task Pictures_and_the_table_are_written()
    {
        using TemporaryFolder folder = new();
        string output = folder.File("made/by/it");

        ProgramRun run = await ProgramProcess.Run("GradientDescent", "--out", output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] pictures =
            [.. Directory.GetFiles(output, "*.svg").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "beale-adaptive", "beale-momentum", "himmelblau-adaptive", "himmelblau-momentum", "rosenbrock-adaptive",
                "rosenbrock-momentum",
                "rosenbrock-values", "saddle-adaptive", "saddle-momentum",
            ],
            pictures);
        Assert.All(pictures, picture => Assert.Equal("svg", XDocument.Load(Path.Combine(output, $"{picture}.svg")).Root!.Name.LocalName));
        Assert.Equal($"{pictures.Length} pictures and the table (steps.md) are in {output}", run.LastLine);

        string[] table = [.. File.ReadLines(Path.Combine(output, "steps.md")).Where(line => line.StartsWith('|')).Skip(2)];
        Assert.Equal(18, table.Length);
        Assert.All(table, line => Assert.Contains(line, run.Lines));

        // Curvature pays, and momentum does in a valley.
        string[][] rows = [.. table.Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
        Assert.InRange(Steps("L-BFGS", 2), 10, 60);
        Assert.True(Steps("heavy ball", 2) < Steps("gradient descent", 2) / 5);
        Assert.True(Steps("Adam", 4) < Steps("gradient descent", 4));
        Assert.Equal(Steps("heavy ball", 1), Steps("momentum", 1));

        int Steps(string optimizer, int column) =>
            int.Parse(
                rows.Single(row => row[0] == optimizer)[column].Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
