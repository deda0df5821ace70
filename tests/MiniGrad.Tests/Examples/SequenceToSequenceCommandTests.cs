using System.Diagnostics;
using System.Text;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

/// <summary>Options of the example of sequences, and questions to it.</summary>
public sealed class SequenceToSequenceCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--units: expected a number from 1 to 4096, got 0.", "--units", "0")]
    [InlineData("--units: expected a number from 1 to 4096, got 100000.", "--units", "100000")]
    [InlineData("--epochs: expected a number from 1 to 100000, got -1.", "--epochs", "-1")]
    [InlineData("--beam: expected a number from 1 to 1000, got 0.", "--ask", "--beam", "0")]
    [InlineData("--goal: expected a number from 0 to 1, got 2.", "--goal", "2")]
    [InlineData("--goal: expected a number from 0 to 1, got NaN.", "--goal", "NaN")]
    [InlineData("--sampling: expected a number from 0 to 1, got 1.5.", "--sampling", "1.5")]
    [InlineData("--samples: expected a number from 10 to 100000000, got 3.", "--samples", "3")]
    [InlineData("--digits: expected a number from 1 to 18, got 0.", "--digits", "0")]
    [InlineData("--digits: expected a number from 1 to 18, got 30.", "--digits", "30")]
    [InlineData("--batch: expected a number from 1 to 100000, got 0.", "--batch", "0")]
    [InlineData("--rate: expected a number from 1E-06 to 1, got 0.", "--rate", "0")]
    [InlineData("--digits has no effect but for --task addition.", "--task", "sort", "--digits", "2")]
    [InlineData("--words has no effect without --data.", "--words")]
    [InlineData("--samples has no effect with --data.", "--data", "pairs.tsv", "--samples", "20")]
    [InlineData("--task has no effect with --data.", "--data", "pairs.tsv", "--task", "sort")]
    [InlineData("--beam has no effect without --ask.", "--beam", "3")]
    [InlineData("--units has no effect with --ask.", "--ask", "--units", "3")]
    [InlineData("--resume has no effect with --ask.", "--ask", "--resume")]
    [InlineData("--onnx has no effect with --ask.", "--ask", "--onnx")]
    [InlineData("--units has no effect with --onnx.", "--onnx", "--units", "3")]
    [InlineData("There are not 56 different questions; ask for fewer --samples.", "--digits", "1", "--samples", "56")]
    public async Task Numbers_out_of_range_and_options_without_effect_are_refused(string message, params string[] options)
    {
        ProgramRun run = await ProgramProcess.Run("SequenceToSequence", [.. options, "--out", folder.File("run")]);
        Assert.Equal((2, "", message), (run.ExitCode, run.Output, run.Error.Trim()));
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Help_is_no_error_and_what_cannot_be_parsed_is_one()
    {
        ProgramRun help = await ProgramProcess.Run("SequenceToSequence", "--help");
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains("--task <addition|dates|reverse|sort>", help.Output, StringComparison.Ordinal);

        foreach (string[] options in (string[][])[["--units", "many"], ["--task", "dance"], ["--unit", "3"]])
        {
            ProgramRun run = await ProgramProcess.Run("SequenceToSequence", options);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(options[1].Length > 1 ? options[1] : options[0], run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_line_is_answered_and_what_cannot_be_read_is_refused()
    {
        ProgramRun learned = await ProgramProcess.Run(
            "SequenceToSequence", "--task", "addition", "--digits", "1", "--samples", "50", "--epochs", "3", "--units", "8", "--goal", "0",
            "--out", folder.File("run"));
        Assert.Equal((0, ""), (learned.ExitCode, learned.Error));

        ProgramRun run = await Ask("1+2\n1+x\n1+2\n1+2+3+4+5\n\n3+3\n");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("Vocabulary: 'x', token 2 of '1+x', is not among the 11 known characters.", run.Error.Trim());
        Assert.Equal(3, run.Lines.Length);
        Assert.Equal(run.Lines[0], run.Lines[1]);
        Assert.Matches(@"^\d*   \d+\.\d %(   \(it found no end\))?$", run.Lines[0]);
        Assert.EndsWith("   (longer than any source it learned from)", run.Lines[2], StringComparison.Ordinal);

        ProgramRun good = await Ask("1+2", "--beam", "1");
        Assert.Equal((0, "", 1), (good.ExitCode, good.Error, good.Lines.Length));
    }

    [Fact]
    public async Task Without_a_model_there_is_no_answer()
    {
        ProgramRun run = await Ask("1+2\n");
        Assert.Equal(
            (2, "", $"There is no model in '{folder.File("run")}' yet: train one first, without --ask."),
            (run.ExitCode, run.Output, run.Error.Trim()));

        Directory.CreateDirectory(folder.File("run"));
        Weights.Save(new Linear<float>(2, 2, new XoshiroRandom(1)), folder.File("run/model.safetensors"));
        ProgramRun other = await Ask("1+2\n");
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        Assert.Contains("is no model of this program", other.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs it with questions on its standard input.</summary>
    private async Task<ProgramRun> Ask(string questions, params string[] options)
    {
        ProcessStartInfo start = new(ProgramProcess.Host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        string program = Path.Combine(AppContext.BaseDirectory, "SequenceToSequence.dll");
        foreach (string argument in (string[])[program, "--ask", "--out", folder.File("run"), .. options]) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(questions);
        process.StandardInput.Close();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return new ProgramRun(process.ExitCode, await output, await error);
    }
}
