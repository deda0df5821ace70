using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public class GradientFlowExampleTests
{
    [Fact]
    public async Task Shows_problems_and_remedies_in_words_a_table_and_pictures()
    {
        using TemporaryFolder folder = new();
        string pictures = folder.File("pictures");

        ProgramRun run = await ProgramProcess.Run("GradientFlow", "--details", "--out", pictures);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(run.Lines, line => line.StartsWith("    layers.0: the gradient has vanished", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("    layers.38: the signal has exploded", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("layers.40  Linear 64 → 10 ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("sigmoid, batch normalised  ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("plain, orthogonal weights × 0.9  ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("LSTM, bias 5 of the forget gate  ", StringComparison.Ordinal));
        Assert.Equal(
            ["gradients-over-time.svg", "gradients.svg", "loss.svg", "outputs.svg", "sigmoid.svg"],
            Directory.GetFiles(pictures).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
