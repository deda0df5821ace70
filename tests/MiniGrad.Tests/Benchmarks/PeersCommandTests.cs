using System.Text.Json;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public sealed class PeersCommandTests : IDisposable
{
    private readonly TemporaryFolder empty = new();

    public void Dispose() => empty.Dispose();

    [Fact]
    public async Task Every_peer_is_compared_or_named_with_how_to_install_it()
    {
        JsonElement report = BenchmarkProcess.Report(await BenchmarkProcess.Run("peers --only 2-8-1 --rounds 1 --threads 1 --json"));

        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()], missing =
            [.. report.GetProperty("missing").EnumerateArray()];
        Assert.All(rows, row => Assert.True(row.GetProperty("minigrad_us").GetDouble() > 0));
        Assert.All(missing, peer => Assert.Contains(
            $"{peer.GetProperty("peer")}" == "TorchSharp" ? "--torchsharp has it built" : "apt-get install",
            peer.GetProperty("installation").GetString(), StringComparison.Ordinal));
        string[] compared = [.. rows.Select(row => row.GetProperty("peer").GetString() ?? "").Where(peer => peer != "")];
        Assert.All<string>(["C by hand", "PyTorch", "FANN", "ONNX Runtime", "TorchSharp"], name => Assert.True(
            compared.Any(peer => peer.StartsWith(name, StringComparison.Ordinal)) ^ missing.Any(peer =>
                peer.GetProperty("peer").GetString() == name), name));
        // What is there but computes something else than MiniGrad counts as missing too.
        Assert.DoesNotContain(missing, peer =>
            peer.GetProperty("reason").GetString()!.Contains("something else", StringComparison.Ordinal));
        foreach (JsonElement row in rows.Where(row => row.GetProperty("peer").GetString() is not null))
        {
            AssertRatio(row, "peer_us", "minigrad_us", "ratio");
            AssertRatio(row, "peer_infer_row_us", "minigrad_infer_row_us", "infer_ratio");
        }
    }

    [Fact]
    public async Task Adam_is_compared_with_gradient_descent_of_its_own()
    {
        JsonElement report = BenchmarkProcess.Report(
            await BenchmarkProcess.Run("peers --only 2-8-8-2 --rounds 1 --threads 1 --json"));

        JsonElement row = Assert.Single(
            report.GetProperty("rows").EnumerateArray(), row => row.GetProperty("peer").GetString() == "MiniGrad, sgd");
        Assert.Equal("2-8-8-2 tanh b4 adam", row.GetProperty("workload").GetString());
        Assert.True(row.GetProperty("peer_us").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("peer_infer_row_us").ValueKind);
    }

    [Fact]
    public void Without_a_compiler_there_is_a_line_and_the_rest_runs()
    {
        ToolRun run = ToolRun.OnRuntime(
            BenchmarkProcess.Assembly, ["peers", "--only", "2-8-2", "--rounds", "1", "--threads", "1"], ("PATH", empty.Path));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("C by hand is not there (gcc was not found); on Debian: apt-get install gcc", run.Output, StringComparison.Ordinal);
        Assert.Contains("| 2-8-2 tanh b4 sgd |", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A ratio is the peer's time over MiniGrad's, or nothing where the peer has no such time.</summary>
    private static void AssertRatio(JsonElement row, string theirs, string ours, string ratio)
    {
        if (row.GetProperty(theirs).ValueKind == JsonValueKind.Null)
        {
            Assert.Equal(JsonValueKind.Null, row.GetProperty(ratio).ValueKind);
            return;
        }
        Assert.Equal(
            row.GetProperty(theirs).GetDouble() / row.GetProperty(ours).GetDouble(), row.GetProperty(ratio).GetDouble(), 1e-9);
    }
}
