using System.Globalization;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Training that is interrupted, and goes on as if it had not been.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Killed = 128 + 9;

    // However late a signal comes, training is still going on.
    private const string Endless = "1000000";

    private readonly TemporaryFolder folder = new();

    public CheckpointTests() => TinyImages.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    private string Checkpoints => folder.File("checkpoints");

    [Fact]
    public async Task Killed_five_times_and_resumed_it_ends_with_the_bytes_of_a_run_that_nobody_killed()
    {
        string[] training = ["--batch", "2", "--hidden", "16", "--seed", "5"];
        string[] interrupted =
            [.. training, "--checkpoint", Checkpoints, "--checkpoint-every", "110", "--save", folder.File("resumed.safetensors")];
        Random random = new(7);
        int done = 0;

        for (int kill = 0; kill < 5; kill++)
        {
            int shown = 0;
            ProgramRun run = await Train([.. interrupted, "--epochs", Endless, "--resume"], line =>
            {
                if (!line.StartsWith("epoch ", StringComparison.Ordinal) || ++shown < 2) return null;
                Thread.Sleep(random.Next(12));
                return "KILL";
            });
            if (!OperatingSystem.IsWindows()) Assert.Equal(Killed, run.ExitCode);
            Assert.Equal("", run.Error);
            Assert.False(File.Exists(folder.File("resumed.safetensors")));
            done = EpochsIn(run);
        }
        string epochs = string.Create(CultureInfo.InvariantCulture, $"{done + 2}");
        ProgramRun last = await Train([.. interrupted, "--epochs", epochs, "--resume"]);
        ProgramRun whole = await Train([.. training, "--epochs", epochs, "--save", folder.File("whole.safetensors")]);

        Assert.Equal((0, "", 0, ""), (whole.ExitCode, whole.Error, last.ExitCode, last.Error));
        Assert.Equal(File.ReadAllBytes(folder.File("whole.safetensors")), File.ReadAllBytes(folder.File("resumed.safetensors")));
        Assert.Equal(whole.LastLine, last.LastLine);
        Assert.Empty(Directory.GetFiles(Checkpoints, "*.safetensors.*.tmp"));
        Assert.Equal(3, Directory.GetFiles(Checkpoints, "checkpoint-*.safetensors").Length);
    }

    [InterruptFact]
    public async Task Control_C_leaves_a_checkpoint_and_says_how_to_go_on()
    {
        string[] training = ["--batch", "2", "--hidden", "16", "--optimizer", "momentum"];
        string[] interrupted =
            [.. training, "--checkpoint", Checkpoints, "--json", folder.File("figures.json"), "--save", folder.File("resumed.safetensors")];

        ProgramRun run = await Train(
            [.. interrupted, "--epochs", Endless], line => line.StartsWith("epoch 3/", StringComparison.Ordinal) ? "INT" : null);

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.Contains("\"interrupted\": true", File.ReadAllText(folder.File("figures.json")), StringComparison.Ordinal);
        Assert.Matches(@"^to go on +the same command with --resume, from checkpoint-\d{10}\.safetensors$",
            run.Lines.Single(line => line.StartsWith("to go on", StringComparison.Ordinal)));

        string epochs = string.Create(CultureInfo.InvariantCulture, $"{EpochsIn(run) + 2}");
        ProgramRun resumed = await Train([.. interrupted, "--epochs", epochs, "--resume"]);
        ProgramRun whole = await Train([.. training, "--epochs", epochs, "--save", folder.File("whole.safetensors")]);

        Assert.Equal((0, "", 0), (resumed.ExitCode, resumed.Error, whole.ExitCode));
        Assert.Contains($"resumed with {EpochsIn(run)} epochs done", resumed.Lines);
        Assert.Equal(File.ReadAllBytes(folder.File("whole.safetensors")), File.ReadAllBytes(folder.File("resumed.safetensors")));
    }

    [Fact]
    public async Task More_epochs_go_on_where_fewer_ended()
    {
        await Train(["--epochs", "4", "--save", folder.File("whole.safetensors")]);
        ProgramRun first = await Train(["--epochs", "3", "--checkpoint", Checkpoints, "--resume", "--log", folder.File("log.jsonl")]);
        ProgramRun second = await Train(["--epochs", "4", "--checkpoint", Checkpoints, "--resume", "--log", folder.File("log.jsonl"),
            "--save", folder.File("resumed.safetensors")]);

        Assert.Equal((0, "", 0, ""), (first.ExitCode, first.Error, second.ExitCode, second.Error));
        Assert.Contains($"there is no checkpoint in {Checkpoints}: training starts anew", first.Lines);
        Assert.Contains("resumed with 3 epochs done", second.Lines);
        Assert.Equal(
            ["epoch 4/4"], second.Lines.Where(line => line.StartsWith("epoch ", StringComparison.Ordinal)).Select(line => line[..9]));
        Assert.Equal(File.ReadAllBytes(folder.File("whole.safetensors")), File.ReadAllBytes(folder.File("resumed.safetensors")));
        Assert.Equal(
            4, File.ReadLines(folder.File("log.jsonl")).Count(line => line.Contains("\"kind\":\"epoch\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_earlier_run_is_not_overwritten_and_not_gone_on_with_otherwise()
    {
        await Train(["--epochs", "1", "--checkpoint", Checkpoints]);
        string[] before = Directory.GetFiles(Checkpoints);

        ProgramRun anew = await Train(["--epochs", "2", "--checkpoint", Checkpoints]);
        ProgramRun other =
            await Train(["--epochs", "2", "--checkpoint", Checkpoints, "--resume", "--hidden", "none", "--learning-rate", "0.5"]);

        string checkpoint = Path.Combine(Checkpoints, "checkpoint-0000000010.safetensors");
        AssertRefused($"--checkpoint: {checkpoint} is of an earlier run: expected --resume to go on with it, or another folder.", anew);
        AssertRefused(
            $"--resume: expected the options of the run in {Checkpoints}, got hidden none instead of 128, " +
            "learning rate 0.5 instead of 0.001.",
            other);
        Assert.Equal(before, Directory.GetFiles(Checkpoints));
    }

    [Fact]
    public async Task Other_data_than_those_of_the_run_are_named()
    {
        await Train(["--epochs", "1", "--checkpoint", Checkpoints]);
        string same = folder.File("same"), other = folder.File("other");
        foreach (string copy in (string[])[same, other])
        {
            Directory.CreateDirectory(copy);
            TinyImages.Write(copy);
        }
        IdxFile.Write(Path.Combine(other, TinyImages.TrainingLabels),
            IdxArray.Create<byte>(new byte[TinyImages.TrainingCount], TinyImages.TrainingCount));

        string[] resumed = ["--epochs", "2", "--checkpoint", Checkpoints, "--resume"];
        ProgramRun none = await Minigrad.Run(["train", "--digits", .. resumed]);
        ProgramRun others = await Minigrad.Run(["train", "--idx", other, .. resumed]);
        ProgramRun moved = await Minigrad.Run(["train", "--idx", same, .. resumed]);

        foreach ((ProgramRun run, string data) in new[] { (none, "--digits"), (others, $"--idx {other}") })
        {
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.StartsWith(
                $"error: --resume: expected the data of the run in {Checkpoints}, which had --idx {folder.Path}, got {data}: ", run.Error,
                StringComparison.Ordinal);
        }
        Assert.Equal((0, ""), (moved.ExitCode, moved.Error));
    }

    [Fact]
    public async Task Data_that_are_not_there_leave_no_folder()
    {
        ProgramRun run = await Minigrad.Run("train", "--idx", folder.File("nowhere"), "--checkpoint", Checkpoints);

        AssertRefused($"There is no folder '{folder.File("nowhere")}'.", run);
        Assert.False(Directory.Exists(Checkpoints));
    }

    [Fact]
    public async Task Checkpoints_of_which_none_can_be_used_are_refused()
    {
        Directory.CreateDirectory(Checkpoints);
        string checkpoint = Path.Combine(Checkpoints, "checkpoint-0000000010.safetensors");
        File.WriteAllText(checkpoint, "no checkpoint");
        File.WriteAllText(Path.Combine(Checkpoints, "settings.json"), "no settings");

        ProgramRun noSettings = await Train(["--checkpoint", Checkpoints, "--resume"]);

        Assert.Equal((2, ""), (noSettings.ExitCode, noSettings.Output));
        Assert.StartsWith($"error: {Path.Combine(Checkpoints, "settings.json")}: not the settings of a run: ", noSettings.Error,
            StringComparison.Ordinal);

        File.WriteAllText(
            Path.Combine(Checkpoints, "settings.json"),
            """{"hidden":"128","activation":"Relu","batch":"64","optimizer":"Adam","learning rate":"0.001","seed":"1"}""");
        ProgramRun noCheckpoint = await Train(["--checkpoint", Checkpoints, "--resume"]);

        Assert.Equal((2, ""), (noCheckpoint.ExitCode, noCheckpoint.Output));
        Assert.StartsWith($"error: {checkpoint}: not a safetensors file: ", noCheckpoint.Error, StringComparison.Ordinal);
    }

    [InterruptFact]
    public async Task A_folder_that_is_gone_costs_the_checkpoints_but_not_the_training()
    {
        ProgramRun run =
            await Train(["--epochs", Endless, "--checkpoint", Checkpoints, "--save", folder.File("network.safetensors")], line =>
        {
            if (line.StartsWith("epoch 2/", StringComparison.Ordinal))
            {
                Directory.Move(Checkpoints, folder.File("moved"));
                File.WriteAllText(Checkpoints, "in the way");
            }
            return line.StartsWith("epoch 6/", StringComparison.Ordinal) ? "INT" : null;
        });

        Assert.Equal(130, run.ExitCode);
        string[] warnings = run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.All(warnings, warning => Assert.StartsWith("warning: ", warning, StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("could not be written to", StringComparison.Ordinal) && warning.Contains(
            "training goes on", StringComparison.Ordinal));
        Assert.Equal($"warning: there is no checkpoint of the last step in {Checkpoints}", warnings[^1]);
        Assert.NotEmpty(Directory.GetFiles(folder.File("moved"), "checkpoint-*.safetensors"));
        Assert.True(File.Exists(folder.File("network.safetensors")));
    }

    [Theory]
    [InlineData("--resume", "--resume: expected --checkpoint as well.")]
    [InlineData("--checkpoint-every 5", "--checkpoint-every: expected --checkpoint as well.")]
    [InlineData("--checkpoint c --checkpoint-every 0", "--checkpoint-every: expected a whole number of at least 1, got '0'.")]
    public async Task Options_that_do_not_go_together(string options, string message) =>
        AssertRefused(message, await Minigrad.Run(["train", "--digits", .. options.Split(' ')]));

    [Fact]
    public async Task A_file_in_the_place_of_the_folder()
    {
        File.WriteAllText(Checkpoints, "in the way");

        AssertRefused($"--checkpoint: expected a folder that can be made or written to, got the file '{Checkpoints}'.",
            await Train(["--checkpoint", Checkpoints]));
    }

    /// <summary>The last epoch that a line was shown of.</summary>
    private static int EpochsIn(ProgramRun run) =>
        int.Parse(run.Lines.Last(line => line.StartsWith("epoch ", StringComparison.Ordinal))["epoch ".Length..].Split('/')[0],
            CultureInfo.InvariantCulture);

    private static void AssertRefused(string message, ProgramRun run) =>
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));

    private Task<ProgramRun> Train(string[] options) => Train(options, _ => null);

    private Task<ProgramRun> Train(string[] options, Func<string, string?> react) =>
        Minigrad.Run(["train", "--idx", folder.Path, .. options], react);
}
