using System.Numerics;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>200 steps of training by every variant of the optimizers agree with PyTorch's.</summary>
public class GoldenTrajectoryTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Trajectories.Variants.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name) => AssertAgrees<double>(name, 1e-10);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_PyTorch(string name) => AssertAgrees<float>(name, 1e-3);

    [Fact]
    public void Every_trajectory_is_that_of_a_row() =>
        Assert.Equal(
            GoldenFile.Trajectories.Variants.Select(variant => variant.Name),
            OptimizerCatalog.Rows<double>().Where(row => row.IsGolden).Select(row => row.Name));

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenTrajectory expected = GoldenFile.Trajectories.Variants.Single(variant => variant.Name == name);
        SmallNetwork<T> network = new();
        Optimizer<T> optimizer = OptimizerCatalog.Row<T>(name).Create(network.Parameters);

        List<T> losses = [];
        List<int> checkedSteps = [];
        for (int step = 1; step <= expected.Losses.Length; step++)
        {
            losses.Add(optimizer.Step(network.Loss));
            if (expected.States.SingleOrDefault(state => state.Step == step) is not { } state) continue;
            checkedSteps.Add(step);
            for (int i = 0; i < network.Parameters.Count; i++)
                Agreement.AssertClose(state.Parameters[i], network.Parameters[i], relativeError,
                    $"{name}: parameter {i} after step {step}");
        }

        Agreement.AssertClose(expected.Losses, Tensor.Vector<T>([.. losses]), relativeError, $"{name}: loss");
        Assert.Equal([1, 10, 50, 200], checkedSteps);
    }
}
