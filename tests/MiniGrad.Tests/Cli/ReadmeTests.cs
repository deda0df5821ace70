using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Every command line of the command's page runs as it stands there, one after the other in one folder.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Page = "src/MiniGrad.Cli/README.md", Mark = "<!-- runs -->", Fence = "```";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ShellFact]
    public async Task Command_lines_run_as_they_stand_there()
    {
        Plants.Write(folder.File("plants.csv"), 120, seed: 1);
        Plants.Write(folder.File("others.csv"), 40, seed: 2);
        Directory.CreateDirectory(folder.File("mnist"));
        TinyImages.Write(folder.File("mnist"), ".gz");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "torch", "tied.pt"), folder.File("net.pt"));
        string[] lines = [.. Lines()];

        Assert.True(lines.Length > 15, $"{lines.Length} lines were found.");
        foreach (string line in lines)
        {
            ProgramRun run = await Minigrad.RunShell(folder.Path, line);
            Assert.True(run.ExitCode == 0, $"{line}\n{run.Output}\n{run.Error}");
            Assert.DoesNotContain("error", run.Error, StringComparison.Ordinal);
        }
        Assert.All(
            (string[])["predictions.csv", "figures.json", "best.json", "search.html", "net.safetensors", "digits.npz", "irises.npz"],
            file => Assert.True(File.Exists(folder.File(file)), file));
    }

    [Fact]
    public async Task Every_command_has_an_example_there()
    {
        ProgramRun help = await Minigrad.Run("--help");
        string[] lines = [.. Lines()];

        string[] commands =
        [
            .. help.Lines.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(' ')[0]),
        ];
        Assert.True(commands.Length >= 7);
        Assert.All(commands, command => Assert.Contains(lines, line => line.Contains($"minigrad {command} ", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Lines()
    {
        string[] page = File.ReadAllLines(Repository.FullPath(Page));
        for (int i = 0; i < page.Length; i++)
        {
            if (page[i] != Mark) continue;
            i += 2;
            for (; page[i] != Fence; i++) yield return page[i];
        }
    }
}
