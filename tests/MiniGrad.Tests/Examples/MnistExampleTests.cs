using MiniGrad.Tests.Cli;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class MnistExampleTests
{
    [Fact]
    public async Task Generated_digits_are_learned()
    {
        ProgramRun run = await ProgramProcess.Run("Mnist");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(5, run.Lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Contains(run.Output, character => character is > '\u2800' and <= '\u28FF');
        Assert.Matches(@"^test accuracy 9\d\.\d\d % \(1\d\d errors in 4,000\)$", run.LastLine);
    }

    [Fact]
    public async Task A_missed_target_is_in_the_exit_code()
    {
        using TemporaryFolder folder = new();
        TinyImages.Write(folder.Path, ".gz");

        ProgramRun run = await ProgramProcess.Run("Mnist", "--data", folder.Path, "--epochs", "1", "--seed", "3");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^test accuracy \d\d\.\d\d % \(\d+ errors in 200\)$", run.LastLine);
    }

    [MnistFact]
    public async Task The_real_digits_are_learned()
    {
        ProgramRun run = await ProgramProcess.Run("Mnist", "--data", MnistFactAttribute.Folder!, "--epochs", "2");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^test accuracy 9[67]\.\d\d % \(\d\d\d errors in 10,000\)$", run.LastLine);
    }
}
