using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>ONNX's tests of single operators, on import.</summary>
public class NodeTests(ITestOutputHelper output)
{
    [OnnxTestsFact]
    public void Every_test_of_a_supported_operator_passes()
    {
        OnnxTestRun run = new();
        foreach (string test in OnnxTestFiles.Tests("node/")) run.Run(test);
        foreach ((string reason, int count) in run.Refused.OrderByDescending(pair => pair.Value)) output.WriteLine($"{count,4}  {reason}");
        output.WriteLine($"{run.Passed.Count} pass, {run.Wrong.Count} are wrong, {run.Refused.Values.Sum()} are refused");
        Assert.True(run.Wrong.Count == 0, string.Join(Environment.NewLine, run.Wrong));
    }
}
