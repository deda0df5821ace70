using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

public sealed partial class ImageTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "--optimizer adam --hidden 32,16 --activation TANH --learning-rate 0.01")]
    [InlineData("", "--optimizer SGD --hidden none")]
    [InlineData(".gz", "--optimizer momentum --learning-rate 0.5")]
    public async Task Learns_the_digits_of_a_folder(string extension, string options)
    {
        TinyImages.Write(folder.Path, extension);

        ProgramRun run = await Train($"--epochs 4 --batch 16 --minimum-accuracy 50 {options}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        IEnumerable<string> epochs = run.Lines.Where(line => line.StartsWith("epoch", StringComparison.Ordinal));
        Assert.Equal(["epoch 1/4", "epoch 2/4", "epoch 3/4", "epoch 4/4"], epochs.Select(line => line[..9]));
        Assert.InRange(ErrorsIn(run, TinyImages.TestCount), 0, TinyImages.TestCount / 2);
    }

    [Fact]
    public async Task Redirected_output_has_a_picture_and_no_escape_codes()
    {
        TinyImages.Write(folder.Path);

        ProgramRun run = await Train("--epochs 1");

        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain('\r', run.Output.ReplaceLineEndings());
        Assert.Contains("read rightly:", run.Lines);
        Assert.Contains("read wrongly:", run.Lines);
        Assert.Contains(run.Output, character => character is > '\u2800' and <= '\u28FF');
    }

    [Fact]
    public async Task Digits_are_generated_where_there_is_no_folder()
    {
        ProgramRun run = await Minigrad.Run("train", "--digits", "--epochs", "1", "--hidden", "32", "--minimum-accuracy", "80");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(ErrorsIn(run, 4000), 1, 800);
    }

    [Fact]
    public async Task Figures_are_written_whole()
    {
        TinyImages.Write(folder.Path);
        File.WriteAllText(folder.File("figures.json"), "of an earlier run");

        ProgramRun run = await Train($"--epochs 2 --hidden 20,10 --seed 4 --force --json {folder.File("figures.json")}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument json = ReadFigures();
        Assert.Equal(
            $$"""{"data":{{JsonSerializer.Serialize(folder.Path)}},"trainingImages":600,"testImages":200,"hidden":[20,10]""" +
            ""","activation":"relu","epochs":2,"batch":64,"optimizer":"adam","learningRate":0.001,"seed":4}""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("configuration")));
        Assert.False(json.RootElement.GetProperty("interrupted").GetBoolean());
        JsonElement[] epochs = [.. json.RootElement.GetProperty("epochs").EnumerateArray()];
        Assert.Equal([1, 2], epochs.Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        foreach (JsonElement epoch in epochs)
        {
            Assert.InRange(epoch.GetProperty("trainingLoss").GetDouble(), 0.01, 3);
            Assert.Equal(1 - epoch.GetProperty("testErrors").GetInt32() / 200.0, epoch.GetProperty("testAccuracy").GetDouble(), 12);
            Assert.Equal(600, epoch.GetProperty("samplesPerSecond").GetDouble() * epoch.GetProperty("seconds").GetDouble(), 1e-6);
        }

        Assert.Equal(ErrorsIn(run, 200), epochs[1].GetProperty("testErrors").GetInt32());
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_seed_decides_the_figures()
    {
        TinyImages.Write(folder.Path);

        string first = await FiguresOf(seed: 1), again = await FiguresOf(seed: 1), other = await FiguresOf(seed: 2);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        async Task<string> FiguresOf(int seed)
        {
            Assert.Equal(0, (await Train($"--epochs 2 --seed {seed} --force --json {folder.File("figures.json")}")).ExitCode);
            using JsonDocument json = ReadFigures();
            return string.Join('\n', json.RootElement.GetProperty("epochs").EnumerateArray().Select(
                epoch => $"{epoch.GetProperty("trainingLoss").GetRawText()} {epoch.GetProperty("testErrors").GetRawText()}"));
        }
    }

    [Fact]
    public async Task A_missed_target_is_said_and_in_the_exit_code()
    {
        TinyImages.Write(folder.Path);

        ProgramRun run = await Train("--epochs 1 --minimum-accuracy 100");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^error: the accuracy of \d+\.\d\d % is below the 100 % asked for\n$", run.Error.ReplaceLineEndings("\n"));
        Assert.InRange(ErrorsIn(run, TinyImages.TestCount), 1, TinyImages.TestCount);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_ends_training_and_leaves_earlier_figures_alone()
    {
        TinyImages.Write(folder.Path);
        File.WriteAllText(folder.File("figures.json"), "of an earlier run");

        ProgramRun run = await Train($"--optimizer sgd --learning-rate 1e30 --force --json {folder.File("figures.json")}");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            @"^error: Training diverged: the loss became NaN at step 2, in epoch 1\. layers[^\n]*\. A smaller learning rate may help\.\n$",
                run.Error.ReplaceLineEndings("\n"));
        Assert.Equal("of an earlier run", File.ReadAllText(folder.File("figures.json")));
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [InterruptFact]
    public async Task Control_C_ends_training_early_with_its_figures()
    {
        TinyImages.Write(folder.Path);

        ProgramRun run = await Minigrad.Run(
            ["train", "--idx", folder.Path, "--epochs", "1000000", "--json", folder.File("figures.json")],
            line => line.StartsWith("epoch 3/", StringComparison.Ordinal) ? "INT" : null);

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        using JsonDocument json = ReadFigures();
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        JsonElement last = json.RootElement.GetProperty("epochs").EnumerateArray().Last();
        Assert.Equal(ErrorsIn(run, TinyImages.TestCount), last.GetProperty("testErrors").GetInt32());
    }

    [MnistFact]
    public async Task Learns_the_real_digits()
    {
        ProgramRun run = await Minigrad.Run("train", "--idx", MnistFactAttribute.Folder!, "--epochs", "1");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(ErrorsIn(run, 10_000), 1, 600);
    }

    private Task<ProgramRun> Train(string options) => Minigrad.Run(["train", "--idx", folder.Path, .. options.Split(' ')]);

    private JsonDocument ReadFigures() => JsonDocument.Parse(File.ReadAllText(folder.File("figures.json")));

    /// <summary>The errors that the last line reports, once it is sure that the line says the same thing three times.</summary>
    private static int ErrorsIn(ProgramRun run, int expectedCount)
    {
        Match match = LastLine().Match(run.LastLine);
        Assert.True(match.Success, run.LastLine);
        int errors = int.Parse(match.Groups["errors"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{expectedCount:N0}"), match.Groups["count"].Value);
        Assert.Equal(
            100 - 100.0 * errors / expectedCount, double.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture), 0.0051);
        return errors;
    }

    [GeneratedRegex(@"^test accuracy (?<percent>\d+\.\d\d) % \((?<errors>[\d,]+) errors in (?<count>[\d,]+)\)$")]
    private static partial Regex LastLine();
}
