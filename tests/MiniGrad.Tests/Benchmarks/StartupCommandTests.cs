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
        JsonElement example = Assert.Single(report.GetProperty("example").EnumerateArray());
        Assert.Equal("on the runtime", example.GetProperty("program").GetString());
        AssertTimes(example);
        Assert.Empty(report.GetProperty("native_missing").EnumerateArray());
    }

    [NativeFact(takesMinutes: true)]
    public void Native_programs_train_as_the_one_on_the_runtime_and_a_set_that_is_not_known_is_named()
    {
        ToolRun run = ToolRun.OnRuntime(
            BenchmarkProcess.Assembly, ["startup", "--starts", "1", "--json", "--instruction-set", "default", "no-such", "native"]);
        Assert.True(run.ExitCode == 0, run.Output);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        JsonElement[] rows = Rows(report), examples = [.. report.GetProperty("example").EnumerateArray()];

        string[] forms = ["on the runtime", "native, default", "native, native"];
        Assert.Equal([.. forms, .. forms], rows.Select(row => row.GetProperty("program").GetString()));
        // Sums are split by the width of the vectors, so that the last digits may differ.
        for (int i = 0; i < rows.Length; i++)
        {
            double onRuntime = rows[i / forms.Length * forms.Length].GetProperty("loss").GetDouble();
            Assert.Equal(onRuntime, rows[i].GetProperty("loss").GetDouble(), 1e-4);
        }
        Assert.Equal(forms, examples.Select(row => row.GetProperty("program").GetString()));
        Assert.All(examples, AssertTimes);
        JsonElement missing = Assert.Single(report.GetProperty("native_missing").EnumerateArray());
        Assert.Equal("no-such", missing.GetProperty("instruction_set").GetString());
        Assert.Contains("no-such", missing.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_linker_there_is_a_line_and_the_rest_runs()
    {
        if (OperatingSystem.IsWindows()) return;
        ToolRun run = ToolRun.OnRuntime(
            BenchmarkProcess.Assembly, ["startup", "--starts", "1", "--instruction-set", "default", "x86-64-v3", "default"],
            ("PATH", empty.Path));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains(
            "There is no native program for default, x86-64-v3: there is no linker here, neither clang", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("| 784,128,10 relu 32 ", run.Output, StringComparison.Ordinal);
        Assert.Contains("| examples/Xor, start to end ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_without_a_name_is_refused()
    {
        ToolRun run = ToolRun.OnRuntime(BenchmarkProcess.Assembly, ["startup", "--instruction-set", ""]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("--instruction-set: expected the name of a set, got nothing.", run.Output, StringComparison.Ordinal);
    }

    private static void AssertTimes(JsonElement example)
    {
        double fastest = example.GetProperty("fastest_ms").GetDouble();
        Assert.True(0 < fastest && fastest <= example.GetProperty("median_ms").GetDouble(), $"{example}");
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
