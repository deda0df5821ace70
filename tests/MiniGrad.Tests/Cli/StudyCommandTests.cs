using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MiniGrad.Data;
using MiniGrad.Search;
using MiniGrad.Search.Sqlite;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Studies from the command line: shown, exported and copied, also while they run.</summary>
public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_study_is_shown_and_exported()
    {
        string path = folder.File("line.study"), csv = folder.File("trials.csv");
        string html = folder.File("study.html"), json = folder.File("study.json");
        using (StudyStorage storage = SqliteStudyStorage.Open(path))
        {
            (Study study, HyperParameter<double> x) = Line(storage, "line");
            study.Run(4, trial => trial.Number == 3 ? throw new InvalidOperationException("no") : trial.Get(x));
        }
        ProgramRun run = await Minigrad.Run("study", path, "--csv", csv, "--report", html, "--json", json);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal($"line, in {path}", run.Lines[0]);
        foreach (string line in (string[])
        [
            "  goals        maximize", "  sampler      random, seed 7, overlap 2", "  pruner       none", "  space        x: 0 to 1",
            "  trials       4: 3 complete, 1 failed", "  workers      none", $"table: {csv}", $"report: {html}", $"figures: {json}",
        ]) Assert.Contains(line, run.Lines);
        Assert.Equal(4, CsvTable.Read(csv).Count);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(html), StringComparison.OrdinalIgnoreCase);
        JsonElement figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(("line", path, 7, 3, 1), (
            figures.GetProperty("study").GetString(), figures.GetProperty("place").GetString(), figures.GetProperty("seed").GetInt32(),
            figures.GetProperty("trials").GetProperty("complete").GetInt32(),
            figures.GetProperty("trials").GetProperty("failed").GetInt32()));
        JsonElement best = Assert.Single(figures.GetProperty("best").EnumerateArray());
        string first = $"  best         trial {best.GetProperty("trial").GetInt32()}: ";
        Assert.Contains(run.Lines, line => line.StartsWith(first, StringComparison.Ordinal));

        ProgramRun again = await Minigrad.Run("study", path, "--json", json);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("the file is there already; --force replaces it.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_runs_a_trial_how_far_it_is_and_for_how_long_it_is_held_is_shown()
    {
        string path = folder.File("line.study"), json = folder.File("study.json");
        using StudyStorage storage = SqliteStudyStorage.Open(path);
        (Study study, _) = Line(storage, "line");
        Trial trial = study.Ask()!;
        trial.Report(3, 0.25);
        // What was reported is kept with it.
        trial.KeepCheckpoint([1]);
        ProgramRun run = await Minigrad.Run("study", path, "--json", json);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  best         none is complete yet", run.Lines);
        Assert.Matches(
            $@"^  workers      {Environment.MachineName}:{Environment.ProcessId} +trial 0, step 3: 0\.25, lease for \d+ s$",
            run.Lines.Single(line => line.Contains("  workers", StringComparison.Ordinal)));
        JsonElement running = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("running")[0];
        Assert.InRange(running.GetProperty("leaseSeconds").GetDouble(), 0, 30);
        Assert.Equal(0.25, running.GetProperty("latest").GetProperty("values")[0].GetDouble());
        study.Tell(trial, 1);
    }

    [Fact]
    public async Task Several_studies_are_listed_and_one_is_chosen_by_its_name()
    {
        string path = folder.File("two.study");
        using (StudyStorage storage = SqliteStudyStorage.Open(path))
        {
            foreach (string name in (string[])["first", "second"])
            {
                (Study study, HyperParameter<double> x) = Line(storage, name);
                study.Run(2, trial => trial.Get(x));
            }
        }
        ProgramRun list = await Minigrad.Run("study", path), one = await Minigrad.Run("study", path, "--name", "second");
        ProgramRun none = await Minigrad.Run("study", path, "--name", "secnd"), open = await Minigrad.Run("study", path, "--watch");

        Assert.Equal((0, "", 0, ""), (list.ExitCode, list.Error, one.ExitCode, one.Error));
        Assert.Equal($"{path}: there are 2 studies: first, second", list.Lines[0]);
        Assert.Matches("^  first +trials 2: 2 complete; best: trial [01]: ", list.Lines[1]);
        Assert.Equal($"second, in {path}", one.Lines[0]);
        Assert.Equal(2, none.ExitCode);
        Assert.EndsWith(
            "there is no study 'secnd'; there are 2 studies: first, second. Did you mean 'second'?", none.Error.TrimEnd(),
            StringComparison.Ordinal);
        Assert.Equal(2, open.ExitCode);
        Assert.Contains("expected --name as well", open.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_have_the_same_dump_and_are_not_written_over()
    {
        string path = folder.File("line.study"), copy = folder.File("copy.study");
        string dump;
        using (StudyStorage storage = SqliteStudyStorage.Open(path))
        {
            (Study study, HyperParameter<double> x) = Line(storage, "line");
            study.Run(3, trial => trial.Get(x));
            dump = study.Dump();
        }
        ProgramRun run = await Minigrad.Run("study", path, "--copy-to", copy), again = await Minigrad.Run("study", path, "--copy-to", copy);

        Assert.Equal((0, "", $"copied to {copy}: line"), (run.ExitCode, run.Error, run.Output));
        using (StudyStorage storage = SqliteStudyStorage.Open(copy)) Assert.Equal(dump, Line(storage, "line").Study.Dump());
        Assert.Equal(2, again.ExitCode);
        Assert.StartsWith($"error: {copy} has a study 'line' already; ", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "there is no such file.")]
    [InlineData("empty", "no study is kept there.")]
    [InlineData("without tables", "no study is kept there.")]
    [InlineData("without studies", "no study is kept there.")]
    public async Task Where_no_study_is_kept_looking_makes_and_changes_nothing(string kind, string message)
    {
        string path = folder.File("none.study"), copy = folder.File("copy.study");
        if (kind == "empty") File.WriteAllBytes(path, []);
        if (kind == "without tables") await RunSql(path, "CREATE TABLE t (a); DROP TABLE t");
        if (kind == "without studies") SqliteStudyStorage.Open(path).Dispose();
        byte[]? content = kind == "" ? null : File.ReadAllBytes(path);
        foreach (string[] options in (string[][])[[], ["--name", "line"], ["--copy-to", copy], ["--json", folder.File("study.json")]])
        {
            ProgramRun run = await Minigrad.Run(["study", path, .. options]);
            Assert.Equal((2, "", $"error: {path}: {message}"), (run.ExitCode, run.Output, run.Error.TrimEnd()));
        }
        Assert.Equal(content is null ? [] : [path], Directory.GetFiles(folder.Path));
        if (content is not null) Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Looking_leaves_a_file_as_it_is()
    {
        string path = folder.File("line.study");
        using (StudyStorage storage = SqliteStudyStorage.Open(path))
        {
            (Study study, HyperParameter<double> x) = Line(storage, "line");
            study.Run(2, trial => trial.Get(x));
        }
        // As after a copy by VACUUM INTO.
        await RunSql(path, "PRAGMA journal_mode = DELETE");
        byte[] content = File.ReadAllBytes(path);
        ProgramRun run = await Minigrad.Run("study", path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Watching_waits_for_a_study_that_has_not_begun_and_for_its_first_trial()
    {
        string path = folder.File("line.study");
        StudyStorage? storage = null;
        Study? study = null;
        Trial? trial = null;
        ProgramRun run = await Minigrad.Run(["study", path, "--watch"], line =>
        {
            if (line == $"waits for a study in {path}")
            {
                Assert.Empty(Directory.GetFiles(folder.Path));
                study = Line(storage = SqliteStudyStorage.Open(path), "line").Study;
                Assert.Empty(study.Trials);
            }
            if (line == "  workers      none")
            {
                // Longer than it takes a study that has begun to be left by all.
                Thread.Sleep(TimeSpan.FromSeconds(7));
                trial = study!.Ask();
            }
            if (line.EndsWith("  trials 1: 1 running", StringComparison.Ordinal)) study!.Tell(trial!, 0.5);
            return null;
        });
        storage?.Dispose();

        Assert.Equal((0, "", "nobody works on it any more"), (run.ExitCode, run.Error, run.LastLine));
        Assert.Equal([$"waits for a study in {path}", $"line, in {path}"], run.Lines.Take(2));
        Assert.Contains(run.Lines, line => line.EndsWith("  trials 1: 1 complete; best: trial 0: 0.5", StringComparison.Ordinal));
    }

    [InterruptFact]
    public async Task Control_C_ends_waiting_for_a_study()
    {
        string path = folder.File("line.study");
        using (StudyStorage storage = SqliteStudyStorage.Open(path)) Assert.Empty(Line(storage, "line").Study.Trials);
        ProgramRun run = await Minigrad.Run(
            ["study", path, "--watch", "--name", "lime"],
            line => line.StartsWith("waits for study 'lime'", StringComparison.Ordinal) ? "INT" : null);

        Assert.Equal(
            (130, "", $"waits for study 'lime' in {path}; there is line. Did you mean 'line'?"), (run.ExitCode, run.Error, run.Output));
        ProgramRun nowhere = await Minigrad.Run("study", folder.File("no/line.study"), "--watch");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.EndsWith("there is no such file, and no such folder.", nowhere.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_shows_changes_and_ends_when_nobody_works_on_it_any_more()
    {
        string path = folder.File("line.study");
        using StudyStorage storage = SqliteStudyStorage.Open(path);
        (Study study, _) = Line(storage, "line");
        Trial trial = study.Ask()!;
        ProgramRun run = await Minigrad.Run(["study", path, "--watch"], line =>
        {
            // The last line of what is shown at first.
            if (line.StartsWith("  workers", StringComparison.Ordinal)) study.Tell(trial, 0.5);
            return null;
        });

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Contains("  trials       1: 1 running", run.Lines);
        Assert.Matches(@"^\d\d:\d\d:\d\d  trials 1: 1 complete; best: trial 0: 0\.5$", run.Lines[^2]);
        Assert.Equal("nobody works on it any more", run.LastLine);
    }

    [InterruptFact]
    public async Task Control_C_ends_watching()
    {
        string path = folder.File("line.study");
        using StudyStorage storage = SqliteStudyStorage.Open(path);
        (Study study, _) = Line(storage, "line");
        Trial trial = study.Ask()!;
        ProgramRun run = await Minigrad.Run(
            ["study", path, "--watch"], line => line.StartsWith("  workers", StringComparison.Ordinal) ? "INT" : null);

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        study.Tell(trial, 0.5);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=b;Username=me;Password=hidden")]
    [InlineData("Hots=127.0.0.1;Database=b;Password=hidden")]
    [InlineData("postgres://me:hidden@127.0.0.1:1/b")]
    public async Task Passwords_are_never_shown(string place)
    {
        foreach (string[] arguments in (string[][])
        [
            ["study", place], ["study", place, place], ["search", place], ["search", "--irises", "--trials", "1", "--study", place],
        ])
        {
            var watch = Stopwatch.StartNew();
            ProgramRun run = await Minigrad.Run(arguments);
            Assert.Equal(2, run.ExitCode);
            Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden", run.Output + run.Error, StringComparison.Ordinal);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
        }
    }

    private static async Task RunSql(string path, string sql)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static (Study Study, HyperParameter<double> X) Line(StudyStorage storage, string name)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1);
        return (new Study(name, space, Goal.Maximize) { Storage = storage, Seed = 7, Overlap = 2 }, x);
    }
}
