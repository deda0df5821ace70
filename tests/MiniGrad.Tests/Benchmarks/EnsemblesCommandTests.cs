using System.Text.Json;
using MiniGrad.Tests.Cli;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public sealed class EnsemblesCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EnsemblesCommandTests() => TinyImages.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reports_what_averaging_brings_and_takes()
    {
        JsonElement report = BenchmarkProcess.Report(await Run("--members 3,2 --draws 2 --epochs 1 --json"));

        Assert.Equal((600, 200, 2), (report.GetProperty("training_count").GetInt32(), report.GetProperty("test_count").GetInt32(),
            report.GetProperty("draws").GetInt32()));
        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()];
        Assert.Equal([1, 2, 3], rows.Select(row => row.GetProperty("members").GetInt32()));
        Assert.All(rows, row => Assert.InRange(row.GetProperty("accuracy").GetDouble(), 0.3, 1));
        // By Jensen's inequality an average has at most the mean loss of its members.
        Assert.True(rows[2].GetProperty("log_loss").GetDouble() < rows[0].GetProperty("log_loss").GetDouble());
        Assert.True(report.GetProperty("times").GetProperty("row_of_five").GetDouble() > report.GetProperty("times").GetProperty(
            "row").GetDouble());
    }

    [Theory]
    [InlineData("--members 1", "--members: expected numbers of at least 2, separated by commas, got '1'.")]
    [InlineData("--draws 0", "--draws: expected a whole number of at least 1, got '0'.")]
    public async Task Bad_usage_is_one_line_of_error(string options, string message)
    {
        ProgramRun run = await Run(options);
        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    private Task<ProgramRun> Run(string options) => BenchmarkProcess.Run($"ensembles --data {folder.Path} {options}");
}
