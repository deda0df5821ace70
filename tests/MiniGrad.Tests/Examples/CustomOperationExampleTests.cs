using Xunit;

namespace MiniGrad.Tests.Examples;

public class CustomOperationExampleTests
{
    [Fact]
    public async Task Checks_the_operation_and_trains_with_it()
    {
        ProgramRun run = await ProgramProcess.Run("CustomOperation");

        Assert.Equal((0, "", 3), (run.ExitCode, run.Error, run.Lines.Length));
        Assert.StartsWith("the operation:    Gradient check passed (24 derivatives", run.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("one with a mistake:    Gradient check failed", run.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith("relative error 0.5", run.Lines[1], StringComparison.Ordinal);
        Assert.Contains("mean squared error", run.LastLine, StringComparison.Ordinal);
    }
}
