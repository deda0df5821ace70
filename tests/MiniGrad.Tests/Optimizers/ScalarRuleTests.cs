using MiniGrad.Optimizers;
using MiniGrad.Tests.Golden;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>200 steps of training by every optimizer that PyTorch 1.13 does not have agree with its paper's formula.</summary>
public class ScalarRuleTests
{
    public static TheoryData<string> Names =>
        [.. OptimizerCatalog.Rows<double>().Where(row => row.Reference is not null).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_follows_the_papers_formula(string name)
    {
        OptimizerRow<double> row = OptimizerCatalog.Row<double>(name);
        SmallNetwork<double> network = new(), expected = new();
        Optimizer<double> optimizer = row.Create(network.Parameters);
        ScalarRule[] rules = [.. expected.Parameters.Select(parameter => row.Reference!(optimizer, parameter.Shape))];
        double first = network.Loss().ToScalar();
        for (int step = 1; step <= 200; step++)
        {
            optimizer.Step(network.Loss);
            expected.Backward(expected.Loss());
            for (int i = 0; i < rules.Length; i++)
            {
                double[] values = expected.Parameters[i].ToArray();
                rules[i](values, expected.Parameters[i].Gradient!.ToArray());
                expected.Parameters[i].Assign(values);
                if (step is 1 or 10 or 50 or 200) Agreement.AssertClose(values, network.Parameters[i], 1e-10,
                    $"{name}: parameter {i} after step {step}");
            }
        }
        Assert.InRange(network.Loss().ToScalar(), 0, first / 2);
    }
}
