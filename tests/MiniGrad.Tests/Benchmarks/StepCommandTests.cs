using System.Text.Json;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public class StepCommandTests
{
    [Theory]
    [InlineData("--layers 2,8,1 --activation tanh --batch 4 --optimizer sgd --threads 1", "sgd", 1, false)]
    [InlineData("--layers 5,4,3 --activation relu --batch 7 --optimizer momentum --threads 2 --double", "momentum", 2, true)]
    [InlineData("--layers 3,2 --batch 1 --optimizer adam --threads 1", "adam", 1, false)]
    public async Task Reports_what_a_step_took_and_what_was_asked(string options, string optimizer, int threads, bool isDouble)
    {
        JsonElement report = BenchmarkProcess.Report(await BenchmarkProcess.Run($"step {options} --eager --json"));

        double median = report.GetProperty("median_us").GetDouble(), least = report.GetProperty("min_us").GetDouble();
        Assert.True(0 < least && least <= median, $"minimum {least}, median {median}");
        Assert.True(report.GetProperty("infer_row_us").GetDouble() > 0);
        Assert.True(report.GetProperty("bytes_per_step").TryGetUInt64(out _), "a whole number of bytes");
        Assert.True(report.GetProperty("rounds").GetInt32() >= 7);
        Assert.Equal(threads, report.GetProperty("threads").GetInt32());
        Assert.Equal(optimizer, report.GetProperty("optimizer").GetString());
        Assert.Equal(isDouble, report.GetProperty("double").GetBoolean());
        Assert.True(report.GetProperty("eager").GetBoolean());
    }

    [Fact]
    public async Task A_captured_step_allocates_nothing()
    {
        JsonElement report = BenchmarkProcess.Report(await BenchmarkProcess.Run("step --layers 4,6,3 --batch 5 --threads 1 --json"));

        Assert.Equal(0, report.GetProperty("bytes_per_step").GetDouble());
        Assert.False(report.GetProperty("eager").GetBoolean());
    }

    [Theory]
    [InlineData("step --layers 5", "--layers: expected two sizes or more, from 1 to 10000, separated by commas, got '5'.")]
    [InlineData("step --layers 5,0,3", "--layers: expected two sizes or more, from 1 to 10000, separated by commas, got '5,0,3'.")]
    [InlineData("step --batch 0", "--batch: expected a whole number of at least 1, got '0'.")]
    [InlineData("step --threads 65", "--threads: expected a whole number from 1 to 64, got '65'.")]
    [InlineData("step --optimizer rprop", "--optimizer: expected one of Sgd, Momentum, Adam, got 'rprop'.")]
    [InlineData("peers --only nothing", "--only: expected a part of a workload's name, such as 784-128-10, got 'nothing'.")]
    [InlineData("gemm --m 0", "--m: expected a whole number of at least 1, got '0'.")]
    [InlineData("gemm --variant tt", "--variant: expected one of Nn, Nt, Tn, got 'tt'.")]
    [InlineData("peers --bogus", "Unrecognized command or argument '--bogus'.")]
    public async Task Bad_usage_is_one_line_of_error(string arguments, string message)
    {
        ProgramRun run = await BenchmarkProcess.Run(arguments);

        Assert.Equal((2, "", $"error: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("--help", "peers")]
    [InlineData("step --help", "--eager")]
    [InlineData("elementwise --help", "--exhaustive")]
    [InlineData("gemm --help", "--variant")]
    [InlineData("peers --help", "--rounds")]
    [InlineData("startup --help", "--no-native")]
    [InlineData("batches --help", "--sizes")]
    [InlineData("ensembles --help", "--members")]
    public async Task Every_command_has_help(string arguments, string mention)
    {
        ProgramRun run = await BenchmarkProcess.Run(arguments);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(mention, run.Output, StringComparison.Ordinal);
    }
}
