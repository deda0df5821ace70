using System.Globalization;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Documentation;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>ONNX's tests of single operators, and of models that PyTorch exported, on import.</summary>
public class NodeTests(ITestOutputHelper output)
{
    [OnnxTestsFact]
    public void Every_test_of_a_supported_operator_passes() => Check("node/", expected: 536);

    [OnnxTestsFact]
    public void Every_network_of_supported_operators_that_PyTorch_exported_passes() => Check("pytorch-", expected: 62);

    [OnnxTestsFact]
    public void Every_simple_network_of_supported_operators_passes() => Check("simple/", expected: 6);

    [OnnxTestsFact]
    public void The_page_says_how_many_pass_and_why_others_are_refused()
    {
        OnnxTestRun run = new();
        IReadOnlyList<string> tests = OnnxTestFiles.Tests("node/");
        foreach (string test in tests) run.Run(test);
        string page = Regex.Replace(File.ReadAllText(Repository.FullPath("src/MiniGrad.Onnx/README.md")), @"[ \n]+", " ");
        string counts = string.Create(CultureInfo.InvariantCulture,
            $"Of the {tests.Count:N0} tests of single nodes in ONNX 1.22, {run.Passed.Count} run and pass, {run.Wrong.Count} ") +
            string.Create(CultureInfo.InvariantCulture, $"run and are wrong, and {run.Refused.Values.Sum():N0} are refused");
        string table = string.Join('\n', RefusalTable.Of(run.Refused));
        output.WriteLine($"{counts}\n{table}");
        Assert.Contains(counts, page, StringComparison.Ordinal);
        Assert.Contains(table.Replace('\n', ' '), page, StringComparison.Ordinal);
    }

    private void Check(string folder, int expected)
    {
        OnnxTestRun run = new();
        foreach (string test in OnnxTestFiles.Tests(folder)) run.Run(test);
        foreach ((string reason, int count) in run.Refused.OrderByDescending(pair => pair.Value)) output.WriteLine($"{count,4}  {reason}");
        output.WriteLine($"{run.Passed.Count} pass, {run.Wrong.Count} are wrong, {run.Refused.Values.Sum()} are refused");
        Assert.True(run.Wrong.Count == 0, string.Join(Environment.NewLine, run.Wrong));
        Assert.True(run.Passed.Count >= expected, $"expected at least {expected} to pass, got {run.Passed.Count}");
    }
}
