using System.Text.Json;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Native;
using MiniGrad.Tests.Packages;
using Xunit;

namespace MiniGrad.Tests.Benchmarks;

[Collection(nameof(Toolchain))]
public sealed class StartupCommandTests : IDisposable
{
    private readonly TemporaryFolder empty = new();

    public void Dispose() => empty.Dispose();

    [Fact]
    public async Task First_step_hundredth_step_and_end_come_in_this_order()
    {
        JsonElement report = BenchmarkProcess.Report(await BenchmarkProcess.Run("startup --starts 2 --no-native --json"));

        JsonElement[] rows = Rows(report);
        Assert.Equal(["2,8,1 tanh 4", "784,128,10 relu 32"], rows.Select(row => row.GetProperty("network").GetString()));
        Assert.All(rows, row => Assert.Equal("on the runtime", row.GetProperty("program").GetString()));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("native_missing").ValueKind);
    }

    [NativeFact(takesMinutes: true)]
    public void Native_program_trains_as_the_one_on_the_runtime()
    {
        ToolRun run = ToolRun.OnRuntime(BenchmarkProcess.Assembly, ["startup", "--starts", "1", "--json"]);
        Assert.True(run.ExitCode == 0, run.Output);
        JsonElement[] rows = Rows(JsonDocument.Parse(run.Output).RootElement);

        string[] forms = ["on the runtime", "native"];
        Assert.Equal([.. forms, .. forms], rows.Select(row => row.GetProperty("program").GetString()));
        // Sums are split by the width of the vectors, so that the last digits may differ.
        for (int i = 0; i < rows.Length; i += 2)
            Assert.Equal(rows[i].GetProperty("loss").GetDouble(), rows[i + 1].GetProperty("loss").GetDouble(), 1e-4);
    }

    [Fact]
    public void Without_a_linker_there_is_a_line_and_the_rest_runs()
    {
        if (OperatingSystem.IsWindows()) return;
        ToolRun run = ToolRun.OnRuntime(BenchmarkProcess.Assembly, ["startup", "--starts", "1"], ("PATH", empty.Path));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("There is no native program: there is no linker here, neither clang", run.Output, StringComparison.Ordinal);
        Assert.Contains("| 784,128,10 relu 32 ", run.Output, StringComparison.Ordinal);
    }

    private static JsonElement[] Rows(JsonElement report)
    {
        JsonElement[] rows = [.. report.GetProperty("rows").EnumerateArray()];
        Assert.All(rows, row =>
        {
            double first = row.GetProperty("first_step_ms").GetDouble(), hundredth = row.GetProperty("hundredth_step_ms").GetDouble();
            Assert.True(0 < first && first <= hundredth && hundredth <= row.GetProperty("end_ms").GetDouble(), $"{row}");
            // Of a batch that it has seen a hundred times it knows more than by chance, ln 2 or ln 10.
            Assert.InRange(row.GetProperty("loss").GetDouble(), 0, 0.65);
        });
        return rows;
    }
}
