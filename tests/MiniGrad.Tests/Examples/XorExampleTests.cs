using System.Globalization;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class XorExampleTests
{
    [Fact]
    public async Task Predictions_are_right()
    {
        ProgramRun run = await ProgramProcess.Run("Xor");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] rows = [.. run.Lines[..4].Select(line => line.Split(' ', ','))];
        Assert.Equal(["0 0 0", "0 1 1", "1 0 1", "1 1 0"], rows.Select(row => $"{row[0]} {row[2]} {row[4]}"));
        Assert.All(rows, row => Assert.Equal(Number(row[4]), Number(row[^1]), 0.08));
        Assert.Equal("solved 1 of 1", run.LastLine);
    }

    [Fact]
    public async Task Solves_from_a_hundred_starting_points()
    {
        ProgramRun run = await ProgramProcess.Run("Xor", "100");

        Assert.Equal((0, "", 101, "solved 100 of 100"), (run.ExitCode, run.Error, run.Lines.Length, run.LastLine));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
