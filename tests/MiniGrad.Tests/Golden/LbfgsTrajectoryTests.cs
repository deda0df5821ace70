using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>L-BFGS goes the way that PyTorch's goes, for as long as rounding does not decide where that leads, and ends where it
/// ends.</summary>
public class LbfgsTrajectoryTests
{
    private const double RelativeError = 1e-10;

    /// <summary>Two of PyTorch's own runs, whose starts differ by a relative 1e-15, are no farther apart than this where the ways are
    /// compared.</summary>
    private const double SpreadLimit = 1e-11;

    public static TheoryData<string, int> Names => new()
    {
        // The name of a run, and how many of its steps are to be comparable at least.
        { "network", 32 },
        { "network, long history", 55 },
        { "network, short history", 29 },
        { "network, small rate", 55 },
        { "rosenbrock 2", 40 },
        { "rosenbrock 10", 21 },
    };

    [Fact]
    public void Every_run_is_compared() => Assert.Equal(GoldenFile.LbfgsRuns.Select(run => run.Name), Names.Select(row => (string)row[0]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name, int comparableSteps)
    {
        GoldenLbfgsRun expected = GoldenFile.LbfgsRuns.Single(run => run.Name == name);
        Parameter<double>[] parameters = [.. expected.Start.Select(start => new Parameter<double>(start.As<double>()))];
        Lbfgs<double> optimizer = new(
            parameters, expected.LearningRate, expected.History, gradientTolerance: expected.GradientTolerance,
                changeTolerance: expected.ChangeTolerance,
            minimumCurvature: 1e-10);
        Func<Tensor<double>> function = Function(expected, parameters);
        int evaluations = 0;
        double spread = 0;
        List<double> losses = [], expectedLosses = [];
        for (int step = 1; step <= expected.Losses.Length; step++)
        {
            double loss = optimizer.Step(() =>
            {
                evaluations++;
                return function();
            });
            if (spread <= SpreadLimit)
            {
                losses.Add(loss);
                expectedLosses.Add(expected.Losses[step - 1]);
            }
            spread = Math.Max(spread, expected.Spreads[step - 1]);
            bool isEnd = step == expected.Losses.Length && expected.Spreads[^1] <= SpreadLimit;
            if (spread <= SpreadLimit) Assert.Equal((step, expected.Evaluations[step - 1]), (step, evaluations));
            if (expected.States.SingleOrDefault(state => state.Step == step) is not { } state || spread > SpreadLimit && !isEnd) continue;
            for (int i = 0; i < parameters.Length; i++)
                Agreement.AssertClose(state.Parameters[i], parameters[i], RelativeError, $"{name}: parameter {i} after step {step}");
        }
        Assert.InRange(losses.Count, comparableSteps, expected.Losses.Length);
        Agreement.AssertClose([.. expectedLosses], Tensor.Vector<double>([.. losses]), RelativeError, $"{name}: loss");
    }

    private static Func<Tensor<double>> Function(GoldenLbfgsRun run, Parameter<double>[] x)
    {
        if (run.Inputs is null) return () => TestFunctions.Rosenbrock<double>(x[0].ElementCount).Function(x[0]);
        Tensor<double> inputs = run.Inputs.As<double>(), targets = run.Targets!.As<double>();
        return () => Loss.MeanSquaredError(inputs.Linear(x[0], x[1]).Tanh().Linear(x[2], x[3]), targets);
    }
}
