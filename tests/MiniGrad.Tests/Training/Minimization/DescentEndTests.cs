using MiniGrad.Optimizers;
using MiniGrad.Tests.Training.Stopping;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Minimization;
/// <summary>How a descent ends, well or otherwise, and what it refuses to begin with.</summary>
public class DescentEndTests
{
    [Fact]
    public void A_run_that_diverges_says_so_and_returns_the_best_point()
    {
        DescentResult<double> growing = Descent.Minimize(
            x => x.Square(), Tensor.Scalar(1.0), x =>
                new Sgd<double>(x, 1.5), Stop.AfterIterations(1000), new DescentOptions { TraceEvery = 1 });
        Assert.Equal((StopKind.Diverged, 1.0, 1.0, 2.0),
            (growing.Reason.Kind, growing.Point.ToScalar(), growing.Value, growing.GradientNorm));
        Assert.Equal("diverged: the loss went to 1.72E+10 by iteration 17, beyond 1E+10 times where it began", growing.Reason.Sentence);
        Assert.Equal(Math.Pow(4, 17), growing.Trace[^1].Value);

        // √x has no value below 0, where a long step leads.
        DescentResult<double> undefined =
            Descent.Minimize(x => x.Sqrt() - x * 0.01, Tensor.Scalar(1.0), x => new Sgd<double>(x, 0.8), Stop.AfterIterations(1000));
        Assert.Equal("diverged: the loss became NaN at iteration 3", undefined.Reason.Sentence);
        Assert.True(double.IsFinite(undefined.Value) && undefined.Point.ToScalar() > 0);

        // Falls for ever.
        TestFunction<double> saddle = TestFunctions.Saddle<double>();
        DescentResult<double> falling =
            Descent.Minimize(saddle.Function, saddle.Start, x => new Sgd<double>(x, 0.1), Stop.WhenGradientBelow(1e-10));
        Assert.Equal(StopKind.Diverged, falling.Reason.Kind);
        Assert.InRange(falling.Value, -1e10, -1e9);
        Assert.Equal(saddle.Function(falling.Point).ToScalar(), falling.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_can_no_longer_move_says_so(bool isLbfgs)
    {
        // The square of no float is 2, so the gradient stays far above the target, and a step becomes too small to change the point.
        DescentResult<float> result = Descent.Minimize(
            x => (x.Square() - 2).Square().Sum(), Tensor.Vector(1f), x =>
                isLbfgs ? new Lbfgs<float>(x) : new Sgd<float>(x, 0.01), Stop.WhenGradientBelow(1e-12),
            new DescentOptions { TraceEvery = 1 });
        Assert.Equal((StopKind.Stalled, false), (result.Reason.Kind, result.Reason.IsDivergence));
        Assert.Equal($"stalled: no parameter has changed for 100 iterations, at iteration {result.Iterations}", result.Reason.Sentence);
        float[] path = [.. result.Trace.Select(at => at.Point[0])];
        Assert.All(path[^101..], x => Assert.Equal(result.Point[0], x));
        Assert.NotEqual(path[^102], path[^101]);
        Assert.Equal(MathF.Sqrt(2), result.Point[0], 1e-5f);
    }

    [Fact]
    public void Gathering_gradients_is_not_standing_still()
    {
        static DescentResult<double> Run(StoppingRule stop, double rate) =>
            Descent.Minimize(x => x.Square(), Tensor.Scalar(1.0), x => new Sgd<double>(x, rate) { AccumulationSteps = 150 }, stop);
        Assert.Equal(Math.Pow(0.8, 2), Run(Stop.AfterIterations(2), 0.1).Point.ToScalar(), 14);
        Assert.Equal("stalled: no parameter has changed for 100 iterations, at iteration 100",
            Run(Stop.WhenGradientBelow(1e-3), 0).Reason.Sentence);
    }

    [Fact]
    public void Rules_and_reasons_of_an_ascent_speak_of_the_value_in_its_own_sign()
    {
        Assert.Matches("^the value rose to 2[.]9[0-9]*, above 2[.]9, at iteration [0-9]+$", Up(Stop.WhenValueAbove(2.9)).Reason.Sentence);
        Assert.Equal("the value fell to 2, below 2.5, at iteration 0", Up(Stop.WhenValueBelow(2.5)).Reason.Sentence);
        Assert.Matches("^the value changed from 2[.]99[0-9]* by ", Up(Stop.WhenLossChangesRelativelyLessThan(1e-3)).Reason.Sentence);
        Assert.Equal(
            "WhenLossBelow: an ascent has no loss that falls; look at the value itself with WhenValueAbove. (Parameter 'rule')",
            Assert.Throws<ArgumentException>(() => Up(Stop.AfterIterations(9) | Stop.WhenLossBelow(2.9))).Message);
        Assert.Equal(
            "the value fell to 0.64, below 0.7, at iteration 1",
            Descent.Minimize(x => x.Square(), Tensor.Scalar(1.0), x => new Sgd<double>(x, 0.1), Stop.WhenValueBelow(0.7)).Reason.Sentence);

        DescentResult<double> rising = Descent.Maximize(
            x => x.Square(), Tensor.Scalar(1.0), x =>
                new Sgd<double>(x, 0.5), Stop.AfterIterations(99), new DescentOptions { DivergenceFactor = 100 });
        Assert.Equal("diverged: the value went to 256 by iteration 4, beyond 100 times where it began", rising.Reason.Sentence);
        Assert.Equal((64.0, 8.0), (rising.Value, rising.Point.ToScalar()));

        static DescentResult<double> Up(StoppingRule stop) =>
            Descent.Maximize(x => 3 - x.Square(), Tensor.Scalar(1.0), x => new Sgd<double>(x, 0.1), stop);
    }

    [Fact]
    public void The_best_point_seen_is_kept_and_every_iteration_is_told()
    {
        // Momentum runs past the minimum.
        List<StoppingProgress> told = [];
        DescentResult<double> result = Descent.Minimize(
            x => x.Square(), Tensor.Scalar(1.0), x => new Sgd<double>(x, 1, momentum: 0.9), Stop.AfterIterations(7),
            new DescentOptions { TraceEvery = 1, OnIteration = told.Add });
        TracePoint<double> best = result.Trace.MinBy(at => at.Value)!;
        Assert.True(best.Iteration is > 0 and < 7);
        Assert.Equal((best.Value, best.Point.ToScalar()), (result.BestValue, result.BestPoint.ToScalar()));
        Assert.Equal(result.Trace.Skip(1).Select(at => (at.Iteration, at.Value)),
            told.Select(progress => (progress.Iteration, progress.Loss)));

        DescentResult<double> up = Descent.Maximize(
            x => -x.Square(), Tensor.Scalar(1.0), x => new Sgd<double>(x, 1, momentum: 0.9), Stop.AfterIterations(7),
            new DescentOptions { OnIteration = progress => Assert.True(progress.IsAscent && progress.Value < 0) });
        Assert.Equal((-best.Value, best.Point.ToScalar()), (up.BestValue, up.BestPoint.ToScalar()));
    }

    [Fact]
    public void Time_and_cancellation_end_a_run()
    {
        ManualTime time = new();
        DescentResult<double> timed = Descent.Minimize(
            x =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return x.Square();
            },
            Tensor.Scalar(1.0), x =>
                new Sgd<double>(x, 0.01), Stop.AfterTime(TimeSpan.FromSeconds(5)), new DescentOptions { Time = time, Captures = false });
        Assert.Equal((StopKind.Time, 4, TimeSpan.FromSeconds(5)), (timed.Reason.Kind, timed.Iterations, timed.Elapsed));

        using CancellationTokenSource cancellation = new();
        int calls = 0;
        Assert.Throws<OperationCanceledException>(() => Descent.Minimize(
            x =>
            {
                if (++calls == 3) cancellation.Cancel();
                return x.Square();
            },
            Tensor.Scalar(1.0), x => new Sgd<double>(x, 0.01), Stop.AfterIterations(100), new DescentOptions { Captures = false },
            cancellation.Token));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Bad_starts_functions_and_optimizers_are_refused_in_words()
    {
        Assert.StartsWith(
            "Minimize: the start must be finite, but element 1 of tensor 0 is NaN.",
            Assert.Throws<ArgumentException>(() => Minimize(x => x.Sum(), Tensor.Vector(1, double.NaN))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Minimize: at the start the function is NaN and its gradient has the norm 1.4",
            Assert.Throws<ArgumentException>(() => Minimize(x => x.Log().Sum(), Tensor.Vector(1.0, -1))).Message, StringComparison.Ordinal);
        Assert.Equal(
            "Minimize: expected the function's value to be a single number, got shape [2]; reduce it to one.",
            Assert.Throws<InvalidOperationException>(() => Minimize(x => x * 2, Tensor.Vector(1.0, 2))).Message);
        Assert.StartsWith(
            "Minimize: the function's value does not depend on the point",
            Assert.Throws<InvalidOperationException>(() => Minimize(x => Tensor.Scalar(1.0), Tensor.Vector(1.0, 2))).Message,
                StringComparison.Ordinal);
        Assert.Equal("Minimize: the function returned null.",
            Assert.Throws<InvalidOperationException>(() => Minimize(x => null!, Tensor.Vector(1.0))).Message);
        Assert.StartsWith(
            "Maximize: expected at least one tensor to start from, got none.",
            Assert.Throws<ArgumentException>(
                () => Descent.Maximize<double>(x => x[0], [], x => new Sgd<double>(x, 0.1), Stop.AfterIterations(1))).Message,
                    StringComparison.Ordinal);
        Assert.StartsWith(
            "Minimize: start 0 of shape [0] has no elements.",
            Assert.Throws<ArgumentException>(() => Minimize(x => x.Sum(), Tensor.Zeros<double>([0]))).Message, StringComparison.Ordinal);
        Parameter<double> other = new(Tensor.Vector(1.0), "other");
        Assert.StartsWith(
            "Minimize: the optimizer is for parameter 'other'",
            Assert.Throws<ArgumentException>(
                () => Descent.Minimize(x => x.Sum(), Tensor.Vector(1.0), x => new Sgd<double>([other], 0.1), Stop.AfterIterations(1)))
                    .Message, StringComparison.Ordinal);
        Assert.Equal(
            "optimizer",
            Assert.Throws<ArgumentNullException>(() => Descent.Minimize(x => x.Sum(), Tensor.Vector(1.0), null!, Stop.AfterIterations(1)))
                .ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DescentOptions { TraceEvery = -1 });

        static DescentResult<double> Minimize(Func<Tensor<double>, Tensor<double>> function, Tensor<double> start) =>
            Descent.Minimize(function, start, x => new Sgd<double>(x, 0.1), Stop.AfterIterations(10));
    }

    [Fact]
    public void A_function_that_looks_at_values_runs_uncaptured_and_is_told_so_otherwise()
    {
        static Tensor<double> Kinked(Tensor<double> x) => x.ToScalar() > 1 ? x * 2 - 1 : x.Square();
        AssertAdvised(Kinked, "looked at the values");
        Random random = new(1);
        AssertAdvised(x => (x * Tensor.Uniform<double>([], 1, 2, random)).Square(), "does not do the same");
        DescentResult<double> result = Descent.Minimize(
            Kinked, Tensor.Scalar(3.0), x =>
                new Sgd<double>(x, 0.1), Stop.WhenGradientBelow(1e-6), new DescentOptions { Captures = false });
        Assert.Equal(0, result.Point.ToScalar(), 1e-6);

        static void AssertAdvised(Func<Tensor<double>, Tensor<double>> function, string what)
        {
            string message = Assert.Throws<InvalidOperationException>(
                () => Descent.Minimize(function, Tensor.Scalar(3.0), x => new Sgd<double>(x, 0.1), Stop.AfterIterations(100))).Message;
            Assert.Matches($"^Minimize: the function cannot be captured; .* with new DescentOptions {{ Captures = false }}[.] Captured " +
                $"step: .*{what}", message);
        }
    }

    [Fact]
    public void The_start_stays_as_it_is_and_may_be_where_the_run_ends()
    {
        Tensor<double> start = Tensor.Vector(1.0, 1);
        DescentResult<double> result = Descent.Minimize(
            TestFunctions.Rosenbrock<double>().Function, start, x => new Sgd<double>(x, 1), Stop.WhenGradientBelow(1e-3));
        Assert.Equal((0, 1L), (result.Iterations, result.Evaluations));
        Descent.Minimize(x => x.Square().Sum(), start, x => new Sgd<double>(x, 0.1), Stop.AfterIterations(3));
        Assert.Equal([1.0, 1], start.ToArray());
    }

    [Fact]
    public void Gathered_gradients_make_an_iteration_only_with_their_update()
    {
        DescentResult<double> result = Descent.Minimize(
            x => (x - 3).Square(), Tensor.Scalar(0.0), x => new Sgd<double>(x, 0.1) { AccumulationSteps = 4 },
            Stop.WhenLossChangesLessThan(1e-9) | Stop.AfterIterations(1000));
        Assert.Equal(3, result.Point.ToScalar(), 1e-4);
        Assert.Equal(result.Iterations + 1, result.Evaluations);
    }

    [Fact]
    public void An_optimizer_for_some_of_the_tensors_is_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => Descent.Minimize(
            x => (x[0] * x[1]).Sum(), [Tensor.Scalar(1.0), Tensor.Scalar(2.0)], x => new Sgd<double>([x[0]], 0.1), Stop.AfterIterations(3)))
                .Message;
        Assert.Contains("the optimizer is for 1 of the 2 tensors", message, StringComparison.Ordinal);
    }
}
