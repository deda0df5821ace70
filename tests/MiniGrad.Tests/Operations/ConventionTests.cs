using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>What operations do where mathematics leaves a choice: at kinks and ties, at 0⁰, and with NaN.</summary>
public class ConventionTests
{
    [Fact]
    public void Powers_of_zero()
    {
        Tensor<double> x = Tensor.Vector(0.0, -2, 3);
        Assert.Equal([1, 1, 1], x.Power(0).ToArray());
        Assert.Equal([0, 4, 9], x.Power(2).ToArray());
        Assert.Equal([double.PositiveInfinity, -0.5, 1 / 3.0], x.Power(-1).ToArray());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 0, 0)]
    public void Derivatives_of_powers_at_zero(double exponent, double first, double second)
    {
        Tensor<double> x = Tensor.Scalar(0.0).Tracked();
        Tensor<double> gradient = Differentiation.Gradients(x.Power(exponent), [x], createGraph: true)[0];
        Assert.Equal(first, gradient.ToScalar());
        Assert.Equal(second, gradient.RequiresGradient ? Differentiation.Gradients(gradient, [x])[0].ToScalar() : 0);
    }

    [Fact]
    public void A_power_of_zero_does_not_depend_on_its_positive_exponent()
    {
        Tensor<double> a = Tensor.Vector(0.0, 0, 2), b = Tensor.Vector(0.0, 2, 3).Tracked();
        Tensor<double> gradient = Differentiation.Gradients(a.Power(b).Sum(), [b])[0];
        Assert.Equal([0, 0], gradient.ToArray()[..2]);
        Assert.Equal(8 * Math.Log(2), gradient[2], 1e-14);
    }

    [Fact]
    public void Equally_large_elements_share_the_gradient()
    {
        Tensor<double> x = Tensor.Vector(1.0, 5, 5, 2, 5).Tracked();
        Assert.Equal([0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3], Differentiation.Gradients(x.Max(), [x])[0].ToArray());
        Assert.Equal([1, 0, 0, 0, 0], Differentiation.Gradients(x.Min(), [x])[0].ToArray());
        Assert.Equal([0.5, 0.5, 0.5, 0.5, 0.5], Differentiation.Gradients(Tensor.Maximum(x, x.Detach()).Sum(), [x])[0].ToArray());
        Assert.Equal([1, 1, 1, 1, 1], Differentiation.Gradients(Tensor.Minimum(x, x).Sum(), [x])[0].ToArray());
    }

    [Fact]
    public void Derivatives_at_kinks()
    {
        Tensor<double> x = Tensor.Vector(0.0).Tracked();
        Assert.Equal(0, Differentiation.Gradients(x.Relu(), [x])[0].ToScalar());
        Assert.Equal(0, Differentiation.Gradients(x.Abs(), [x])[0].ToScalar());
        Assert.Equal(1, Differentiation.Gradients(x.Elu(), [x])[0].ToScalar());
        Assert.Equal(1, Differentiation.Gradients(x.Clamp(0, 1), [x])[0].ToScalar());
        Assert.Equal(1, Differentiation.Gradients(x.Clamp(-1, 0), [x])[0].ToScalar());
        Assert.Equal(0, Differentiation.Gradients(x.Sign(), [x])[0].ToScalar());
        Assert.Equal(0, Differentiation.Gradients(Loss.MeanAbsoluteError(x, Tensor.Vector(0.0)), [x])[0].ToScalar());
    }

    [Fact]
    public void Huber_curves_like_a_square_at_an_error_of_zero()
    {
        Tensor<double> target = Tensor.Vector(2.0);
        Tensor<double> hessian = Differentiation.Hessian(x => Loss.Huber(x, target), Tensor.Vector(2.0));
        Assert.Equal(1, hessian.ToScalar());
    }

    [Fact]
    public void NaN_wins_wherever_it_is()
    {
        for (int place = 0; place < 37; place++)
        {
            float[] values = [.. Enumerable.Range(0, 37).Select(i => (float)i)];
            values[place] = float.NaN;
            Tensor<float> x = Tensor.Vector<float>(values), ones = Tensor.Ones<float>([37]);
            Assert.Equal(float.NaN, x.Max().ToScalar());
            Assert.Equal(float.NaN, x.Min().ToScalar());
            Assert.Equal(float.NaN, x.Sum().ToScalar());
            Assert.Equal(float.NaN, x.Norm().ToScalar());
            Assert.Equal(float.NaN, x.Reshape(37, 1).Max([0]).ToScalar());
            Assert.Equal(float.NaN, Tensor.Stack([x, ones], axis: 1).Max([0])[0]);
            Assert.Equal(float.NaN, Tensor.Maximum(x, ones)[place]);
            Assert.Equal(float.NaN, Tensor.Minimum(ones, x)[place]);
            Assert.Equal(float.NaN, x.Relu()[place]);
            Assert.Equal(float.NaN, x.LeakyRelu()[place]);
            Assert.Equal(float.NaN, x.Clamp(0, 1)[place]);
            Assert.Equal(float.NaN, x.Sign()[place]);
            Assert.Equal(float.NaN, x.Gelu()[place]);
        }
    }

    [Fact]
    public void Comparisons_with_NaN_are_false_but_for_not_equal()
    {
        Tensor<double> nan = Tensor.Scalar(double.NaN);
        Assert.Equal([0, 0, 0, 0, 0, 1], new[]
        {
            nan.Greater(nan), nan.GreaterOrEqual(nan), nan.Less(nan), nan.LessOrEqual(nan), nan.EqualTo(nan), nan.NotEqualTo(nan),
        }.Select(mask => mask.ToScalar()));
    }

    [Fact]
    public void Where_lets_nothing_through_from_the_branch_not_taken()
    {
        Tensor<double> x = Tensor.Vector(0.0, 4).Tracked();
        Tensor<double> y = Tensor.Where(Tensor.Vector(0.0, 1), x.Detach().Log(), x * 2);
        Assert.Equal([0, Math.Log(4)], y.ToArray());
        Assert.Equal([2, 0], Differentiation.Gradients(y.Sum(), [x])[0].ToArray());
    }

    [Fact]
    public void A_target_probability_of_zero_adds_nothing_to_the_divergence()
    {
        Tensor<double> logPredictions = Tensor.Vector(0.5, 0.25, 0.25).Log(), targets = Tensor.Vector(0.0, 0.5, 0.5);
        Assert.Equal(Math.Log(2), Loss.KullbackLeiblerDivergence(logPredictions, targets).ToScalar(), 1e-15);
    }
}
