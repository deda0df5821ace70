using MiniGrad.Data;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>Every optimizer finds the minimum of three functions, and is there after a stated number of steps: a quadratic ten times as
/// steep along one axis, and from their usual starts Rosenbrock's valley and Beale's plain.</summary>
public class ConvergenceTests
{
    private const double Distance = 1e-3;

    public static TheoryData<string> Names =>
        [.. OptimizerCatalog.Rows<double>().Where(row => row.Convergence is not null).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_finds_the_minimum_of_a_quadratic(string name) =>
        AssertFinds([1, 2], [3, -2], name, row => row.Quadratic, (x, y) => (x - 1).Square() + 10 * (y - 2).Square());

    [Theory]
    [MemberData(nameof(Names))]
    public void It_finds_the_minimum_of_Rosenbrocks_function(string name) =>
        AssertFinds([1, 1], [-1.2, 1], name, row => row.Rosenbrock, (x, y) => (1 - x).Square() + 100 * (y - x.Square()).Square());

    [Theory]
    [MemberData(nameof(Names))]
    public void It_finds_the_minimum_of_Beales_function(string name) =>
        AssertFinds(
            [3, 0.5], [1, 1], name, row => row.Beale,
            (x, y) => (1.5 - x + x * y).Square() + (2.25 - x + x * y.Square()).Square() + (2.625 - x + x * y.Power(3)).Square());

    private static void AssertFinds(
        double[] minimum, double[] start, string name,
            Func<Convergence, DescentBudget> choose, Func<Tensor<double>, Tensor<double>, Tensor<double>> function)
    {
        OptimizerRow<double> row = OptimizerCatalog.Row<double>(name);
        DescentBudget descent = choose(row.Convergence!);

        // A row of two, so that there is a matrix for those that need one.
        Parameter<double> point = new(Tensor.Create<double>(start, [1, 2]));
        Optimizer<double> optimizer = row.CreateWith([point], descent.LearningRate);
        Batch<double> none = new(Tensor.Zeros<double>([1]), Tensor.Zeros<double>([1]));
        TrainingStep<double> training = new(optimizer, _ => function(point.Slice(1, 0, 1), point.Slice(1, 1, 1)));
        for (int step = 0; step < descent.Steps; step++)
        {
            if (descent.Decays) optimizer.LearningRate = descent.LearningRate * (1 - (double)step / descent.Steps);
            training.Run(none);
        }
        using IDisposable? region = (optimizer as ScheduleFreeAdamW<double>)?.UseAverage();
        double distance = double.Hypot(point.Span[0] - minimum[0], point.Span[1] - minimum[1]);
        Assert.True(distance < Distance, $"{name}: {distance} from the minimum after {descent.Steps} steps.");
    }
}
