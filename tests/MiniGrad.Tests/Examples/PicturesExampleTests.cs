using System.Xml.Linq;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class PicturesExampleTests
{
    [Fact]
    public async Task Pictures_are_drawn()
    {
        using TemporaryFolder folder = new();
        string output = folder.File("made/by/it");

        ProgramRun run = await ProgramProcess.Run("Pictures", output);

        Assert.Equal((0, "", $"6 pictures are in {output}"), (run.ExitCode, run.Error, run.LastLine));
        string[] pictures = [.. Directory.GetFiles(output).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["graph-network.svg", "graph-square.svg", "samples-loss.svg", "samples-paths.svg", "schedules-falling.svg",
                "schedules-rising.svg"], pictures);
        Assert.All(pictures, picture => Assert.Equal("svg", XDocument.Load(Path.Combine(output, picture)).Root!.Name.LocalName));

        // The axis of steps goes to its end.
        IEnumerable<XElement> elements = XDocument.Load(Path.Combine(output, "schedules-falling.svg")).Descendants();
        Assert.Contains("200", elements.Where(element => element.Name.LocalName == "text").Select(text => text.Value));
    }
}
