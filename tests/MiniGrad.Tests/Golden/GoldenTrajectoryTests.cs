using System.Numerics;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>50 steps of training by every variant of the optimizers agree with PyTorch's.</summary>
public class GoldenTrajectoryTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Trajectories.Variants.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name) => AssertAgrees<double>(name, 1e-10);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_PyTorch(string name) => AssertAgrees<float>(name, 1e-3);

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenTrajectories golden = GoldenFile.Trajectories;
        GoldenTrajectory expected = golden.Variants.Single(variant => variant.Name == name);
        Tensor<T> inputs = golden.Inputs.As<T>(), targets = golden.Targets.As<T>();
        Parameter<T>[] parameters = [.. golden.Initial.Select(initial => new Parameter<T>(initial.As<T>()))];
        Optimizer<T> optimizer = CreateOptimizer(expected.Settings, parameters);

        List<T> losses = [];
        List<int> checkedSteps = [];
        for (int step = 1; step <= expected.Losses.Length; step++)
        {
            Tensor<T> predictions = inputs.Linear(parameters[0], parameters[1]).Tanh().Linear(parameters[2], parameters[3]);
            Tensor<T> loss = Loss.MeanSquaredError(predictions, targets);
            optimizer.ZeroGradients();
            loss.Backward();
            optimizer.Step();
            losses.Add(loss.ToScalar());

            if (expected.States.SingleOrDefault(state => state.Step == step) is not { } state) continue;
            checkedSteps.Add(step);
            for (int i = 0; i < parameters.Length; i++)
                Agreement.AssertClose(state.Parameters[i], parameters[i], relativeError, $"{name}: parameter {i} after step {step}");
        }

        Agreement.AssertClose(expected.Losses, Tensor.Vector<T>([.. losses]), relativeError, $"{name}: loss");
        Assert.Equal([1, 10, 50], checkedSteps);
    }

    private static Optimizer<T> CreateOptimizer<T>(GoldenSettings of, Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => of.Optimizer switch
        {
            "sgd" => new Sgd<T>(parameters, of.LearningRate, of.Momentum!.Value, KindOf(of.MomentumKind), of.WeightDecay),
            "adam" => new Adam<T>(parameters, of.LearningRate, of.Beta1!.Value, of.Beta2!.Value, of.Epsilon!.Value, of.WeightDecay),
            _ => throw new InvalidDataException($"There is no optimizer called '{of.Optimizer}'."),
        };

    private static MomentumKind KindOf(string? kind) => kind switch
    {
        "heavy-ball" => MomentumKind.HeavyBall,
        "nesterov" => MomentumKind.Nesterov,
        "exponential average" => MomentumKind.ExponentialAverage,
        _ => throw new InvalidDataException($"There is no momentum called '{kind}'."),
    };
}
