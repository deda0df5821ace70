using System.Text.Json;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public class TablesCommandTests
{
    [Fact]
    public async Task The_estimators_are_compared_on_the_same_folds_or_it_says_how_to_install_the_peer()
    {
        JsonElement report =
            BenchmarkProcess.Report(await BenchmarkProcess.Run("tables --only diabetes --hidden 16 --epochs 60 --seeds 1 --json"));
        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()];
        if (report.GetProperty("missing") is { ValueKind: JsonValueKind.Object } missing)
        {
            Assert.Empty(rows);
            Assert.Contains("apt-get install", missing.GetProperty("installation").GetString(), StringComparison.Ordinal);
            return;
        }
        JsonElement row = Assert.Single(rows);
        JsonElement ours = row.GetProperty("minigrad"), theirs = row.GetProperty("peer");
        Assert.Equal(("diabetes", 442, 10),
            (row.GetProperty("table").GetString(), row.GetProperty("rows").GetInt32(), row.GetProperty("features").GetInt32()));
        Assert.InRange(ours.GetProperty("mean").GetDouble(), 0.35, 0.6);
        Assert.InRange(theirs.GetProperty("mean").GetDouble(), 0.35, 0.6);
        Assert.Equal(theirs.GetProperty("seconds").GetDouble() / ours.GetProperty("seconds").GetDouble(),
            row.GetProperty("ratio").GetDouble(), 1e-9);
    }
}
