using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>ONNX's tests of single operators, and of models that PyTorch exported, on import.</summary>
public class NodeTests(ITestOutputHelper output)
{
    [OnnxTestsFact]
    public void Every_test_of_a_supported_operator_passes() => Check("node/", expected: 531);

    [OnnxTestsFact]
    public void Every_network_of_supported_operators_that_PyTorch_exported_passes() => Check("pytorch-", expected: 62);

    [OnnxTestsFact]
    public void Every_simple_network_of_supported_operators_passes() => Check("simple/", expected: 6);

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
