using System.Text.RegularExpressions;
using MiniGrad.Data;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
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
        Assert.Matches($"^a new study 'MlpClassifierSearch [0-9a-f]{{8}}' in {Regex.Escape(study)}$", run.Lines[1]);
        // Which of two workers is the first to be done is open.
        Assert.Matches(@"^trial [01] \([12]/4\)  log loss ", run.Lines[2]);
        Assert.Contains(run.Lines, line => line.StartsWith("held-out log loss: ", StringComparison.Ordinal));
        Assert.Contains($"model: {model}", run.Lines);
        Assert.Contains($"study: {study}", run.Lines);

        ProgramRun more = await Search("5");
        Assert.Equal(0, more.ExitCode);
        Assert.Matches(
            $@"^goes on with study 'MlpClassifierSearch [0-9a-f]{{8}}' in {Regex.Escape(study)}: 4 trials there; best so far: trial \d, ",
            more.Lines[1]);
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
    public async Task The_best_so_far_is_that_of_all_processes()
    {
        string plants = folder.File("plants.csv"), study = folder.File("shared.study");
        Plants.Write(plants, 60, seed: 1);
        using (StudyStorage storage = SqliteStudyStorage.Open(study))
        using (CancellationTokenSource stop = new())
        {
            // Another process, which found something that no trial is as good as.
            MlpClassifierSearch other = new()
            {
                Folds = 2,
                Epochs = 5,
                Seed = 1,
                Storage = storage,
                Beginning = study =>
                {
                    Trial trial = study.Ask()!;
                    trial.Report(1, -1);
                    study.Tell(trial, -1);
                    stop.Cancel();
                },
            };
            Assert.Throws<OperationCanceledException>(() => other.Fit(CsvTable.Read(plants), "species", cancellation: stop.Token));
        }
        ProgramRun run = await Minigrad.Run(
            "search", "--csv", plants, "--target", "species", "--trials", "3", "--folds", "2", "--epochs", "5", "--study", study);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith($"' in {study}: 1 trial there; best so far: trial 0, log loss -1.0000", run.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(run.Lines, line => line.StartsWith("trial ", StringComparison.Ordinal));
        Assert.Contains(": 3 trials (", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_replaced_only_where_their_own_study_goes_on()
    {
        string study = folder.File("iris.study"), model = folder.File("model.safetensors"), foreign = folder.File("foreign.html");
        File.WriteAllText(foreign, "of another");
        File.SetLastWriteTimeUtc(foreign, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ProgramRun first = await Search("2", "--epochs", "3", "--save", model);
        byte[] kept = File.ReadAllBytes(model);
        ProgramRun other = await Search("2", "--epochs", "4", "--save", model);
        ProgramRun old = await Search("2", "--epochs", "3", "--report", foreign);

        Assert.Equal((0, 2, 2), (first.ExitCode, other.ExitCode, old.ExitCode));
        const string Refusal = "the file is there already; --force replaces it.";
        Assert.Equal($"error: The model cannot be written to '{model}': {Refusal}", other.Error.TrimEnd());
        Assert.Equal($"error: The report cannot be written to '{foreign}': {Refusal}", old.Error.TrimEnd());
        Assert.Equal(kept, File.ReadAllBytes(model));
        Assert.Equal("of another", File.ReadAllText(foreign));
        using (StudyStorage storage = SqliteStudyStorage.Open(study)) Assert.Single(storage.GetNames());

        ProgramRun more = await Search("3", "--epochs", "3", "--save", model);
        ProgramRun forced = await Search("3", "--epochs", "4", "--save", model, "--force");
        Assert.Equal((0, "", 0, ""), (more.ExitCode, more.Error, forced.ExitCode, forced.Error));
        string name = Regex.Match(more.Lines[1], "'(.+)'").Groups[1].Value;
        Assert.EndsWith($"; there already, of other data or settings: {name}", forced.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("a new study '", forced.Lines[1], StringComparison.Ordinal);

        Task<ProgramRun> Search(string trials, params string[] options) => Minigrad.Run(
            ["search", "--irises", "--trials", trials, "--folds", "2", "--study", study, .. options]);
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
