using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;

namespace LinearRegression;

/// <summary>A way to go down on the mean square.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="BatchSize">The samples per update; null for all.</param>
/// <param name="Rate">The learning rate at each update.</param>
/// <param name="Tolerance">How near to the pseudo-inverse's solution it has to come.</param>
internal sealed record DescentKind(string Name, int? BatchSize, Schedule Rate, double Tolerance)
{
    /// <summary>
    /// Batch, mini-batch and stochastic descent. The fewer samples an update sees, the more its gradient scatters, and the smaller its rate has to be; with
    /// a constant rate it ends by wandering around the solution, with one that decreases it settles.
    /// </summary>
    public static IReadOnlyList<DescentKind> All { get; } =
    [
        new("batch", null, LearningRate.Constant(0.75), 1e-9),
        new("mini-batch", 32, LearningRate.Constant(0.2), 0.1),
        new("stochastic", 1, LearningRate.Constant(0.05), 0.3),
        new("mini-batch, decreasing", 32, LearningRate.InverseTime(0.4, decay: 0.05), 0.03),
        new("stochastic, decreasing", 1, LearningRate.InverseTime(0.1, decay: 0.005), 0.03),
    ];

    /// <summary>Goes down for a number of epochs, with a point in the trace for every update.</summary>
    public SampledDescentResult<double> Run(RegressionProblem problem, int epochs, Random random) => Descent.Minimize(
        (beta, batch) => Objective.MeanSquare.Value(beta, batch.Inputs, batch.Targets), RegressionProblem.Start, problem.Data, BatchSize,
        beta => new Sgd<double>(beta, Rate.At(0)) { Schedule = Rate }, Stop.AfterIterations(epochs), random, new DescentOptions { TraceEvery = 1 });

    /// <summary>How long the way was compared with the straight line from its start to its end: 1 for a straight one, more the less steady it is.</summary>
    public static double Unsteadiness(SampledDescentResult<double> result)
    {
        double length = result.Trace.Zip(result.Trace.Skip(1), (from, to) => (to.Point - from.Point).Norm().ToScalar()).Sum();
        return length / (result.Trace[^1].Point - result.Trace[0].Point).Norm().ToScalar();
    }
}
