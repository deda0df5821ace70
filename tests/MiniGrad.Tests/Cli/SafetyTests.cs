using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Nothing of the user's is destroyed, hung upon or left half-written, whatever the command line says.</summary>
public sealed class SafetyTests : IDisposable
{
    private const string Rows = "x,y\n0.5,a\n-1.5,b\n1,a\n2,b\n-2,a\n0.25,b\n-1,a\n1.5,b\n0.75,a\n-0.5,b\n";

    private readonly TemporaryFolder folder = new();

    private string Table => folder.File("table.csv");

    public SafetyTests() => File.WriteAllText(Table, Rows);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_result_does_not_replace_what_is_read_by_way_of_a_link()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder.File("file.lnk"), "table.csv");
        Directory.CreateSymbolicLink(folder.File("self"), ".");
        File.CreateSymbolicLink(folder.File("circle"), "circle");
        foreach (string path in (string[])["file.lnk", "self/table.csv", "self/self/file.lnk", "./table.csv"])
        {
            ProgramRun run = await Minigrad.Run("train", "--csv", Table, "--target", "y", "--save", folder.File(path), "--force");
            Assert.Equal((2, $"error: --save: expected another path than that of --csv, got '{folder.File(path)}' for both."),
                (run.ExitCode, run.Error.Trim()));
        }
        File.CreateSymbolicLink(folder.File("one"), "result");
        File.CreateSymbolicLink(folder.File("two"), "result");
        ProgramRun both = await Minigrad.Run(
            "train", "--csv", Table, "--target", "y", "--save", folder.File("one"), "--report", folder.File("two"), "--force");
        Assert.Equal(2, both.ExitCode);
        ProgramRun circle = await Minigrad.Run("train", "--csv", Table, "--target", "y", "--save", folder.File("circle"), "--force");
        Assert.Equal(2, circle.ExitCode);
        Assert.Equal(Rows, File.ReadAllText(Table));
    }

    [Theory]
    [InlineData("path", "describe", "")]
    [InlineData("rows", "predict", "model", "")]
    [InlineData("--csv", "train", "--csv", "", "--target", "y")]
    [InlineData("in", "convert", "", "out.npz")]
    public async Task An_empty_text_is_refused(string name, params string[] arguments)
    {
        ProgramRun run = await Minigrad.Run(arguments);
        Assert.Equal((2, $"error: {name}: expected a text, got an empty one."), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task An_argument_with_an_at_sign_is_no_file_of_arguments()
    {
        File.WriteAllText(Table, Rows.Replace("x,y", "x,@y", StringComparison.Ordinal));
        ProgramRun run = await Minigrad.Run("train", "--csv", Table, "--target", "@y", "--epochs", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_number_held_out_that_the_network_cannot_hold_is_refused_before_learning()
    {
        File.WriteAllText(Table, Rows + "1e39,a\n");
        bool isRefused = false;
        for (int seed = 0; seed < 20 && !isRefused; seed++)
        {
            ProgramRun run = await Minigrad.Run(
                "train", "--csv", Table, "--target", "y", "--epochs", "1", "--seed", $"{seed}", "--test", "0.4");
            Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
            isRefused = run.ExitCode == 2;
            if (isRefused) Assert.Contains("'x' in row 11 (counted from 1, below the header)", run.Error, StringComparison.Ordinal);
        }
        Assert.True(isRefused);
    }

    [ShellFact]
    public async Task A_pipe_in_a_folder_is_not_waited_for()
    {
        new SafetensorsBuilder().Add("a", [1f]).Save(folder.File("a.safetensors"));
        ProgramRun run = await Minigrad.RunShell(folder.Path, "mkfifo pipe && minigrad describe .");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("a.safetensors", run.Output, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task Messages_that_nobody_can_read_do_not_change_the_exit_code()
    {
        ProgramRun run = await Minigrad.RunShell(
            folder.Path, "minigrad describe nothing 2>/dev/full; echo $?; minigrad describe nothing 2>&-; echo $?");
        Assert.Equal("2\n2", run.Output);
    }

    [ShellFact]
    public async Task A_model_is_written_without_streams_to_write_to()
    {
        ProgramRun run = await Minigrad.RunShell(
            folder.Path, "minigrad train --csv table.csv --target y --epochs 1 --save m.safetensors >&- 2>&-\nminigrad describe " +
                "m.safetensors");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["m.safetensors", "table.csv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [ShellFact]
    public async Task Predictions_go_to_the_standard_output_by_a_dash()
    {
        ProgramRun run = await Minigrad.RunShell(
            folder.Path,
            "minigrad train --csv table.csv --target y --epochs 1 --save m.safetensors > /dev/null\n" +
            "minigrad predict m.safetensors table.csv --out - | head -1; ls -- - 2>/dev/null");
        Assert.StartsWith("y,", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Split('\n'));
    }

    [Fact]
    public async Task A_name_that_a_nameless_array_would_get_is_refused_twice()
    {
        string source = folder.File("w.safetensors");
        new SafetensorsBuilder().Add("", [1f]).Add("tensor", [2f]).Save(source);
        ProgramRun run = await Minigrad.Run("convert", source, folder.File("w.npz"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected names that differ, got one that is empty beside 'tensor'", run.Error, StringComparison.Ordinal);
    }

    [InterruptFact]
    public async Task An_interrupted_prediction_leaves_no_file()
    {
        if (OperatingSystem.IsWindows()) return;
        ProgramRun trained = await Minigrad.Run(
            "train", "--csv", Table, "--target", "y", "--epochs", "1", "--save", folder.File("m.safetensors"));
        Assert.Equal(0, trained.ExitCode);
        File.WriteAllText(folder.File("many.csv"), "x\n" + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i % 7}\n")));
        ProgramRun run = await Minigrad.RunShell(
            folder.Path,
            "set -m\nminigrad predict m.safetensors many.csv --out out.csv & pid=$!\n" +
            "for i in $(seq 200); do ls out.csv.*.tmp >/dev/null 2>&1 && break; sleep 0.05; done\nkill -INT -- -$pid; wait $pid; echo $?");
        Assert.Equal("130", run.Output.Split('\n')[^1]);
        Assert.Contains("error: interrupted: nothing is written", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file =>
            Path.GetFileName(file).StartsWith("out.csv", StringComparison.Ordinal));
    }
}
