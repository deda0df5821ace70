using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Cumulative sums and products, products, norms of any order and standard deviations where they are delicate.</summary>
public class CumulationTests
{
    [Fact]
    public void A_cumulative_sum_of_a_million_floats_is_accurate_everywhere()
    {
        float[] sums = Tensor.Full([1_000_003], 0.1f).CumulativeSum().ToArray();
        for (int i = 0; i < sums.Length; i++) Assert.Equal((float)((i + 1) * (double)0.1f), sums[i], 1e-6f * sums[i]);
    }

    [Fact]
    public void A_lane_does_not_depend_on_the_others()
    {
        Random random = new(1);
        Tensor<float> x = Tensor.Uniform<float>([301, 90], -1f, 1f, random);
        Tensor<float> sums = x.CumulativeSum(0), products = x.CumulativeProduct(0);
        for (int column = 0; column < 90; column += 17)
        {
            Tensor<float> lane = x.Slice(1, column, 1).Reshape(301);
            Assert.Equal(lane.CumulativeSum().ToArray(), sums.Slice(1, column, 1).ToArray());
            Assert.Equal(lane.CumulativeProduct().ToArray(), products.Slice(1, column, 1).ToArray());
        }
        Assert.Equal(sums.Transpose().ToArray(), x.Transpose().CumulativeSum(1).ToArray());
    }

    [Fact]
    public void Infinities_and_NaN_run_on_from_where_they_are()
    {
        float inf = float.PositiveInfinity;
        Assert.Equal([1, inf, inf, inf, float.NaN, float.NaN], Tensor.Vector(1, inf, 2, 3, -inf, 1).CumulativeSum().ToArray());
        Assert.Equal([1, 2, float.NaN, float.NaN, float.NaN], Tensor.Vector(1, 1, float.NaN, 1, 1).CumulativeSum().ToArray());
        Assert.Equal([2, inf, float.NaN], Tensor.Vector(2, inf, 0).CumulativeProduct().ToArray());
        Assert.Equal(float.NaN, Tensor.Vector(2, float.NaN, 0).Product().ToScalar());
        Assert.Equal(1, Tensor.Zeros<float>([0]).Product().ToScalar());
    }

    [Fact]
    public void A_running_product_may_leave_the_range_of_floats_and_come_back() =>
        Assert.Equal([1e30f, float.PositiveInfinity, 1e30f, 1f],
            Tensor.Vector(1e30f, 1e30f, 1e-30f, 1e-30f).CumulativeProduct().ToArray().Select(value => value is > 0.99f and < 1.01f ? 1f :
                value is > 0.99e30f and < 1.01e30f ? 1e30f : value));

    [Theory]
    [InlineData(0, 6, 0, 0)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(2, 0, 0, 0)]
    public void Derivatives_of_a_product_are_right_with_zeros(int zeros, double first, double second, double third)
    {
        double[] values = zeros switch { 0 => [1, 2, 3], 1 => [0, 2, 3], _ => [0, 0, 3] };
        Tensor<double> x = Tensor.Create(values, [3]).Tracked();
        double[] gradient = [values[1] * values[2], values[0] * values[2], values[0] * values[1]];
        Assert.Equal(gradient, Differentiation.Gradients(x.Product(), [x])[0].ToArray());
        Assert.Equal(zeros == 0 ? first : second + third, x.Product().ToScalar());
        Assert.Equal([0, values[2], values[1], values[2], 0, values[0], values[1], values[0], 0],
            Differentiation.Hessian(v => v.Product(), x).ToArray());
        Assert.Equal([0, values[2], values[1], values[2], 0, values[0], values[1], values[0], 0],
            Differentiation.Hessian(v => v.CumulativeProduct().Slice(0, 2, 1).Sum(), x).ToArray());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e8 + 0.3)]
    [InlineData(0)]
    public void Standard_deviations_of_equal_elements_have_derivatives_of_zero(double value)
    {
        Tensor<double> x = Tensor.Full([7], value);
        Assert.Equal(0, x.StandardDeviation().ToScalar());
        Assert.All(Differentiation.Gradient(v => v.StandardDeviation(), x).ToArray(), number => Assert.Equal(0, number));
        Assert.All(Differentiation.Hessian(v => v.StandardDeviation(), x).ToArray(), number => Assert.Equal(0, number));
        Assert.Equal(0, Tensor.Scalar(value).StandardDeviation(correction: 0).ToScalar());
    }

    [Fact]
    public void A_standard_deviation_neither_overflows_nor_loses_digits_far_from_zero()
    {
        Assert.Equal(1, Tensor.Vector(1e8f, 1e8f + 8, 1e8f + 16).StandardDeviation().ToScalar() / 8, 1e-6f);
        Assert.Equal(1e30f, Tensor.Vector(1e30f, 2e30f, 3e30f).StandardDeviation().ToScalar(), 1e24f);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1.5, 5.584250376480029)]
    [InlineData(2, 5)]
    [InlineData(3, 4.497941445275415)]
    [InlineData(400, 4)]
    [InlineData(double.PositiveInfinity, 4)]
    public void Norms_of_any_order_neither_overflow_nor_vanish(double order, double expected)
    {
        foreach (double scale in new[] { 1, 1e-300, 1e300 })
            Assert.Equal(expected, Tensor.Vector(3 * scale, -4 * scale, 0).Norm(order).ToScalar() / scale, 1e-12 * expected);
        foreach (float scale in new[] { 1, 1e-37f, 1e37f })
            Assert.Equal((float)expected, Tensor.Vector(3 * scale, -4 * scale, 0).Norm(order).ToScalar() / scale, 1e-5f * (float)expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(double.PositiveInfinity)]
    public void Norms_of_zeros_have_derivatives_of_zero(double order)
    {
        Assert.All(Differentiation.Gradient(v => v.Norm(order), Tensor.Zeros<double>([3])).ToArray(), number => Assert.Equal(0, number));
        Assert.All(Differentiation.Hessian(v => v.Norm(order), Tensor.Zeros<double>([3])).ToArray(), number => Assert.Equal(0, number));
        Assert.All(
            Differentiation.Hessian(v => v.Norm(order), Tensor.Vector(0.0, 1, 2)).ToArray(),
            number => Assert.True(double.IsFinite(number)));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Orders_below_one_are_refused(double order) => Assert.StartsWith(
        "Norm: the order must be at least 1, got ",
        Assert.ThrowsAny<ArgumentException>(() => Tensor.Ones<float>([2]).Norm(order)).Message, StringComparison.Ordinal);

    [Fact]
    public void Angles_at_the_origin_have_derivatives_of_zero_and_far_out_do_not_overflow()
    {
        Tensor<float> y = Tensor.Vector(0f, 1e30f, 3e-30f).Tracked(), x = Tensor.Vector(0f, 1e30f, 4e-30f).Tracked();
        Tensor<float>[] gradients = Differentiation.Gradients(y.Atan2(x).Sum(), [y, x]);
        Assert.Equal([0, 5e-31f, 1.6e29f], gradients[0].ToArray(), (a, b) => MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
        Assert.Equal([0, -5e-31f, -1.2e29f], gradients[1].ToArray(), (a, b) => MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
    }

    [Fact]
    public void A_remainder_has_the_sign_of_the_divisor_and_is_exact()
    {
        Tensor<double> remainders = Tensor.Vector(5.5, -5.5, 5.5, -5.5, 1e300, 4).Remainder(Tensor.Vector(2.0, 2, -2, -2, 3, 2));
        Assert.Equal([1.5, 0.5, -0.5, -1.5, (double)(new BigInteger(1e300) % 3), 0], remainders.ToArray());
        Assert.Equal(double.NaN, Tensor.Scalar(1.0).Remainder(0.0).ToScalar());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_outside_of_its_range_is_refused(double probability) => Assert.StartsWith(
        "Noise: a probability must be ",
        Assert.ThrowsAny<ArgumentException>(() => Noise.Bernoulli<float>([2], new Random(1), probability)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_random_mask_has_its_share_of_ones()
    {
        float[] mask = Noise.Bernoulli<float>([100_000], new XoshiroRandom(1), 0.3).ToArray();
        Assert.All(mask, value => Assert.True(value is 0 or 1));
        Assert.Equal(0.3, mask.Average(), 0.01);
        Assert.All(Noise.Bernoulli<float>([100], new Random(1), 1).ToArray(), value => Assert.Equal(1, value));
        Assert.All(Noise.Bernoulli<float>([100], new Random(1), 0).ToArray(), value => Assert.Equal(0, value));
    }
}
