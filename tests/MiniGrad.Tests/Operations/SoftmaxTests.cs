using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>Softmax and its kin stay right where a plain formula would overflow or divide infinity by infinity.</summary>
public class SoftmaxTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Softmax_of_large_scores_neither_overflows_nor_vanishes()
    {
        AssertValues([1, 0, 0], Tensor.Vector(1000.0, -1000, 0).Softmax());
        AssertValues([0.5, 0.5], Tensor.Vector(1000.0, 1000).Softmax());
        AssertValues([0.5, 0.5], Tensor.Vector(-1000.0, -1000).Softmax());
        Assert.Equal([1f, 0f, 0f], Tensor.Vector(1000f, -1000, 0).Softmax().ToArray());
        Assert.Equal([0.5f, 0.5f], Tensor.Vector(-1000f, -1000).Softmax().ToArray());
    }

    [Fact]
    public void Log_softmax_of_large_scores_keeps_the_small_probabilities() =>
        AssertValues([0, -2000, -1000], Tensor.Vector(1000.0, -1000, 0).LogSoftmax());

    [Fact]
    public void Log_softmax_keeps_the_precision_of_a_probability_near_1()
    {
        // log(1 / (1 + e⁻³⁶)) = −e⁻³⁶ up to e⁻⁷²: no difference of two probabilities has that many digits, but the other one's logarithm
        // does.
        Tensor<double> y = Tensor.Vector(0.0, -36).LogSoftmax();
        Assert.Equal(-36, y[1], 1e-13);
        Assert.InRange(y[0], -1e-15, 0);
    }

    [Fact]
    public void Log_sum_exp_of_large_scores_is_near_the_largest()
    {
        Assert.Equal(1000 + Math.Log(2), Tensor.Vector(1000.0, 1000, -1000).LogSumExp().ToScalar(), 1e-12);
        Assert.Equal(-1000 + Math.Log(2), Tensor.Vector(-1000.0, -1000).LogSumExp().ToScalar(), 1e-12);
    }

    [Fact]
    public void A_score_of_minus_infinity_has_no_probability_and_no_gradient()
    {
        Tensor<double> x = Tensor.Vector(-Infinity, 0, Math.Log(3)).Tracked();
        AssertValues([0, 0.25, 0.75], x.Softmax());
        AssertValues([-Infinity, Math.Log(0.25), Math.Log(0.75)], x.LogSoftmax());
        Assert.Equal(Math.Log(4), x.LogSumExp().ToScalar(), 1e-15);

        AssertValues([0, -0.1875, 0.1875], Gradient(x.Softmax().Slice(0, 2, 1).Sum(), x));
        AssertValues([0, -0.25, 0.25], Gradient(x.LogSoftmax().Slice(0, 2, 1).Sum(), x));
        AssertValues([0, 0.25, 0.75], Gradient(x.LogSumExp(), x));
    }

    [Fact]
    public void Log_sum_exp_of_nothing_but_minus_infinity_is_minus_infinity()
    {
        Assert.Equal(-Infinity, Tensor.Vector(-Infinity, -Infinity).LogSumExp().ToScalar());
        Assert.Equal(-Infinity, Tensor.Zeros<double>([0]).LogSumExp().ToScalar());
        Assert.Equal(Infinity, Tensor.Vector(Infinity, 0).LogSumExp().ToScalar());
    }

    [Fact]
    public void NaN_stays_visible()
    {
        Tensor<double> x = Tensor.Vector(0, double.NaN, 1);
        Assert.All(x.Softmax().ToArray(), value => Assert.Equal(double.NaN, value));
        Assert.All(x.LogSoftmax().ToArray(), value => Assert.Equal(double.NaN, value));
        Assert.Equal(double.NaN, x.LogSumExp().ToScalar());
    }

    [Fact]
    public void Cross_entropy_of_large_scores_is_their_difference()
    {
        Tensor<double> x = Tensor.Create([1000.0, -1000, 0, 1000, -1000, 0], [2, 3]).Tracked();
        Tensor<double> losses = Loss.CrossEntropy(x, [1, 0], reduction: LossReduction.None);
        AssertValues([2000, 0], losses);
        AssertValues([1, -1, 0, 0, 0, 0], Gradient(losses.Sum(), x));

        Tensor<float> single = Loss.CrossEntropy(Tensor.Create([1000f, -1000, 0], [1, 3]), [1]);
        Assert.Equal(2000f, single.ToScalar());
    }

    [Fact]
    public void Cross_entropy_ignores_other_classes_with_a_score_of_minus_infinity()
    {
        Tensor<double> x = Tensor.Create([-Infinity, 0, Math.Log(3)], [1, 3]).Tracked();
        Tensor<double> loss = Loss.CrossEntropy(x, [2]);
        Assert.Equal(-Math.Log(0.75), loss.ToScalar(), 1e-15);
        AssertValues([0, 0.25, -0.25], Gradient(loss, x));
        Assert.Equal(Infinity, Loss.CrossEntropy(x, [0]).ToScalar());
    }

    private static Tensor<double> Gradient(Tensor<double> output, Tensor<double> input) => Differentiation.Gradients(output, [input])[0];

    private static void AssertValues(double[] expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Length, actual.ElementCount);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Span[i], 1e-13);
    }

    [Fact]
    public void Long_axes_are_summed_in_blocks()
    {
        // A million terms of e^−0.3, and one of 1. One after the other they would be off by more than 1e-4 in single precision.
        const int Count = 1_000_000;
        float[] scores = new float[Count];
        scores[3] = 0.3f;
        Tensor<float> row = Tensor.Create(scores, [1, Count]), column = row.Reshape(Count, 1);
        double sum = Count - 1 + Math.Exp(0.3f), tolerance = 2e-6;
        Assert.Equal(Math.Log(sum), row.LogSumExp().ToScalar(), tolerance);
        Assert.Equal(Math.Log(sum), column.LogSumExp(0).ToScalar(), tolerance);
        Assert.Equal(1, row.Softmax()[0, 7] * sum, tolerance);
        Assert.Equal(-Math.Log(sum), row.LogSoftmax()[0, 7], tolerance);
        Assert.Equal(Math.Log(sum), Loss.CrossEntropy(row, [5]).ToScalar(), tolerance);
    }
}
