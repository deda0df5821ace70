using System.Text.Json;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

public sealed class PublicTablesCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_learn_from_the_same_rows_of_which_the_target_is_known()
    {
        Random random = new(1);
        File.WriteAllLines(folder.File("shops.csv"),
            Enumerable.Range(0, 200).Select(_ => (Size: random.Next(1, 100), Town: random.Next(3)))
                .Select((row, place) =>
                    (place, row.Size, Town: "abc"[row.Town], Sales: place % 10 == 0 ? "" : $"{row.Size + (20 * row.Town)}"))
                .Select(row => $"{row.place},{row.Size},{row.Town},{row.Sales}")
                .Prepend(",size,town,sales"));
        File.WriteAllText(folder.File("tables.json"),
            """[{"name": "shops", "file": "shops.csv", "target": "sales", "is_regression": true, "pandas": {"index_col": 0}}]""");
        JsonElement report = BenchmarkProcess.Report(
            await BenchmarkProcess.Run($"public-tables --folder {folder.Path} --splits 2 --json"));
        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()];
        if (report.GetProperty("missing").ValueKind == JsonValueKind.String)
        {
            Assert.Empty(rows);
            return;
        }
        JsonElement row = Assert.Single(rows);
        Assert.Equal(("shops", 180, 4),
            (row.GetProperty("table").GetString(), row.GetProperty("rows").GetInt32(), row.GetProperty("features").GetInt32()));
        Assert.InRange(row.GetProperty("minigrad").GetProperty("mean").GetDouble(), 0.8, 1);
        Assert.InRange(row.GetProperty("peer").GetProperty("mean").GetDouble(), 0.8, 1);
    }

    [Fact]
    public async Task A_folder_without_tables_is_refused()
    {
        ProgramRun run = await BenchmarkProcess.Run($"public-tables --folder {folder.Path}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected a folder with the file tables.json", run.Error, StringComparison.Ordinal);
    }
}
