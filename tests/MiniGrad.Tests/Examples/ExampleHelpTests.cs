using Xunit;

namespace MiniGrad.Tests.Examples;

public class ExampleHelpTests
{
    [Theory]
    [InlineData("Xor", "--seeds")]
    [InlineData("Mnist", "--learning-rate")]
    [InlineData("CustomOperation", "--seed")]
    [InlineData("GradientDescent", "--out")]
    [InlineData("LinearRegression", "--samples")]
    [InlineData("GradientFlow", "--details")]
    [InlineData("Tabular", "--predict")]
    public async Task Every_example_has_help(string example, string option)
    {
        ExampleRun run = await ExampleProcess.Run(example, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(option, run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit code: 0", run.Output, StringComparison.Ordinal);
    }
}
