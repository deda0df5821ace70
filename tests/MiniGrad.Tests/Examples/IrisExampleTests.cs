using Xunit;

namespace MiniGrad.Tests.Examples;

public class IrisExampleTests
{
    [Fact]
    public async Task Species_are_learned_and_named()
    {
        ProgramRun run = await ProgramProcess.Run("Iris");

        Assert.Equal((0, "", "120 flowers to learn from, 30 held out"), (run.ExitCode, run.Error, run.Lines[0]));
        Assert.Contains("a flower that was found: setosa", run.Lines);
        Assert.Contains("a flower that was found: virginica", run.Lines);
        Assert.EndsWith("named right, expected at least 90 %", run.LastLine, StringComparison.Ordinal);
    }
}
