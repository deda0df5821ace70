using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class LbfgsTests
{
    [Fact]
    public void A_curvature_that_overflows_is_not_remembered_so_that_the_state_can_be_restored()
    {
        Parameter<double> x = new(Tensor.Ones<double>([1]), "x");
        Sgd<double> optimizer = new([x], 0.1), other = new([x], 0.1);
        CurvaturePairs<double> pairs = new(optimizer, 2), others = new(other, 2);
        ParameterState<double> huge = optimizer.CreateState("huge", 1e200), small = optimizer.CreateState("small", 2);
        _ = (others, other.CreateState("huge"), other.CreateState("small"));
        pairs.Add(huge, huge, 1e-10);
        Assert.All(optimizer.SaveState().Numbers, number => Assert.True(double.IsFinite(number.Value)));
        pairs.Add(small, small, 1e-10);
        Assert.Contains(optimizer.SaveState().Numbers, number => number is { Key: "pair_count", Value: 1 });
        other.RestoreState(optimizer.SaveState());
    }

    [Fact]
    public void It_reaches_the_minimum_of_Rosenbrock_in_a_hundred_dimensions()
    {
        TestFunction<double> rosenbrock = TestFunctions.Rosenbrock<double>(100);
        DescentResult<double> result = Descent.Minimize(
            rosenbrock.Function, rosenbrock.Start, x => new Lbfgs<double>(x),
            Stop.WhenGradientBelow(1e-10) | Stop.AfterIterations(2000));
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        Assert.True(result.GradientNorm < 1e-10);
        Assert.InRange(rosenbrock.DistanceToMinimum(result.Point), 0, 1e-9);
    }

    [Fact]
    public void At_the_floor_of_rounding_slopes_tell_what_values_cannot()
    {
        // Freudenstein and Roth's function, whose local minimum has the value 48.98: values there differ by 1e-14 at least.
        DescentResult<double> result = Descent.Minimize(
            p =>
            {
                Tensor<double> x = p.Slice(0, 0, 1), y = p.Slice(0, 1, 1);
                return ((x - 13 + ((5 - y) * y - 2) * y).Square() + (x - 29 + ((y + 1) * y - 14) * y).Square()).Sum();
            },
            Tensor.Vector(0.5, -2), x => new Lbfgs<double>(x), Stop.WhenGradientElementsBelow(1e-8) | Stop.AfterIterations(1000));
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        Assert.InRange(result.Evaluations, 1, 60);
        Assert.Equal(48.98425367924, result.Value, 1e-9);
    }

    [Fact]
    public void Where_the_steepest_descent_leads_nowhere_no_further_search_is_made()
    {
        // |x| has no smooth minimum: from 1e-30 on no step is better, and each search would try 25.
        DescentResult<double> result = Descent.Minimize(
            x => x.Abs().Sum() + 1, Tensor.Vector(1e-30), x => new Lbfgs<double>(x), Stop.AfterIterations(1000));
        Assert.InRange(result.Evaluations, 1, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_fits_a_small_network_to_a_sine(int seed)
    {
        Tensor<double> x = Tensor.Range(-Math.PI, 101, 2 * Math.PI / 100).Reshape(101, 1), y =
            Tensor.Create(Array.ConvertAll(x.ToArray(), Math.Sin), x.Shape);
        Mlp<double> model = new([1, 20, 1], Activation.Tanh, new Random(seed));
        Lbfgs<double> optimizer = new(model.Parameters, history: 20);
        TrainingStep<double> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));
        StoppingMonitor stop = new(Stop.WhenLossBelow(1e-6) | Stop.AfterIterations(5000));
        do step.Run(new(x, y));
        while (!stop.Observe(Loss.MeanSquaredError(model.Predict(x), y).ToScalar()));
        Assert.Equal(StopKind.LossTarget, stop.Reason!.Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Captured_and_eager_steps_have_the_same_bits(int iterationsPerStep)
    {
        Assert.Equal(Train(capture: false), Train(capture: true));

        float[] Train(bool capture)
        {
            Mlp<float> model = new([4, 9, 3], Activation.Tanh, new Random(5));
            TrainingStep<float> step = new(
                new Lbfgs<float>(model.Parameters, iterationsPerStep: iterationsPerStep), batch =>
                    Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
            Random random = new(3);
            Tensor<float> inputs = Tensor.Uniform<float>([20, 4], -1, 1, random), targets = Tensor.Uniform<float>([20, 3], -1, 1, random);
            List<float> figures = [];
            for (int i = 0; i < 40; i++) figures.Add(step.Run(new(inputs, targets)));
            Assert.True(figures[^1] < 0.5 * figures[0]);
            return [.. figures, .. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void A_captured_step_allocates_nothing()
    {
        Mlp<double> model = new([4, 9, 3], Activation.Tanh, new Random(5));
        int calls = 0;
        TrainingStep<double> step = new(
            new Lbfgs<double>(model.Parameters, history: 4, iterationsPerStep: 3),
            some =>
            {
                calls++;
                return Loss.MeanSquaredError(model.Forward(some.Inputs), some.Targets);
            });
        Tensor<double> inputs = Tensor.Uniform<double>([20, 4], -1, 1, new Random(1)), targets =
            Tensor.Uniform<double>([20, 3], -1, 1, new Random(2));
        Batch<double> batch = new(inputs, targets);
        for (int i = 0; i < 4; i++) step.Run(batch);
        int replayed = 0;
        for (int i = 0; i < 20; i++)
        {
            int callsBefore = calls;
            long before = GC.GetAllocatedBytesForCurrentThread();
            step.Run(batch);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // A step that verifies allocates.
            if (calls > callsBefore) continue;
            Assert.Equal(0, allocated);
            replayed++;
        }
        Assert.InRange(replayed, 15, 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(23)]
    public void State_is_saved_and_restored_exactly(int steps)
    {
        TestFunction<double> rosenbrock = TestFunctions.Rosenbrock<double>(8);
        Parameter<double> through = new(rosenbrock.Start);
        Lbfgs<double> first = new([through], history: 5);
        for (int i = 0; i < steps; i++) first.Step(() => rosenbrock.Function(through));

        Parameter<double> restored = new(through);
        Lbfgs<double> second = new([restored], history: 5);
        second.RestoreState(first.SaveState());
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(first.Step(() => rosenbrock.Function(through)), second.Step(() => rosenbrock.Function(restored)));
            Assert.Equal(through.ToArray(), restored.ToArray());
        }
        Assert.Equal((steps + 10, steps + 10), (first.StepCount, second.StepCount));
    }

    [Fact]
    public void Many_iterations_in_a_step_go_the_way_of_many_steps()
    {
        TestFunction<double> rosenbrock = TestFunctions.Rosenbrock<double>();
        Parameter<double> together = new(rosenbrock.Start), apart = new(rosenbrock.Start);
        new Lbfgs<double>([together], iterationsPerStep: 15, evaluationsPerStep: 1000).Step(() => rosenbrock.Function(together));
        Lbfgs<double> optimizer = new([apart]);
        for (int i = 0; i < 15; i++) optimizer.Step(() => rosenbrock.Function(apart));
        Assert.Equal(apart.ToArray(), together.ToArray());
    }

    [Fact]
    public void Steps_are_shortened_if_the_function_is_not_finite()
    {
        // ln has no value at or below 0, where the first steps lead.
        DescentResult<double> result = Descent.Minimize(
            x => (x * 100 - (x * 100).Log()).Sum(), Tensor.Vector(2.0, 0.0001), x => new Lbfgs<double>(x),
            Stop.WhenGradientBelow(1e-6) | Stop.AfterIterations(200));
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        Assert.All(result.Point.ToArray(), value => Assert.Equal(0.01, value, 1e-9));
    }

    [Fact]
    public void A_frozen_parameter_stays_and_the_others_converge()
    {
        Parameter<double> x = new(Tensor.Vector(3.0, -1)), y = new(Tensor.Scalar(2.0));
        Lbfgs<double> optimizer = new([x, y]);
        Tensor<double> Loss() => (x.Square() * Tensor.Vector(1.0, 10)).Sum() + (y - x.Sum()).Square();
        optimizer.Step(Loss);
        y.IsFrozen = true;
        double frozen = y.ToScalar();
        for (int i = 0; i < 30; i++) optimizer.Step(Loss);
        Assert.Equal(frozen, y.ToScalar());
        Tensor<double> gradient = Differentiation.Gradients(Loss(), [x])[0];
        Assert.All(gradient.ToArray(), value => Assert.Equal(0, value, 1e-4));
    }

    [Fact]
    public void A_schedule_sets_the_first_step_of_the_search()
    {
        // A parabola of slope 2x: from 1, the first move of length min(1, 1/|g|)·η = η/2 along −g is low and flat enough at once.
        Parameter<double> x = new(Tensor.Scalar(1.0));
        Lbfgs<double> optimizer = new([x]) { Schedule = LearningRate.StepDecay(0.5, period: 1, factor: 0.5) };
        optimizer.Step(() => x.Square());
        Assert.Equal(1 - 0.5 * 0.5 * 2, x.ToScalar());
        optimizer.Step(() => x.Square());
        Assert.Equal((0.25, 2L), (optimizer.LearningRate, optimizer.StepCount));
    }

    [Fact]
    public void Step_without_the_loss_as_a_function_is_refused()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Lbfgs<double> optimizer = new([x]);
        x.Square().Sum().Backward();
        Assert.True(optimizer.NeedsClosure);
        Assert.StartsWith("Lbfgs: needs to evaluate the loss several times",
            Assert.Throws<InvalidOperationException>(optimizer.Step).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_change_the_gradient_are_refused()
    {
        Refused(optimizer => optimizer.WeightDecay = 0.1, "weight decay");
        Refused(optimizer => optimizer.Clipping = GradientClipping.ByNorm(1), "gradient clipping");
        Refused(optimizer => optimizer.AccumulationSteps = 2, "accumulation of gradients");
        Refused(optimizer => optimizer.Add(new ParameterGroup<double>(optimizer.Parameters) { LearningRateFactor = 2 }),
            "a learning rate or weight decay of a group's own");

        static void Refused(Action<Lbfgs<double>> configure, string what)
        {
            Parameter<double> x = new(Tensor.Vector(1.0));
            Lbfgs<double> optimizer = new([x]);
            configure(optimizer);
            string message = Assert.Throws<InvalidOperationException>(() => optimizer.Step(() => x.Square().Sum())).Message;
            Assert.StartsWith($"Lbfgs: {what} would make", message, StringComparison.Ordinal);
            Assert.Equal(1, x.Span[0]);
        }
    }

    [Fact]
    public void An_extension_that_changes_the_parameters_is_refused_and_one_that_looks_at_them_is_not()
    {
        Parameter<double> x = new(Tensor.Ones<double>([2, 2]));
        Lbfgs<double> optimizer = new([x]);
        optimizer.Add(new ExponentialMovingAverage<double>());
        optimizer.Step(() => x.Square().Sum());
        optimizer.Add(new MaxNorm<double>(1));
        string message = Assert.Throws<InvalidOperationException>(() => optimizer.Step(() => x.Square().Sum())).Message;
        Assert.StartsWith("Lbfgs: MaxNorm changes the parameters between steps", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_settings_are_refused_by_name()
    {
        Refused(x => new Lbfgs<double>(x, learningRate: -1), "learning rate");
        Refused(x => new Lbfgs<double>(x, history: 0), "history");
        Refused(x => new Lbfgs<double>(x, iterationsPerStep: 0), "number of iterations per step");
        Refused(x => new Lbfgs<double>(x, evaluationsPerStep: 0), "number of evaluations per step");
        Refused(x => new Lbfgs<double>(x, gradientTolerance: -1), "gradient tolerance");
        Refused(x => new Lbfgs<double>(x, changeTolerance: double.NaN), "change tolerance");
        Refused(x => new Lbfgs<double>(x, sufficientDecrease: 0), "sufficient decrease c1");
        Refused(x => new Lbfgs<double>(x, curvature: 1), "curvature c2");
        Refused(x => new Lbfgs<double>(x, sufficientDecrease: 0.5, curvature: 0.4), "curvature c2");
        Refused(x => new Lbfgs<double>(x, minimumCurvature: -1), "minimum curvature");

        static void Refused(Func<Parameter<double>[], Lbfgs<double>> create, string setting) => Assert.Contains(
            $"Lbfgs: the {setting} must be", Assert.Throws<ArgumentOutOfRangeException>(() => create([new(Tensor.Vector(1.0))])).Message,
                StringComparison.Ordinal);
    }
}
