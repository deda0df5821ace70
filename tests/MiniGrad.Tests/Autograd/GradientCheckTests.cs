using Xunit;

namespace MiniGrad.Tests.Autograd;

public class GradientCheckTests
{
    [Fact]
    public void Right_derivatives_pass_in_both_orders()
    {
        Tensor<double> x = Tensor.Vector(0.3, -1.2, 2.0);
        GradientCheckResult result = GradientCheck.Run(v => v.Tanh() * v.Exp(), x, new GradientCheckOptions { Order = 2 });
        Assert.True(result.Passed, result.ToString());
        Assert.Equal(6, result.CheckedCount);
        Assert.InRange(result.LargestError, 1e-16, 1e-7);
        Assert.Contains("passed", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_derivative_is_named_with_input_coordinate_and_values()
    {
        Tensor<double> a = Tensor.Create([1.0, 2, 3, 4], [2, 2]), b = Tensor.Vector(5.0, 6);
        GradientCheckException error =
            Assert.Throws<GradientCheckException>(() => GradientCheck.Require(x => x[0] * new WrongAt(x[1], 1).Apply(), [a, b]));
        GradientDifference worst = error.Result.Worst!;
        Assert.Equal(1, worst.Input);
        Assert.Equal([1], worst.Coordinate);
        Assert.Equal(1, worst.Order);
        Assert.Equal(0.01 / 1.01, worst.RelativeError, 1e-8);
        Assert.Equal(1.01 * worst.Numeric, worst.Engine, 1e-6);
        Assert.False(worst.IsAtKink);
        Assert.Contains("of input 1 at [1]: engine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_derivative_is_found_along_random_directions()
    {
        Tensor<double> x = Tensor.Vector(Enumerable.Range(1, 50).Select(i => (double)i).ToArray());
        GradientCheckOptions options = new() { Directions = 3 };
        Assert.True(GradientCheck.Run(v => v.Log(), x, options).Passed);
        GradientCheckResult result = GradientCheck.Run(v => new WrongAt(v, 17).Apply(), x, options);
        Assert.False(result.Passed);
        Assert.Contains("along a random direction", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_second_derivative_is_found_behind_a_right_first_one()
    {
        Tensor<double> x = Tensor.Vector(0.5, 1.5);
        Assert.True(GradientCheck.Run(v => new DetachedDerivative(v).Apply(), x).Passed);
        GradientCheckResult result = GradientCheck.Run(v => new DetachedDerivative(v).Apply(), x, new GradientCheckOptions { Order = 2 });
        Assert.False(result.Passed);
        Assert.Equal(2, result.Worst!.Order);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(2e-4)]
    [InlineData(-7e-4)]
    [InlineData(1.5e-3)]
    public void Kinks_are_recognised_and_stayed_away_from(double distance)
    {
        Tensor<double> x = Tensor.Vector(1.0, distance, -1.0);
        GradientCheckResult reported = GradientCheck.Run(v => v.Relu() + v.Square(), x);
        Assert.False(reported.Passed);
        Assert.True(reported.Worst!.IsAtKink);
        Assert.Contains("kink", reported.ToString(), StringComparison.Ordinal);

        GradientCheckResult avoided = GradientCheck.Run(v => v.Relu() + v.Square(), x, new GradientCheckOptions { SkipsKinks = true });
        Assert.True(avoided.Passed, avoided.ToString());
        Assert.Equal(1, avoided.SkippedCount);
        Assert.Equal(2, avoided.CheckedCount);
    }

    [Fact]
    public void Smooth_functions_are_not_taken_for_kinked()
    {
        Tensor<double> x = Tensor.Vector(0.25, 0.5, 1, 2, 4);
        GradientCheckOptions options = new() { SkipsKinks = true, Order = 2 };
        foreach (Func<Tensor<double>, Tensor<double>> function in (Func<Tensor<double>, Tensor<double>>[])
            [v => v, v => v.Square(), v => v.Exp(), v => v.Log(), v => v.Sqrt(), v => 1.0 / v, v => v.Gelu(), v => v * 1000.0, v =>
                v.Softmax()])
        {
            GradientCheckResult result = GradientCheck.Run(function, x, options);
            Assert.True(result.Passed, result.ToString());
            Assert.Equal(0, result.SkippedCount);
        }
    }

    [Fact]
    public void Right_derivatives_far_from_0_and_of_fast_functions_pass()
    {
        Check(x => (x - 100).Softplus(), 100.3, 99.5, 101);
        Check(x => x.Exp(), 50);
        Check(x => (x - 1000).Sigmoid(), 1000.5);
        Check(x => (x - 2024).Tanh(), 2023.2, 2024, 2025.7);
        Check(x => (x * 50).Sigmoid(), 0.01, 0.03, -0.02);

        static void Check(Func<Tensor<double>, Tensor<double>> function, params double[] at)
        {
            foreach (GradientCheckOptions options in (GradientCheckOptions[])[new(), new() { Order = 2 }, new() { SkipsKinks = true }])
            {
                GradientCheckResult result = GradientCheck.Run(function, Tensor.Vector(at), options);
                Assert.True(result.Passed && result.SkippedCount == 0, result.ToString());
            }
        }
    }

    [Fact]
    public void Right_derivatives_far_from_0_pass_in_single_precision()
    {
        GradientCheckResult result = GradientCheck.Run(x => (x - 1000).Sigmoid(), Tensor.Vector(1000.5f, 999f));
        Assert.True(result.Passed, result.ToString());
    }

    [Fact]
    public void A_wrong_derivative_far_from_0_fails()
    {
        GradientCheckResult result = GradientCheck.Run(x => new WrongAt(x - 1000, 0).Apply().Sigmoid(), Tensor.Vector(1000.5, 1001));
        Assert.False(result.Passed);
        Assert.False(result.Worst!.IsAtKink);
        Assert.Equal(0.01 / 1.01, result.Worst.RelativeError, 1e-6);
    }

    [Fact]
    public void A_step_that_is_given_is_the_only_one_tried() =>
        Assert.False(GradientCheck.Run(x => x.Exp(), Tensor.Vector(50.0), new GradientCheckOptions { Step = 0.05 }).Passed);

    [Fact]
    public void A_check_that_skipped_most_elements_says_so()
    {
        GradientCheckResult result = GradientCheck.Run(
            x => x.Relu(), Tensor.Vector(0.0, 0, 0, 1), new GradientCheckOptions { SkipsKinks = true });
        Assert.True(result.Passed);
        Assert.Contains("1 derivatives compared, 3 skipped at kinks: most were not checked", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_compared_is_not_a_pass()
    {
        GradientCheckResult result = GradientCheck.Run(v => v.Abs(), Tensor.Vector(0.0), new GradientCheckOptions { SkipsKinks = true });
        Assert.False(result.Passed);
        Assert.Contains("nothing to compare", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Single_precision_is_checked_with_its_own_tolerance()
    {
        Tensor<float> x = Tensor.Vector(0.3f, -1.2f, 2f);
        GradientCheckResult result = GradientCheck.Run(v => v.Tanh() * v, x, new GradientCheckOptions { Order = 2 });
        Assert.True(result.Passed, result.ToString());
    }

    [Fact]
    public void A_derivative_that_is_not_a_number_fails()
    {
        GradientCheckResult result = GradientCheck.Run(v => v.Sqrt() * 0.0, Tensor.Vector(0.0, 1.0));
        Assert.False(result.Passed);
        Assert.True(double.IsPositiveInfinity(result.Worst!.RelativeError));
    }

    [Fact]
    public void A_function_that_does_not_use_what_it_is_given_is_refused()
    {
        Parameter<double> w = new(Tensor.Vector(1.5));
        string message = Assert.Throws<InvalidOperationException>(() => GradientCheck.Run(_ => new WrongAt(w, 0).Apply(), [w])).Message;
        Assert.Contains("does not depend on input 0", message, StringComparison.Ordinal);
        Assert.False(GradientCheck.Run(x => new WrongAt(x[0], 0).Apply(), [w]).Passed);
        Assert.Contains("input 1", Assert.Throws<InvalidOperationException>(() => GradientCheck.Run(x => x[0].Exp(), [w, w])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_coordinate_of_a_NaN_is_named()
    {
        GradientCheckResult result = GradientCheck.Run(x => x.Sqrt() * 0, Tensor.Vector(1.0, 2, 0, 3));
        Assert.Equal([2], result.Worst!.Coordinate);
    }

    [Fact]
    public void Random_functions_and_bad_options_are_refused()
    {
        Random random = new(1);
        Tensor<double> x = Tensor.Vector(1.0);
        Assert.Contains("deterministic", Assert.Throws<InvalidOperationException>(() => GradientCheck.Run(v => v * random.NextDouble(), x))
            .Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(v => v, x, new GradientCheckOptions { Order = 3 }));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(v => v, x, new GradientCheckOptions { Directions = 0 }));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(v => v, x, new GradientCheckOptions { Tolerance = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run(v => v, x, new GradientCheckOptions { Step = 0 }));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run<double>(v => v[0], []));
    }

    [Fact]
    public void Finite_differences_approach_the_derivative()
    {
        Assert.Equal([0.75, 12], FiniteDifference.Gradient(v => v.Power(3.0).Sum(), Tensor.Vector(0.5, 2)).ToArray(), (a, b) =>
            Math.Abs(a - b) < 1e-11);
        Assert.Equal(270_000, FiniteDifference.Gradient(v => v.Power(3.0).Sum(), Tensor.Vector(300.0))[0], 1e-6);
        double coarse = FiniteDifference.Gradient(v => v.Exp().Sum(), Tensor.Vector(0.0), step: 0.1)[0];
        Assert.Equal(1 - Math.Pow(0.1, 4) / 30, coarse, 1e-7);
    }

    /// <summary>The identity, with a derivative that is 1 % too large at one place.</summary>
    private sealed class WrongAt(Tensor<double> x, int place) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.Of(("place", place));

        protected override void Forward(Span<double> output) => Input(0).Span.CopyTo(output);

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink)
        {
            double[] factors = new double[Input(0).ElementCount];
            Array.Fill(factors, 1);
            factors[place] = 1.01;
            sink.Add(0, gradient * Tensor.Vector(factors));
        }
    }

    /// <summary>x³, with a derivative that is right but cut off from the graph.</summary>
    private sealed class DetachedDerivative(Tensor<double> x) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override void Forward(Span<double> output)
        {
            for (int i = 0; i < output.Length; i++) output[i] = Math.Pow(Input(0).Span[i], 3);
        }

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) =>
            sink.Add(0, gradient * (3.0 * Input(0).Detach().Square()));
    }
}
