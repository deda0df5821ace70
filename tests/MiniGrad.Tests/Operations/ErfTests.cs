using Xunit;

namespace MiniGrad.Tests.Operations;

public class ErfTests
{
    // The figures are by the C library, whose error is below one unit in the last place.
    [Theory]
    [InlineData(1e-300, 1.1283791670955126e-300)]
    [InlineData(1e-10, 1.1283791670955126e-10)]
    [InlineData(-0.3, -0.3286267594591274)]
    [InlineData(0.4999, 0.5204119951613866)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(-0.7, -0.6778011938374184)]
    [InlineData(1.0, 0.8427007929497149)]
    [InlineData(1.5, 0.9661051464753108)]
    [InlineData(3.0, 0.9999779095030014)]
    [InlineData(5.5, 0.9999999999999927)]
    public void The_error_function_is_precise(double x, double expected)
    {
        Assert.InRange(Tensor.Scalar(x).Erf().ToScalar() / expected, 1 - 1e-15, 1 + 1e-15);
        Assert.InRange(Tensor.Scalar(-x).Erf().ToScalar() / -expected, 1 - 1e-15, 1 + 1e-15);
    }

    [Fact]
    public void It_is_as_precise_in_single_precision()
    {
        float[] x = [.. Enumerable.Range(-40_000, 80_001).Select(i => i * 1e-4f), 1e-30f, -1e-20f];
        float[] single = Tensor.Vector<float>(x).Erf().ToArray();
        double[] full = Tensor.Vector<double>(Array.ConvertAll(x, value => (double)value)).Erf().ToArray();
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(single[i] - full[i]) <= 2e-7 * Math.Abs(full[i]), $"erf({x[i]:R}) is {single[i]:R}");
    }

    [Fact]
    public void It_has_its_limits_and_keeps_signs_and_NaN()
    {
        Tensor<double> y = Tensor.Vector(double.PositiveInfinity, double.NegativeInfinity, double.NaN, -0.0, 40).Erf();
        Assert.Equal([1, -1, double.NaN, -0.0, 1], y.ToArray());
        Assert.True(double.IsNegative(y[3]));
        Assert.Equal([1f, -1, float.NaN], Tensor.Vector(float.PositiveInfinity, -20, float.NaN).Erf().ToArray());
    }
}
