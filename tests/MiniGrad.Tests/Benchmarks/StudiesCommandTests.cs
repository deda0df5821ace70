using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public class StudiesCommandTests
{
    [Fact]
    public async Task Every_part_has_its_lines()
    {
        ProgramRun run = await BenchmarkProcess.Run(
            "studies --alone --rounds 1 --trials 20 --workers 2 --shared-trials 40 --large 1000");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (string line in (string[])["SQLite", "ms a trial", "2 threads", "2 processes", "ms to open, median", "ms of an ask"])
            Assert.Contains(line, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_it_with_a_sentence()
    {
        ProgramRun run = await BenchmarkProcess.Run(
            "studies --alone --parts trials --rounds 1 --trials 5 --postgresql Host=127.0.0.1;Port=1;Username=nobody");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: PostgreSQL at 127.0.0.1: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("SQLite", run.Output, StringComparison.Ordinal);
    }
}
