using System.Numerics;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

public class SmallArgumentTests
{
    // The figures are by mpmath with 60 digits, rounded to double precision.
    [Theory]
    [InlineData(1e-300, 1e-300)]
    [InlineData(-1e-20, -1e-20)]
    [InlineData(1e-10, 9.999999999500001e-11)]
    [InlineData(-1e-06, -1.0000005000003334e-06)]
    [InlineData(0.001, 0.0009995003330835331)]
    [InlineData(-0.3, -0.35667494393873234)]
    [InlineData(0.7, 0.5306282510621704)]
    [InlineData(-0.99, -4.605170185988091)]
    [InlineData(5, 1.791759469228055)]
    [InlineData(300, 5.707110264748875)]
    public void Logarithm_of_one_plus_a_number_is_precise(double x, double expected)
    {
        AssertRelative(expected, LogOnePlus(x), 1e-15);
        AssertRelative(LogOnePlus((double)(float)x), LogOnePlus((float)x), 5e-7);
    }

    [Theory]
    [InlineData(-1e-20, -1e-20)]
    [InlineData(-1e-06, -9.999995000001667e-07)]
    [InlineData(-0.3, -0.2591817793182821)]
    [InlineData(-0.99, -0.6284233089779543)]
    [InlineData(-40, -1)]
    public void Exponential_minus_one_of_negative_numbers_is_precise(double x, double expected)
    {
        AssertRelative(expected, ExpMinusOne(x), 1e-15);
        AssertRelative(ExpMinusOne((double)(float)x), ExpMinusOne((float)x), 5e-7);
    }

    [Fact]
    public void The_ends_of_the_domain_are_right()
    {
        Assert.Equal(double.PositiveInfinity, LogOnePlus(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, LogOnePlus(-1.0));
        Assert.Equal(double.NaN, LogOnePlus(-1.5));
        Assert.Equal(double.NaN, LogOnePlus(double.NaN));
        Assert.True(double.IsNegative(LogOnePlus(-0.0)));
        Assert.Equal(double.PositiveInfinity, ExpMinusOne(double.PositiveInfinity));
        Assert.Equal(-1, ExpMinusOne(double.NegativeInfinity));
        Assert.Equal(double.NaN, ExpMinusOne(double.NaN));
        Assert.True(double.IsNegative(ExpMinusOne(-0.0)));
    }

    [Fact]
    public void Operations_keep_the_digits_of_small_results()
    {
        const double softplus = 4.248354255291589e-18; // log(1 + e⁻⁴⁰)
        AssertRelative(softplus, Tensor.Scalar(-40.0).Softplus().ToScalar(), 1e-15);
        AssertRelative(softplus, Loss.BinaryCrossEntropyWithLogits(Tensor.Scalar(-40.0), Tensor.Scalar(0.0)).ToScalar(), 1e-15);
        AssertRelative(softplus, Tensor.Scalar(-40f).Softplus().ToScalar(), 5e-7);
        AssertRelative(9.999999999500001e-11, Tensor.Scalar(1e-10).Log1p().ToScalar(), 1e-15);
        AssertRelative(-9.999995000001667e-07, Tensor.Scalar(-1e-06).Elu().ToScalar(), 1e-15);
    }

    private static T LogOnePlus<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Scalar(x).Log1p().ToScalar();

    private static T ExpMinusOne<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tensor.Scalar(x).Elu().ToScalar();

    private static void AssertRelative(double expected, double actual, double relativeError) =>
        Assert.InRange(actual, expected - relativeError * Math.Abs(expected), expected + relativeError * Math.Abs(expected));
}
