using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

/// <summary>Learning with the example of sequences, as its user does.</summary>
public sealed class SequenceToSequenceExampleTests : IDisposable
{
    private static readonly string[] small = ["--task", "reverse", "--samples", "600", "--units", "16"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_shows_its_course_and_leaves_a_model_and_a_report()
    {
        ProgramRun run = await Learn("run", [.. small, "--epochs", "2"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^600 pairs to learn from, 600 to test; [\d,]+ weights$", run.Lines[0]);
        for (int epoch = 1; epoch <= 2; epoch++)
            Assert.Matches(
                $@"^epoch   {epoch}/2  loss \d\.\d{{4}}  right  \d\.\d\d %  +\d+\.\d s   [a-z]+ → .*   [a-z]+ → ", run.Lines[epoch]);
        double[] sums = [.. run.Lines[3..7].Select(line =>
            double.Parse(line.Split("probabilities ")[1].Split(',')[0], CultureInfo.InvariantCulture))];
        Assert.Equal(sums.Order(), sums);
        Assert.Equal(["beam  1", "beam  3", "beam  5", "beam 10"], run.Lines[3..7].Select(line => line[..7]));
        Assert.Matches(@"^test: \d\.\d\d % of 600 entirely right after 2 epochs and \d+ s; the goal was 99\.0 %$", run.LastLine);

        Assert.True(File.Exists(folder.File("run/model.safetensors")));
        Assert.Equal("svg", XDocument.Load(folder.File("run/attention.svg")).Root!.Name.LocalName);
        XDocument report = XDocument.Load(folder.File("run/report.html"));
        Assert.Equal(2 + 6, CountPictures(report));
        string[] headings = [.. report.Descendants().Where(element => element.Name.LocalName == "h2").Select(heading => heading.Value)];
        Assert.Equal("Results", headings[0]);
        Assert.All(headings[1..], heading => Assert.Matches("^[a-z]+ → [a-z]+$", heading));
    }

    [Fact]
    public async Task A_goal_that_is_reached_ends_it()
    {
        ProgramRun run = await Learn("run", [.. small, "--epochs", "9", "--goal", "0", "--no-attention", "--reverse"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("after 1 epochs", run.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", await File.ReadAllTextAsync(folder.File("run/report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    public async Task A_run_that_is_stopped_or_killed_goes_on_to_the_same_bits(string sampling)
    {
        if (OperatingSystem.IsWindows()) return;
        string[] options = [.. small, "--epochs", "20", "--sampling", sampling, "--seed", "5"];
        ProgramRun whole = await Learn("whole", options);
        Assert.Equal((1, ""), (whole.ExitCode, whole.Error));
        // What runs in the background may be started with Ctrl+C ignored, and so are its programs.
        foreach (string signal in IsInterruptIgnored() ? (string[])["KILL"] : ["INT", "KILL"])
        {
            string[] place = ["--out", folder.File(signal)];
            ProgramRun first = await ProgramProcess.Run("SequenceToSequence", [.. options, .. place], line =>
                line.StartsWith("epoch   2", StringComparison.Ordinal) ? signal : null);
            Assert.DoesNotContain(first.Lines, line => line.StartsWith("test", StringComparison.Ordinal));
            string stopped = $"Stopped; the same command with --resume goes on from '{place[1]}'.";
            if (signal == "INT") Assert.Equal((130, stopped), (first.ExitCode, first.Error.Trim()));

            ProgramRun second = await ProgramProcess.Run("SequenceToSequence", [.. options, .. place, "--resume"]);
            Assert.Equal((1, ""), (second.ExitCode, second.Error));
            Assert.DoesNotContain(second.Lines, line => line.StartsWith("epoch   1", StringComparison.Ordinal));
            foreach (string file in (string[])["model.safetensors", "run.txt"])
            {
                byte[] expected = await File.ReadAllBytesAsync(folder.File($"whole/{file}"));
                Assert.Equal(expected, await File.ReadAllBytesAsync(folder.File($"{signal}/{file}")));
            }
            Assert.Equal(2 + 6, CountPictures(XDocument.Load(folder.File($"{signal}/report.html"))));
        }
    }

    private static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        if (!File.Exists("/proc/self/status")) return false;
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith("SigIgn:", StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[7..].Trim(), 16) >> (Interrupt - 1) & 1) == 1;
    }

    [Fact]
    public async Task A_run_that_reached_its_goal_stays_there_when_it_goes_on()
    {
        string[] options = [.. small, "--epochs", "5", "--goal", "0"];
        await Learn("run", options);
        byte[] model = await File.ReadAllBytesAsync(folder.File("run/model.safetensors"));

        ProgramRun again = await Learn("run", [.. options, "--resume"]);

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(model, await File.ReadAllBytesAsync(folder.File("run/model.safetensors")));
    }

    [Fact]
    public async Task The_folder_of_another_run_is_refused()
    {
        await Learn("run", [.. small, "--epochs", "1"]);

        ProgramRun again = await Learn("run", [.. small, "--epochs", "1"]);
        Assert.Equal((2, ""), (again.ExitCode, again.Output));
        Assert.Equal(
            $"'{folder.File("run")}' holds an earlier run: --resume goes on with it, --out names another folder.", again.Error.Trim());

        ProgramRun other = await Learn("run", [.. small, "--epochs", "2", "--resume"]);
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        Assert.Contains(
            "'--task reverse --samples 600 --epochs 1 --units 16', not '--task reverse --samples 600 --epochs 2 --units 16'; give",
            other.Error, StringComparison.Ordinal);

        ProgramRun nothing = await Learn("new", [.. small, "--epochs", "1", "--resume"]);
        Assert.Equal((2, ""), (nothing.ExitCode, nothing.Output));
        Assert.Equal($"There is no run in '{folder.File("new")}' for --resume to go on with.", nothing.Error.Trim());
    }

    [Theory]
    [InlineData("a\tb\n\nc\td\n", 2, "got an empty line")]
    [InlineData("a\tb\nc d\n", 2, "got no tab")]
    [InlineData("a\tb\nc\td\te", 2, "got 2 tabs")]
    [InlineData("a\tb\r\n \td\r\n", 2, "got no source")]
    [InlineData("a\t\n", 1, "got no target")]
    [InlineData("", 1, "got an empty line")]
    [InlineData("a\tb\na\tb\nc\t\u00ff", 3, "expected UTF-8, got other bytes")]
    public async Task A_line_that_is_no_pair_is_named(string text, int line, string got)
    {
        string path = folder.File("pairs.tsv");
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(text));

        ProgramRun run = await Learn("run", ["--data", path]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{path}, line {line}: expected ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"{got}.", run.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_of_ones_own_are_learned_as_characters_or_words()
    {
        string path = folder.File("pairs.tsv");
        string[] words = ["one", "two", "drei", "fünf", "😀"];
        IEnumerable<string> lines = words.SelectMany(_ => words, (a, b) => $"{a} {b}\t{b} {a}");
        await File.WriteAllTextAsync(path, string.Join("\r\n", lines), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        foreach (string[] kind in (string[][])[[], ["--words"]])
        {
            string place = $"run{kind.Length}";
            ProgramRun run = await Learn(place, ["--data", path, "--epochs", "2", "--units", "8", .. kind]);
            Assert.Equal((1, ""), (run.ExitCode, run.Error));
            Assert.StartsWith("23 pairs to learn from, 2 to test; ", run.Lines[0], StringComparison.Ordinal);
            XDocument report = XDocument.Load(folder.File($"{place}/report.html"));
            Assert.Contains("pairs.tsv", report.Descendants().Select(element => element.Value));
        }
    }

    [Fact]
    public async Task Test_pairs_with_words_that_training_has_not_are_wrong_and_counted()
    {
        string path = folder.File("pairs.tsv");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 20).Select(i => $"same word{i}\tanswer"));

        ProgramRun run = await Learn("run", ["--data", path, "--words", "--epochs", "1", "--units", "8"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal("2 of the test are wrong from the start: they have tokens that training has not", run.Lines[1]);
        Assert.StartsWith("test: 0.00 % of 2 entirely right", run.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_pairs_and_no_file_are_refused()
    {
        string path = folder.File("pairs.tsv");
        await File.WriteAllLinesAsync(path, [.. Enumerable.Range(0, 9).Select(i => $"{i}\t{i}"), "8\t8"]);
        ProgramRun run = await Learn("run", ["--data", path]);
        Assert.Equal(
            (2, "Expected at least 10 different pairs, of which a tenth is for the test, got 9."), (run.ExitCode, run.Error.Trim()));

        ProgramRun missing = await Learn("run", ["--data", folder.File("none.tsv")]);
        Assert.Equal((2, ""), (missing.ExitCode, missing.Output));
        Assert.Contains("none.tsv", missing.Error, StringComparison.Ordinal);
    }

    private static int CountPictures(XDocument report) =>
        report.Descendants().Count(element => element.Attribute("class")?.Value == "scroll" && element.Attribute("role") is not null);

    private Task<ProgramRun> Learn(string place, string[] options) =>
        ProgramProcess.Run("SequenceToSequence", [.. options, "--out", folder.File(place)]);
}
