using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Rows from the standard input, and predictions to the standard output.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => folder.File("model.safetensors");

    private string Csv => folder.File("table.csv");

    [Theory]
    [InlineData("species")]
    [InlineData("height")]
    public async Task Rows_that_come_one_by_one_are_predicted_like_a_whole_file(string target)
    {
        Plants.Write(Csv, 200, seed: 1);
        await Succeed("train", "--csv", Csv, "--target", target, "--epochs", "20", "--save", Model);
        Plants.Write(Csv, 150, seed: 2);
        byte[] bytes = File.ReadAllBytes(Csv);

        ProgramRun whole = await Succeed("predict", Model, Csv, "--keep-all");
        ProgramRun split = await Feed(
            async input =>
            {
                Random random = new(3);
                for (int start = 0, length; start < bytes.Length; start += length)
                {
                    length = Math.Min(1 + random.Next(60), bytes.Length - start);
                    await input.WriteAsync(bytes.AsMemory(start, length));
                    await input.FlushAsync();
                    if (random.Next(4) == 0) await Task.Delay(2);
                }
            },
            "predict", Model, "-", "--keep-all");

        Assert.Equal((0, whole.Output), (split.ExitCode, split.Output));
        Assert.Equal(("", ""), (whole.Error, split.Error));
    }

    [Fact]
    public async Task Rows_that_are_not_in_the_encoding_given_are_refused()
    {
        Plants.Write(Csv, 60, seed: 1);
        await Succeed("train", "--csv", Csv, "--target", "species", "--epochs", "1", "--save", Model);
        byte[] table = System.Text.Encoding.Unicode.GetBytes(File.ReadAllText(Csv));
        string[] arguments = ["predict", Model, "-", "--encoding", "utf-16"];

        ProgramRun right = await Feed(async input => await input.WriteAsync(table), arguments);
        // Half of a surrogate pair, and a letter.
        ProgramRun wrong = await Feed(async input => await input.WriteAsync((byte[])[.. table, 0, 0xD8, (byte)'a', 0]), arguments);

        Assert.Equal(0, right.ExitCode);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(
            "error: the standard input: the text is not UTF-16 throughout: expected another --encoding.", wrong.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_is_answered_before_the_next_is_written()
    {
        await TrainIrises();
        using Process process = Minigrad.Start("predict", Model, "-", "--json");
        StreamWriter input = process.StandardInput;
        await input.WriteAsync("sepal_length,sepal_width,petal_length,petal_width\n");

        foreach ((string row, string species) in ((string, string)[])[("5.1,3.5,1.4,0.2", "setosa"), ("7.7,3.0,6.1,2.3", "virginica")])
        {
            await input.WriteAsync(row + "\n");
            await input.FlushAsync();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            using JsonDocument json = JsonDocument.Parse(line!);
            Assert.Equal(species, json.RootElement.GetProperty("species").GetString());
            Assert.Equal(
                1, json.RootElement.EnumerateObject().Skip(1).Sum(probability => probability.Value.GetDouble()), 2e-6);
        }
        input.Close();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync()));
    }

    [Fact]
    public async Task JSON_has_what_CSV_has_and_null_for_what_is_missing()
    {
        Plants.Write(Csv, 100, seed: 1);
        await Succeed("train", "--csv", Csv, "--target", "height", "--epochs", "5", "--save", Model);
        File.WriteAllText(Csv, "id,place,species\n007,\"say \"\"ä\"\"\",fern\n8,,moss\n");

        ProgramRun csv = await Minigrad.Run("predict", Model, "--csv", Csv, "--keep", "id", "--keep", "place");
        ProgramRun json = await Minigrad.Run(
            "predict", Model, "--csv", Csv, "--keep", "id", "--keep", "place", "--json", "--out", folder.File("out.jsonl"));

        Assert.Equal((0, 0, ""), (csv.ExitCode, json.ExitCode, json.Output));
        string[] lines = File.ReadAllLines(folder.File("out.jsonl"));
        Assert.Equal(["id,place,height", .. lines.Select(OfJson)], csv.Lines);
        Assert.StartsWith("""{"id":"007","place":"say \"ä\"","height":""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"id":"8","place":null,"height":""", lines[1], StringComparison.Ordinal);

        static string OfJson(string line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            string place = document.RootElement.GetProperty("place").GetString() is { } text
                ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : "";
            JsonElement root = document.RootElement;
            return $"{root.GetProperty("id").GetString()},{place},{root.GetProperty("height").GetRawText()}";
        }
    }

    [Theory]
    [InlineData("", "the file is empty: expected a header.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width\n", "expected rows to predict, got none.")]
    [InlineData(
        "sepal_length,sepal_width,petal_lenght,petal_width\n1,2,3,4\n",
        "TableEncoder: there is no column 'petal_length'; there are 'sepal_length', 'sepal_width', 'petal_lenght', 'petal_width'. " +
        "Did you mean 'petal_lenght'?")]
    [InlineData(
        "sepal_length,sepal_width,petal_length,petal_width\n1,2,3,4\n1,2,big,4\n",
        "'petal_length' in row 2 (counted from 1, below the header): expected a number, got the text 'big'.")]
    public async Task Input_that_does_not_fit_is_refused(string text, string problem)
    {
        await TrainIrises();

        ProgramRun run = await Feed(input => input.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask(), "predict", Model, "-");

        Assert.Equal((2, $"error: the standard input: {problem}"), (run.ExitCode, run.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("1,2,big,4\n", "'petal_length' in row 3001 (counted from 1, below the header): expected a number, got the text 'big'.")]
    [InlineData("1,2,3\n", "Line 6003 has 3 fields but 4 were expected")]
    [InlineData("1,2\",3,4\n", "line 6003: a quote inside an unquoted field")]
    public async Task A_place_far_down_is_named_as_in_the_whole_input(string row, string problem)
    {
        await TrainIrises();
        string text = "sepal_length,sepal_width,petal_length,\"petal_width\"\n"
            + string.Concat(Enumerable.Repeat("1,2,3,4\r\n\r\n", 3000)) + "\n" + row;

        ProgramRun run = await Feed(input => input.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask(), "predict", Model, "-");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Lines.Length, 1, 3001);
    }

    [ShellFact]
    public async Task A_reader_that_has_seen_enough_ends_it_in_silence()
    {
        await TrainIrises();

        ProgramRun run = await Minigrad.RunShell(
            folder.Path,
            "(echo sepal_length,sepal_width,petal_length,petal_width; yes 5.1,3.5,1.4,0.2 2> /dev/null) | " +
            "minigrad predict model.safetensors - | head -2; echo ${PIPESTATUS[1]}; " +
            "minigrad describe model.safetensors | head -1; echo ${PIPESTATUS[0]}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(5, run.Lines.Length);
        Assert.StartsWith("setosa,", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(("0", "0"), (run.Lines[2], run.Lines[4]));
    }

    private Task<ProgramRun> TrainIrises() => Succeed("train", "--irises", "--epochs", "40", "--save", Model);

    private static async Task<ProgramRun> Succeed(params string[] options)
    {
        ProgramRun run = await Minigrad.Run(options);
        Assert.Equal(0, run.ExitCode);
        return run;
    }

    private static async Task<ProgramRun> Feed(Func<Stream, Task> write, params string[] options)
    {
        using Process process = Minigrad.Start(options);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await write(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough.
        }
        await process.WaitForExitAsync();
        return new ProgramRun(process.ExitCode, (await output).TrimEnd('\n'), await error);
    }
}
