using Xunit;

namespace MiniGrad.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("train", "--learning-rate")]
    [InlineData("evaluate", "--minimum-accuracy")]
    [InlineData("predict", "--keep-all")]
    [InlineData("describe", "--decimal-comma")]
    [InlineData("search", "--trials")]
    [InlineData("study", "--watch")]
    [InlineData("convert", "--force")]
    public async Task Every_command_has_help_with_examples_and_exit_codes(string command, string option)
    {
        ProgramRun all = await Minigrad.Run("--help"), run = await Minigrad.Run(command, "--help");

        Assert.Equal((0, "", 0, ""), (all.ExitCode, all.Error, run.ExitCode, run.Error));
        Assert.Contains($"  {command} ", all.Output, StringComparison.Ordinal);
        Assert.Contains($"  {option} ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"  minigrad {command} ", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Exit code: 0", all.LastLine, StringComparison.Ordinal);
        Assert.StartsWith("Exit code: 0", run.LastLine, StringComparison.Ordinal);
    }
}
