using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Minimization;

public class DescentTests
{
    [Fact]
    public void A_number_goes_down_by_the_learning_rate_times_the_derivative()
    {
        DescentResult<double> result = Descent.Minimize(
            x => (x - 3).Square(), start: Tensor.Scalar(0.0), x => new Sgd<double>(x, learningRate: 0.1), Stop.WhenGradientBelow(1e-8),
            new DescentOptions { TraceEvery = 1 });

        double expected = 0;
        foreach (TracePoint<double> at in result.Trace)
        {
            Assert.Equal(expected, at.Point.ToScalar(), 14);
            Assert.Equal((expected - 3) * (expected - 3), at.Value, 13);
            Assert.Equal(Math.Abs(2 * (expected - 3)), at.GradientNorm, 13);
            expected -= 0.1 * 2 * (expected - 3);
        }
        Assert.Equal(Enumerable.Range(0, result.Iterations + 1), result.Trace.Select(at => at.Iteration));
        Assert.Equal(3, result.Point.ToScalar(), 8);
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        Assert.InRange(result.GradientNorm, double.Epsilon, 1e-8);
        Assert.True(result.Trace[^2].GradientNorm >= 1e-8);
        Assert.Equal((result.Iterations + 1, result.Trace[^1].Value), (result.Evaluations, result.Value));
    }

    [Fact]
    public void A_vector_goes_down_by_the_learning_rate_times_the_gradient()
    {
        DescentResult<double> result = Descent.Minimize(
            x => x.Square().Sum() + x.Slice(0, 0, 1).Sum() * x.Slice(0, 1, 1).Sum(), Tensor.Vector(1.0, -2), x =>
                new Sgd<double>(x, 0.1), Stop.AfterIterations(5),
            new DescentOptions { TraceEvery = 2 });

        (double x, double y) = (1, -2);
        for (int i = 0; i < 5; i++) (x, y) = (x - 0.1 * (2 * x + y), y - 0.1 * (2 * y + x));
        Assert.Equal([x, y],
            result.Point.ToArray().Select((value, i) => Math.Round(value, 14) == Math.Round(i == 0 ? x : y, 14) ? i == 0 ? x : y : value));
        Assert.Equal((5, 6L, "5 iterations are done"), (result.Iterations, result.Evaluations, result.Reason.Sentence));

        // Every second, and the last.
        Assert.Equal([0, 2, 4, 5], result.Trace.Select(at => at.Iteration));
        Assert.Equal(result.Point.ToArray(), result.Trace[^1].Point.ToArray());
    }

    [Fact]
    public void Several_tensors_of_different_shapes_go_down_together()
    {
        Tensor<double> target = Tensor.Create(new double[,] { { 1, 2 }, { 3, 4 } });
        DescentResult<double> result = Descent.Minimize(
            x => (x[0] + x[1] - target).Square().Sum() + x[1].Square().Sum(), [Tensor.Zeros<double>([2, 2]), Tensor.Scalar(5.0)],
            x => new Adam<double>(x, 0.1), Stop.WhenGradientElementsBelow(1e-7) | Stop.AfterIterations(5000));

        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        Assert.Equal([2, 2], result.Points[0].Shape);
        Assert.Equal(0, result.Points[1].ToScalar(), 1e-6);
        Assert.All(result.Points[0].ToArray().Zip(target.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void Ascent_goes_up_by_the_same_steps_and_tells_the_function_itself()
    {
        static Tensor<double> Hill(Tensor<double> x) => 7 - (x - 2).Square();
        DescentOptions options = new() { TraceEvery = 1 };
        DescentResult<double> up =
            Descent.Maximize(Hill, Tensor.Scalar(0.0), x => new Sgd<double>(x, 0.1), Stop.WhenGradientBelow(1e-6), options);
        DescentResult<double> down =
            Descent.Minimize(x => -Hill(x), Tensor.Scalar(0.0), x => new Sgd<double>(x, 0.1), Stop.WhenGradientBelow(1e-6), options);

        Assert.Equal(2, up.Point.ToScalar(), 6);
        Assert.Equal(7, up.Value, 10);
        Assert.Equal((0.1 * 4, 3.0), (up.Trace[1].Point.ToScalar(), up.Trace[0].Value));
        Assert.Equal(down.Trace.Select(at => (at.Point.ToScalar(), -at.Value, at.GradientNorm)),
            up.Trace.Select(at => (at.Point.ToScalar(), at.Value, at.GradientNorm)));

        DescentResult<double> both = Descent.Maximize(
            x => -(x[0] * x[1] - 6).Square() - (x[0] - 2).Square(), [Tensor.Scalar(1.0), Tensor.Scalar(1.0)], x =>
                new Adam<double>(x, 0.05),
            Stop.WhenValueAbove(-1e-12) | Stop.AfterIterations(5000));
        Assert.Equal(StopKind.LossTarget, both.Reason.Kind);
        Assert.Equal(3, both.Points[1].ToScalar(), 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_captured_run_has_the_same_bits(bool isLbfgs)
    {
        DescentResult<float> eager = Run(capture: false), captured = Run(capture: true);
        Assert.Equal(eager.Trace.Select(at => (at.Value, at.GradientNorm)), captured.Trace.Select(at => (at.Value, at.GradientNorm)));
        Assert.Equal(eager.Point.ToArray(), captured.Point.ToArray());
        Assert.Equal((eager.Reason, eager.Evaluations), (captured.Reason, captured.Evaluations));

        DescentResult<float> Run(bool capture)
        {
            TestFunction<float> function = TestFunctions.Rosenbrock<float>(6);
            return Descent.Minimize(
                function.Function, function.Start, x => isLbfgs ? new Lbfgs<float>(x) : new Adam<float>(x, 0.02), Stop.AfterIterations(100),
                new DescentOptions { Captures = capture, TraceEvery = 1 });
        }
    }

    [Fact]
    public void A_captured_run_allocates_nothing_per_iteration()
    {
        // Verifications are at evaluations 1024 and 2048.
        const int Few = 1030, More = 1000;
        Allocated(Few);
        long few = Allocated(Few), many = Allocated(Few + More);
        // A collection in between empties pools, and what begins a run fills them again; that is less than one byte for each of the
        // iterations more.
        Assert.InRange(many - few, 1 - More, More - 1);

        static long Allocated(int iterations)
        {
            TestFunction<double> function = TestFunctions.Rosenbrock<double>();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Descent.Minimize(function.Function, function.Start, x => new Adam<double>(x, 0.01), Stop.AfterIterations(iterations));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
