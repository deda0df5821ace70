using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>The search of settings from the command line.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_search_finds_a_model_and_goes_on_from_its_study()
    {
        string model = folder.File("model.safetensors"), study = folder.File("iris.study");
        ProgramRun run = await Search("4");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal("iris.csv: 150 rows", run.Lines[0]);
        // Which of two workers is the first to be done is open.
        Assert.Matches(@"^trial [01] \(1/4\)  log loss ", run.Lines[1]);
        Assert.Contains(run.Lines, line => line.StartsWith("held-out log loss: ", StringComparison.Ordinal));
        Assert.Contains($"model: {model}", run.Lines);
        Assert.Contains($"study: {study}", run.Lines);

        ProgramRun more = await Search("5");
        Assert.Equal(0, more.ExitCode);
        Assert.Contains(": 5 trials (", more.Output, StringComparison.Ordinal);

        ProgramRun evaluation = await Minigrad.Run("evaluate", model, "--irises");
        Assert.Equal((0, ""), (evaluation.ExitCode, evaluation.Error));

        Task<ProgramRun> Search(string trials) => Minigrad.Run(
            "search", "--irises", "--trials", trials, "--folds", "2", "--epochs", "20", "--ensemble", "2", "--workers", "2",
            "--study", study, "--save", model, "--report", folder.File("report.html"));
    }

    [Fact]
    public async Task Processes_that_run_the_same_command_share_the_trials_and_write_the_same_model()
    {
        string study = folder.File("shared.study");
        ProgramRun[] runs = await Task.WhenAll(Search("a.safetensors"), Search("b.safetensors"));
        ProgramRun shown = await Minigrad.Run("study", study);

        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Error)));
        Assert.Contains("  trials       6: 6 complete", shown.Lines);
        Assert.Equal(File.ReadAllBytes(folder.File("a.safetensors")), File.ReadAllBytes(folder.File("b.safetensors")));

        Task<ProgramRun> Search(string model) => Minigrad.Run(
            "search", "--irises", "--trials", "6", "--folds", "2", "--epochs", "20", "--study", study, "--save", folder.File(model));
    }

    [Fact]
    public async Task A_study_in_json_is_refused()
    {
        string study = folder.File("study.json");
        File.WriteAllText(study, "{}");
        ProgramRun run = await Minigrad.Run("search", "--irises", "--trials", "1", "--study", study);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("study.json: expected a study in a SQLite file, got JSON", run.Error, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(study));
    }

    [Theory]
    [InlineData("search", "search: expected --csv or --irises.")]
    [InlineData("search --csv t.csv", "--csv: expected --target as well.")]
    [InlineData("search --irises --trials 0", "--trials: expected a whole number of at least 1, got '0'.")]
    [InlineData("search --irises --workers 5", "--workers: expected a whole number from 1 to 4, got '5'.")]
    [InlineData("search --irises --workers 9 --overlap 8", "--workers: expected a whole number from 1 to 8, got '9'.")]
    [InlineData("search --irises --save x --study ./x", "--study: expected another path than that of --save, got './x' for both.")]
    [InlineData("train --irises --minimum-accuracy 100.5", "--minimum-accuracy: expected a number above 0 and at most 100, got '100.5'.")]
    public async Task Bad_usage_is_one_line_of_error(string options, string message)
    {
        ProgramRun run = await Minigrad.Run(options.Split(' '));
        Assert.Equal((2, $"error: {message}"), (run.ExitCode, run.Error.TrimEnd()));
    }
}
