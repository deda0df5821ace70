using System.Text.Json;
using MiniGrad.Tests.Cli;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public sealed class BatchesCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BatchesCommandTests() => TinyImages.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reports_time_memory_and_accuracy_of_each_size()
    {
        JsonElement report = BenchmarkProcess.Report(await Run("--sizes 1,64,all --epochs 2 --threads 1 --json"));

        Assert.Equal([784, 128, 10], report.GetProperty("network").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal((600, 200, 2), (report.GetProperty("training_count").GetInt32(), report.GetProperty("test_count").GetInt32(),
            report.GetProperty("epochs").GetInt32()));
        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()];
        Assert.Equal([1, 64, 600], rows.Select(row => row.GetProperty("batch").GetInt32()));
        Assert.Equal([600, 10, 1], rows.Select(row => row.GetProperty("updates_per_epoch").GetInt32()));
        Assert.Equal([0.000125, 0.001, 0.003061862], rows.Select(row => Math.Round(row.GetProperty("learning_rate").GetDouble(), 9)));
        Assert.All(rows, row => Assert.True(row.GetProperty("epoch_seconds").GetDouble() > 0));

        // Weights, gradients and two averages of 101,770 numbers, and images of 784 pixels.
        long[] step = [.. rows.Select(row => row.GetProperty("step_bytes").GetInt64())];
        Assert.True(step[0] > 4 * 4 * 101_770, $"{step[0]}");
        Assert.True(step[2] - step[0] > 4 * 784 * 599, $"{step[2]} and {step[0]}");
        Assert.All(rows, row => Assert.True(row.GetProperty("peak_bytes").GetInt64() > row.GetProperty("step_bytes").GetInt64()));
        Assert.All(rows, row =>
            Assert.All(row.GetProperty("accuracies").EnumerateArray(), accuracy => Assert.InRange(accuracy.GetDouble(), 0, 1)));
        Assert.All(rows, row => Assert.Equal(2, row.GetProperty("accuracies").GetArrayLength()));
        Assert.True(rows[0].GetProperty("accuracies")[1].GetDouble() > 0.5);
    }

    [Fact]
    public async Task Prints_a_table_for_a_page()
    {
        ProgramRun run = await Run("--sizes 100 --epochs 4 --threads 1");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("784-128-10, 600 images to train with and 200 to test with", run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(["batch", "epoch 1, %", "epoch 2, %", "epoch 3, %", "epoch 4, %"],
            Cells(run.Lines[1]).Where(cell => cell == "batch" || cell.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Equal(["100", "0.0013", "6"], Cells(run.Lines[3])[..3]);

        static string[] Cells(string line) => line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
    }

    [Theory]
    [InlineData("--sizes 0", "--sizes: expected whole numbers of at least 1, or all, separated by commas, got '0'.")]
    [InlineData("--sizes 1,most", "--sizes: expected whole numbers of at least 1, or all, separated by commas, got '1,most'.")]
    [InlineData("--epochs 0", "--epochs: expected a whole number of at least 1, got '0'.")]
    [InlineData("--sizes 601", "A batch of 601 was asked for, but there are only 600 images to train with.")]
    [InlineData("--sizes 601,1", "A batch of 601 was asked for, but there are only 600 images to train with.")]
    public Task Bad_usage_is_one_line_of_error(string options, string message) => RejectsAsync(Run(options), message);

    [Theory]
    [InlineData("1")]
    [InlineData("1,2")]
    public Task A_folder_that_is_not_there(string sizes) =>
        RejectsAsync(BenchmarkProcess.Run($"batches --data {folder.File("nowhere")} --sizes {sizes}"),
            $"There is no folder '{folder.File("nowhere")}'.");

    private static async Task RejectsAsync(Task<ProgramRun> running, string message)
    {
        ProgramRun run = await running;
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private Task<ProgramRun> Run(string options) => BenchmarkProcess.Run($"batches --data {folder.Path} {options}");
}
