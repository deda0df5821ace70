using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Reductions keep their accuracy over long axes and for numbers whose squares leave the range.</summary>
public class ReductionTests
{
    private const int Many = 10_000_000;

    [Fact]
    public void A_sum_of_ten_million_floats_is_accurate()
    {
        double expected = Many * (double)0.1f;
        Tensor<float> x = Tensor.Full([Many], 0.1f);
        AssertRelative(expected, x.Sum().ToScalar(), 1e-6);
        AssertRelative(0.1f, x.Mean().ToScalar(), 1e-6);
        AssertRelative(expected, x.Reshape(1000, Many / 1000).Sum([0, 1]).ToScalar(), 1e-6);
    }

    [Fact]
    public void A_sum_of_a_million_rows_of_floats_is_accurate()
    {
        Tensor<float> sums = Tensor.Full([1_000_000, 8], 0.1f).Sum([0]);
        Assert.Equal(8, sums.ElementCount);
        foreach (float sum in sums.Span) AssertRelative(1_000_000 * (double)0.1f, sum, 1e-6);
    }

    [Fact]
    public void The_sum_of_rows_of_any_number_is_exact_for_integers()
    {
        for (int rows = 1; rows < 400; rows++)
        {
            Tensor<float> x = Tensor.Range(0f, 3 * rows, 1f).Reshape(rows, 3);
            float first = 3f * rows * (rows - 1) / 2;
            Assert.Equal([first, first + rows, first + 2 * rows], x.Sum([0]).ToArray());
            Assert.Equal([3f * rows - 3, 3f * rows - 2, 3f * rows - 1], x.Max([0]).ToArray());
        }
    }

    [Fact]
    public void The_norm_of_zeros_is_zero_and_so_is_its_gradient()
    {
        Tensor<double> x = Tensor.Create([0.0, 0, 3, 4], [2, 2]).Tracked();
        Tensor<double> norms = x.Norm([1]);
        Assert.Equal([0, 5], norms.ToArray());
        Assert.Equal([0, 0, 0.6, 0.8], Differentiation.Gradients(norms.Sum(), [x])[0].ToArray());
        Tensor<double> zeros = Tensor.Zeros<double>([3]).Tracked();
        Assert.Equal([0, 0, 0], Differentiation.Gradients(zeros.Norm(), [zeros])[0].ToArray());
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(1e-310)]
    [InlineData(1e308)]
    public void Norms_of_huge_and_tiny_numbers_neither_overflow_nor_vanish(double scale)
    {
        Tensor<double> x = Tensor.Vector(0.3 * scale, -0.4 * scale, 0).Tracked();
        Tensor<double> norm = x.Norm();
        AssertRelative(0.5 * scale, norm.ToScalar(), 1e-13);
        Tensor<double> gradient = Differentiation.Gradients(norm, [x])[0];
        AssertRelative(0.6, gradient[0], 1e-13);
        AssertRelative(-0.8, gradient[1], 1e-13);
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e-30f)]
    [InlineData(1e-40f)]
    public void Norms_of_huge_and_tiny_floats_neither_overflow_nor_vanish(float scale)
    {
        AssertRelative(5.0 * scale, Tensor.Vector(3 * scale, 4 * scale).Norm().ToScalar(), 1e-4);
    }

    [Fact]
    public void A_row_of_tiny_numbers_has_its_norm_beside_a_row_of_huge_ones()
    {
        Tensor<double> x = Tensor.Create([3e200, 4e200, 3e-300, 4e-300, 3, 4], [3, 2]).Tracked();
        Tensor<double> norms = x.Norm([1]);
        AssertRelative(5e200, norms[0], 1e-15);
        AssertRelative(5e-300, norms[1], 1e-15);
        AssertRelative(5, norms[2], 1e-15);
        double[] gradient = Differentiation.Gradients(norms.Sum(), [x])[0].ToArray();
        for (int i = 0; i < 6; i++) AssertRelative(i % 2 == 0 ? 0.6 : 0.8, gradient[i], 1e-15);
        AssertRelative(5e-30f, Tensor.Create([1f, 1f, 3e-30f, 4e-30f], [2, 2]).Norm([1])[1], 1e-6);
    }

    [Fact]
    public void The_norm_of_infinity_is_infinity() =>
        Assert.Equal(double.PositiveInfinity, Tensor.Vector(1, double.NegativeInfinity).Norm().ToScalar());

    [Fact]
    public void The_variance_does_not_suffer_from_a_large_mean() =>
        AssertRelative(2.5, Tensor.Vector(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 5).Variance().ToScalar(), 1e-12);

    [Fact]
    public void The_variance_in_single_precision_does_not_suffer_from_a_large_mean()
    {
        float[] numbers = [.. Enumerable.Range(0, 4096).Select(i => 1e7f + (i * 7 % 10))];
        double mean = numbers.Average(number => (double)number);
        double expected = numbers.Sum(number => (number - mean) * (number - mean)) / 4095;
        Tensor<float> x = Tensor.Create(numbers, [64, 64]).Tracked();
        Tensor<float> variance = x.Variance();
        AssertRelative(expected, variance.ToScalar(), 1e-6);
        float[] gradient = Differentiation.Gradients(variance, [x])[0].ToArray();
        for (int i = 0; i < numbers.Length; i++) Assert.Equal(2 * (numbers[i] - mean) / 4095, gradient[i], 1e-8);
        Assert.Equal(0, Tensor.Full([4096], 12345.678f).Variance().ToScalar(), 1e-12f);
    }

    private static void AssertRelative(double expected, double actual, double relativeError) => Assert.True(
        Math.Abs(actual - expected) <= relativeError * Math.Abs(expected), $"Expected {expected:R}, got {actual:R}.");
}
