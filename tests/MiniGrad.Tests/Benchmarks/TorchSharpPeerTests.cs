using MiniGrad.Tests.Data;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

[Collection(nameof(Toolchain))]
public sealed class TorchSharpPeerTests : IDisposable
{
    private readonly TemporaryFolder empty = new();

    public void Dispose() => empty.Dispose();

    [Fact]
    public void Without_its_packages_there_is_a_line_and_the_rest_runs()
    {
        ToolRun run = ToolRun.OnRuntime(
            BenchmarkProcess.Assembly, ["peers", "--only", "2-8-2", "--rounds", "1", "--threads", "1", "--torchsharp"],
            ("NUGET_PACKAGES", empty.Path), ("RestoreSources", empty.Path));

        Assert.True(run.ExitCode == 0, run.Output);
        string line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith("TorchSharp is not there", StringComparison.Ordinal));
        Assert.Contains("error NU", line, StringComparison.Ordinal);
        Assert.Contains("| 2-8-2 tanh b4 sgd |", run.Output, StringComparison.Ordinal);
    }

    /// <summary>It would bring 1 GB into everybody's build.</summary>
    [Fact]
    public void Solution_is_built_without_it()
    {
        ToolRun run = ToolRun.Dotnet(Documentation.Repository.Root, "sln", "list");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("MiniGrad.Startup", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MiniGrad.TorchSharp", run.Output, StringComparison.Ordinal);
    }
}
