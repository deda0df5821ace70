using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public class OneRowCommandTests
{
    [Fact]
    public async Task Every_form_of_a_row_has_its_line()
    {
        ProgramRun run = await BenchmarkProcess.Run("one-row --hidden 8 --rounds 3");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(8, run.Lines.Length);
        foreach (string form in (string[])["ready", "table", "dictionary", "JsonElement", "object"])
            Assert.Contains(form, run.Output, StringComparison.Ordinal);
    }
}
