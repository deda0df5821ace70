using System.Globalization;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

/// <summary>What goes wrong is said at the call that is wrong, and leaves everything as it was.</summary>
public class OptimizerMisuseTests
{
    [Fact]
    public void A_step_without_gradients_is_refused_and_does_not_count()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Adam<double> optimizer = new([x]);
        Assert.Contains("no parameter has a gradient", Assert.Throws<InvalidOperationException>(optimizer.Step).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, optimizer.StepCount);
        x.IsFrozen = true;
        optimizer.Step();
        Assert.Equal(1, optimizer.StepCount);
    }

    [Fact]
    public void A_rate_is_not_set_beside_a_schedule()
    {
        Sgd<double> optimizer = new([new(Tensor.Vector(1.0))], 0.5) { Schedule = LearningRate.Constant(0.1) };
        Assert.Contains("the schedule sets the learning rate",
            Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate = 0.9).Message, StringComparison.Ordinal);
        optimizer.Schedule = null;
        optimizer.LearningRate = 0.9;
        Assert.Equal(0.9, optimizer.LearningRate);
    }

    [Fact]
    public void A_schedule_that_throws_is_not_kept()
    {
        Sgd<double> optimizer = new([new(Tensor.Vector(1.0))], 0.5);
        Assert.Throws<InvalidOperationException>(() => optimizer.Schedule = LearningRate.FromFunction(_ => double.NaN));
        Assert.Null(optimizer.Schedule);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Fact]
    public void Gathering_goes_on_after_a_schedule_has_thrown()
    {
        Parameter<double> x = new(Tensor.Vector(1.0)) { Gradient = Tensor.Vector(1.0) };
        bool isBroken = false;
        Sgd<double> optimizer =
            new([x], 0.5) { AccumulationSteps = 2, Schedule = LearningRate.FromFunction(_ => isBroken ? double.NaN : 0.5) };
        optimizer.Step();
        isBroken = true;
        Assert.Throws<InvalidOperationException>(optimizer.Step);
        isBroken = false;
        optimizer.Step();
        Assert.Equal(1, optimizer.StepCount);
        Assert.Equal(0.5, x.Span[0]);
    }

    [Fact]
    public void Gathering_begins_anew_after_an_update_without_gradients_was_refused()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([x], 0.5) { AccumulationSteps = 2 };
        optimizer.Step();
        Assert.Throws<InvalidOperationException>(optimizer.Step);
        x.Gradient = Tensor.Vector(1.0);
        optimizer.Step();
        Assert.Equal(1, x.Span[0]);
        optimizer.Step();
        Assert.Equal(0.5, x.Span[0]);
    }

    [Fact]
    public void A_number_of_gathered_gradients_that_is_reached_already_is_refused()
    {
        Parameter<double> x = new(Tensor.Vector(1.0)) { Gradient = Tensor.Vector(1.0) };
        Sgd<double> saved = new([x], 0.5) { AccumulationSteps = 8 };
        for (int i = 0; i < 5; i++) saved.Step();
        Sgd<double> other = new([x], 0.5) { AccumulationSteps = 4 };
        string message = Assert.Throws<ArgumentException>(() => other.RestoreState(saved.SaveState())).Message;
        Assert.Contains("'accumulated_steps' is 5 instead of a count up to 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_state_contains_gathered_gradients()
    {
        Parameter<double> x = new(Tensor.Vector(1.0));
        Sgd<double> optimizer = new([x], 0.5) { AccumulationSteps = 4 };
        optimizer.AccumulationSteps = 1;
        new Sgd<double>([x], 0.5).RestoreState(optimizer.SaveState());
        optimizer.AccumulationSteps = 3;
        Assert.Contains(optimizer.SaveState().Numbers, entry => entry.Key == "accumulated_steps");
    }

    [Fact]
    public void Names_are_told_apart_even_from_names_with_numbers()
    {
        Adam<double> optimizer = new([new(Tensor.Vector(1.0), "w"), new(Tensor.Vector(1.0), "w"), new(Tensor.Vector(1.0), "w.2")]);
        OptimizerState<double> state = optimizer.SaveState();
        Assert.Equal(["w.average", "w.3.average", "w.2.average"], state.Tensors.Take(3).Select(entry => entry.Key));
        optimizer.RestoreState(state);
    }

    [Fact]
    public void Invalid_numbers_in_a_state_are_refused()
    {
        Parameter<double> x = new(Tensor.Vector(1.0), "x");
        Lbfgs<double> optimizer = new([x], history: 3);
        optimizer.Step(() => x.Square().Sum());
        OptimizerState<double> state = optimizer.SaveState();
        foreach ((string name, double value) in new[] { ("newest_pair", -50.0), ("newest_pair", 3), ("pair_count", 4),
            ("x.step", double.NaN), ("step_count", -7.5), ("move", double.NaN) })
        {
            OptimizerState<double> wrong = new(state.Tensors, state.Numbers.Select(entry => entry.Key == name ? new(name, value) : entry));
            Assert.Contains($"'{name}' is", Assert.Throws<ArgumentException>(() => optimizer.RestoreState(wrong)).Message,
                StringComparison.Ordinal);
        }
        OptimizerState<double> empty =
            new(state.Tensors.Select(entry => new KeyValuePair<string, Tensor<double>>(entry.Key, null!)), state.Numbers);
        Assert.Contains("is null", Assert.Throws<ArgumentException>(() => optimizer.RestoreState(empty)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_is_another_ones_gradient_is_copied()
    {
        Parameter<double> a = new(Tensor.Vector(1.0)), b = new(Tensor.Vector(2.0));
        (a + b).Backward(a);
        new Sgd<double>([a, b], 0.5).Step();
        Assert.Equal(0.5, a.Span[0]);
        Assert.Equal(1.5, b.Span[0]);
        b.Gradient = a;
        Assert.NotSame(a, b.Gradient);
    }

    [Fact]
    public void A_loss_that_throws_leaves_the_parameters_of_a_line_search_where_they_were()
    {
        Parameter<double> x = new(Tensor.Vector(5.0, 3.0));
        Lbfgs<double> optimizer = new([x]);
        Tensor<double> Loss() => (x * x * Tensor.Vector(1.0, 10)).Sum();
        optimizer.Step(Loss);
        double[] before = x.ToArray();
        int calls = 0;
        Assert.Throws<OperationCanceledException>(() =>
            optimizer.Step(() => ++calls == 2 ? throw new OperationCanceledException() : Loss()));
        Assert.Equal(before, x.ToArray());
        for (int i = 0; i < 20; i++) optimizer.Step(Loss);
        Assert.All(x.ToArray(), value => Assert.Equal(0, value, 1e-6));
    }

    [Fact]
    public void The_first_step_is_that_of_the_formula_with_factors_near_1()
    {
        Parameter<float> x = new(Tensor.Vector(1f)) { Gradient = Tensor.Vector(3f) };
        new Adam<float>([x], 0.001, beta1: 0.999999, beta2: 0.9999999).Step();
        Assert.Equal(0.999, x.Span[0], 1e-6);
    }

    [Fact]
    public void Signs_count_however_small_the_gradient_is()
    {
        Parameter<float> x = new(Tensor.Vector(1f)) { Gradient = Tensor.Vector(5e-18f) };
        new Lion<float>([x], 0.1).Step();
        Assert.Equal(0.9f, x.Span[0]);
    }

    [Fact]
    public void Steps_before_rectification_stay_finite_with_huge_gradients()
    {
        Parameter<float> x = new(Tensor.Vector(1f)) { Gradient = Tensor.Vector(1e22f) };
        new RAdam<float>([x], 1e-24).Step();
        Assert.Equal(0.99f, x.Span[0], 1e-4);
    }

    [Fact]
    public void Messages_are_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Parameter<double>[] x = [new(Tensor.Vector(1.0))];
            foreach (Func<object> wrong in (Func<object>[])[
                () => GradientClipping.ByValue(-0.5), () => new ParameterGroup<double>(x) { WeightDecay = -0.5 }, () =>
                    new Sgd<double>(x, -0.5),
                () => new Lbfgs<double>(x, curvature: -0.5), () => new MaxNorm<double>(-0.5)])
            {
                Assert.Contains("-0.5", Assert.ThrowsAny<ArgumentException>(() => wrong()).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Refusal_names_the_argument()
    {
        Parameter<double>[] x = [new(Tensor.Vector(1.0))];
        Assert.Equal("beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(x, beta1: 1)).ParamName);
        Assert.Equal("learningRate", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(x, learningRate: -1)).ParamName);
        Assert.Equal("momentum", Assert.Throws<ArgumentException>(() => new Sgd<double>(x, 0.1, kind: MomentumKind.Nesterov)).ParamName);
        Assert.Contains("parameter 1 is null", Assert.Throws<ArgumentNullException>(() => new Sgd<double>([x[0], null!], 0.1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_takes_the_values_of_a_tensor_of_its_shape()
    {
        Parameter<double> x = new(Tensor.Vector(4.0));
        for (int i = 0; i < 50; i++) x.Assign(x - 0.25 * Differentiation.Gradient(v => v.Square().Sum(), x.Detach()));
        Assert.Equal(0, x.Span[0], 1e-9);
        Assert.Throws<ArgumentException>(() => x.Assign(Tensor.Ones<double>([1, 1])));
    }
}
