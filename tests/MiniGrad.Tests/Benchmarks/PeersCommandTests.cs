using System.Text.Json;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public class PeersCommandTests
{
    [Fact]
    public async Task Every_peer_is_compared_or_named_with_how_to_install_it()
    {
        JsonElement report = BenchmarkProcess.Report(await BenchmarkProcess.Run("peers --only 2-8-1 --rounds 1 --threads 1 --json"));

        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()], missing =
            [.. report.GetProperty("missing").EnumerateArray()];
        Assert.All(rows, row => Assert.True(row.GetProperty("minigrad_us").GetDouble() > 0));
        Assert.All(missing, peer =>
            Assert.Contains("apt-get install", peer.GetProperty("installation").GetString(), StringComparison.Ordinal));
        string[] compared = [.. rows.Select(row => row.GetProperty("peer").GetString() ?? "").Where(peer => peer != "")];
        Assert.All<string>(["PyTorch", "FANN"], name => Assert.True(
            compared.Any(peer => peer.StartsWith(name, StringComparison.Ordinal)) ^ missing.Any(peer =>
                peer.GetProperty("peer").GetString() == name), name));
        foreach (JsonElement row in rows.Where(row => row.GetProperty("peer").GetString() is not null))
            Assert.Equal(row.GetProperty("peer_us").GetDouble() / row.GetProperty("minigrad_us").GetDouble(),
                row.GetProperty("ratio").GetDouble(), 1e-9);
    }
}
