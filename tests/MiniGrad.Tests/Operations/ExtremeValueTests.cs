using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Elementwise operations keep their relative accuracy for very small, very large and special values.</summary>
public class ExtremeValueTests
{
    // The expected figures of this file were computed with mpmath in 40 digits from the doubles nearest to the arguments.

    [Theory]
    [InlineData(1e-3, 0.00099950033308353318761)]
    [InlineData(1e-8, 9.9999999500000005426e-9)]
    [InlineData(-1e-8, -1.0000000050000000543e-8)]
    [InlineData(1e-16, 9.999999999999999291e-17)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(0.3, 0.2623642644674910435)]
    [InlineData(-0.5, -0.69314718055994530942)]
    [InlineData(-0.999, -6.9077552789821361639)]
    [InlineData(1e10, 23.02585093004045684)]
    public void Log1p_is_accurate(double x, double expected) => AssertRelative(expected, Tensor.Scalar(x).Log1p().ToScalar(), 1e-15);

    [Fact]
    public void Log1p_is_accurate_in_single_precision()
    {
        AssertRelative(0.000999500380534, Tensor.Scalar(1e-3f).Log1p().ToScalar(), 2e-7);
        AssertRelative(9.99999988923e-9, Tensor.Scalar(1e-8f).Log1p().ToScalar(), 2e-7);
    }

    [Fact]
    public void Log1p_at_the_edges_of_its_domain()
    {
        Tensor<double> y = Tensor.Vector(-1, -2, double.PositiveInfinity, double.NaN, -0.0, double.MaxValue).Log1p();
        Assert.Equal([double.NegativeInfinity, double.NaN, double.PositiveInfinity, double.NaN], y.ToArray()[..4]);
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(y[4]));
        AssertRelative(Math.Log(double.MaxValue), y[5], 1e-15);
    }

    [Theory]
    [InlineData(-1e-300, -1e-300)]
    [InlineData(-1e-8, -9.9999999500000003759e-9)]
    [InlineData(-1e-3, -0.00099950016662500835274)]
    [InlineData(-0.5, -0.3934693402873665764)]
    [InlineData(-0.999, -0.63175249538633707846)]
    [InlineData(-800, -1)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(1e300, 1e300)]
    public void Elu_is_accurate(double x, double expected)
    {
        AssertRelative(expected, Tensor.Scalar(x).Elu().ToScalar(), 1e-15);
        AssertRelative(x > 0 ? expected : 2.5 * expected, Tensor.Scalar(x).Elu(2.5).ToScalar(), 1e-15);
    }

    [Fact]
    public void Elu_is_accurate_in_single_precision() =>
        AssertRelative(-9.99999988923e-9, Tensor.Scalar(-1e-8f).Elu().ToScalar(), 2e-7);

    [Theory]
    [InlineData(-800, 0)]
    [InlineData(-700, 9.8596765437597708567e-305)]
    [InlineData(-100, 3.720075976020835963e-44)]
    [InlineData(-40, 4.2483542552915889863e-18)]
    [InlineData(-20, 2.0611536203143807032e-9)]
    [InlineData(-1, 0.31326168751822283405)]
    [InlineData(0, 0.69314718055994530942)]
    [InlineData(800, 800)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Softplus_is_accurate(double x, double expected) => AssertRelative(expected, Tensor.Scalar(x).Softplus().ToScalar(), 1e-15);

    [Fact]
    public void Sigmoid_and_softplus_have_finite_derivatives_far_out()
    {
        Tensor<double> x = Tensor.Vector(-800.0, 800).Tracked();
        Assert.Equal([0, 1], Differentiation.Gradients(x.Softplus().Sum(), [x])[0].ToArray());
        Assert.Equal([0, 0], Differentiation.Gradients(x.Sigmoid().Sum(), [x])[0].ToArray());
        Assert.Equal([0, 1], x.Sigmoid().ToArray());
        Assert.Equal([0, 800], x.Silu().ToArray());
        Assert.Equal([0, 1], Differentiation.Gradients(x.Silu().Sum(), [x])[0].ToArray());
        Assert.Equal([-1, 1], x.Tanh().ToArray());
    }

    [Theory]
    [InlineData(-800, 0, 0)]
    [InlineData(-800, 1, 800)]
    [InlineData(800, 0, 800)]
    [InlineData(800, 1, 0)]
    [InlineData(800, 0.25, 600)]
    [InlineData(-40, 0, 4.2483542552915889863e-18)]
    [InlineData(40, 1, 4.2483542552915889863e-18)]
    public void Binary_cross_entropy_is_accurate(double logit, double target, double expected)
    {
        Tensor<double> x = Tensor.Vector(logit).Tracked(), t = Tensor.Vector(target);
        Tensor<double> loss = Loss.BinaryCrossEntropyWithLogits(x, t);
        AssertRelative(expected, loss.ToScalar(), 1e-15);
        double gradient = Differentiation.Gradients(loss, [x])[0].ToScalar();
        Assert.Equal((logit > 0 ? 1 : 0) - target, gradient, 1e-15);

        Tensor<double> weighted = Loss.BinaryCrossEntropyWithLogits(x, t, positiveWeight: Tensor.Scalar(3.0));
        Assert.Equal(logit > 0 ? logit * (1 - target) : -logit * 3 * target, weighted.ToScalar(), 1e-12);
    }

    [Theory]
    [InlineData(-1, -0.15865525393145705141, -0.083315470587686298383)]
    [InlineData(-3, -0.00404969409489028358, -0.011945647204183927)]
    [InlineData(-5, -1.4332578593959695584e-6, -7.1469460017922946279e-6)]
    [InlineData(-10, -7.619853024160526066e-23, -7.6184000964648140857e-22)]
    [InlineData(-20, -5.5072482372124673902e-88, -1.1014360483133464042e-86)]
    [InlineData(-30, -1.4720141781444561179e-196, -4.4160316907084943701e-195)]
    [InlineData(-37, -2.1184613523340934244e-298, -7.8382986694185162425e-297)]
    [InlineData(800, 800, 1)]
    [InlineData(-800, 0, 0)]
    [InlineData(double.NegativeInfinity, 0, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1)]
    public void Gelu_and_its_derivative_are_accurate(double value, double expected, double expectedDerivative)
    {
        Tensor<double> x = Tensor.Scalar(value).Tracked();
        Tensor<double> y = x.Gelu();
        AssertRelative(expected, y.ToScalar(), 2e-15);
        AssertRelative(expectedDerivative, Differentiation.Gradients(y, [x])[0].ToScalar(), 2e-15);
    }

    [Theory]
    [InlineData(-3, -0.00404969409489028358)]
    [InlineData(-10, -7.619853024160526066e-23)]
    public void Gelu_is_accurate_in_single_precision(float value, double expected) =>
        AssertRelative(expected, Tensor.Scalar(value).Gelu().ToScalar(), 2e-7);

    private static void AssertRelative(double expected, double actual, double relativeError) => Assert.True(
        expected.Equals(actual) || Math.Abs(actual - expected) <= relativeError * Math.Abs(expected),
            $"Expected {expected:R}, got {actual:R}.");
}
