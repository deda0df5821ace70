using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Losses;

/// <summary>Focal, quantile, Poisson, log-cosh, cosine and triplet losses at the edges of their domains.</summary>
public class FurtherLossTests
{
    private const double Small = 1e-9;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_row_that_is_right_without_doubt_has_no_focal_loss_and_no_gradient(double gamma)
    {
        Tensor<double> logits = Tensor.Create([1000.0, 0, 0], [1, 3]).Tracked();
        Tensor<double> loss = Loss.Focal(logits, [0], gamma);
        Assert.Equal(0, loss.ToScalar());
        Assert.Equal([0, 0, 0], Differentiation.Gradients(loss, [logits])[0].ToArray());

        Tensor<double> odds = Tensor.Vector(2000.0, -2000).Tracked();
        Tensor<double> binary = Loss.BinaryFocalWithLogits(odds, Tensor.Vector(1.0, 0), gamma);
        Assert.Equal(0, binary.ToScalar());
        Assert.Equal([0, 0], Differentiation.Gradients(binary, [odds])[0].ToArray());
    }

    [Fact]
    public void Focal_loss_of_a_row_that_is_nearly_right_does_not_cancel()
    {
        double entropy = Math.Log(1 + Math.Exp(-10)), expected = entropy * Math.Pow(Math.Exp(-10) / (1 + Math.Exp(-10)), 2);
        Assert.Equal(expected, Loss.Focal(Tensor.Create([10.0, 0], [1, 2]), [0]).ToScalar(), 1e-9 * expected);
        Assert.Equal(
            expected, Loss.BinaryFocalWithLogits(Tensor.Vector(10.0), Tensor.Vector(1.0)).ToScalar(), 1e-9 * expected);
    }

    [Fact]
    public void Focal_loss_without_focus_is_the_cross_entropy()
    {
        Tensor<double> logits = Tensor.Create([0.3, -1, 2, 0.1, 0.2, -0.7], [2, 3]), weights = Tensor.Vector(1.0, 2, 3);
        Assert.Equal(
            Loss.CrossEntropy(logits, [2, 0], weights).ToScalar(), Loss.Focal(logits, [2, 0], gamma: 0, weights).ToScalar(), 14);
    }

    [Fact]
    public void Focal_loss_of_no_row_that_counts_is_refused()
    {
        Tensor<double> logits = Tensor.Zeros<double>([2, 3]);
        Assert.Contains(
            "Focal: the weights of all rows together are 0",
            Assert.Throws<ArgumentException>(() => Loss.Focal(logits, [7, 7], ignoredLabel: 7)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Focal: the weights of all rows together are 0",
            Assert.Throws<ArgumentException>(() => Loss.Focal(logits, [1, 1], classWeights: Tensor.Vector(1.0, 0, 1))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Focal(logits, [1, 1], gamma: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Focal(logits, [1, 1], gamma: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.BinaryFocalWithLogits(logits, logits, alpha: 1.5));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-3)]
    [InlineData(0.9999)]
    [InlineData(1.0001)]
    [InlineData(40)]
    [InlineData(1e30)]
    public void Log_cosh_is_exact_near_zero_and_far_away(double error)
    {
        double expected = error < 0.01 ? error * error / 2 * (1 - (error * error / 6) + (2 * Math.Pow(error, 4) / 45))
            : error - Math.Log(2) + Math.Log(1 + Math.Exp(-2 * error));
        Assert.Equal(expected, Loss.LogCosh(Tensor.Scalar(error), 0.0).ToScalar(), 4e-15 * Math.Max(expected, 1e-13));
        Assert.Equal(expected, Loss.LogCosh(Tensor.Scalar((float)error), 0f).ToScalar(), 4e-7 * expected);
    }

    [Fact]
    public void Predictions_of_least_quantile_loss_are_the_quantiles()
    {
        // Of 1 to 9 the lower quartile is 3, the median 5: the loss of each other value is larger.
        Tensor<double> values = Tensor.Vector(1.0, 2, 3, 4, 5, 6, 7, 8, 9);
        foreach ((double quantile, double expected) in ((double, double)[])[(0.25, 3), (0.5, 5), (0.9, 9)])
        {
            double best = Enumerable.Range(1, 9).MinBy(
                value => Loss.Quantile(Tensor.Full([9], (double)value), values, quantile).ToScalar());
            Assert.Equal(expected, best);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Quantile(values, values, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Quantile(values, values, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Quantile(Tensor.Zeros<double>([9, 2]), values, [0.5, double.NaN]));
    }

    [Fact]
    public void Counts_below_zero_and_targets_other_than_signs_are_refused()
    {
        Assert.Contains(
            "Poisson: counts must be at least 0, got -1",
            Assert.Throws<ArgumentException>(() => Loss.Poisson(Tensor.Vector(0.0, 0), Tensor.Vector(2.0, -1))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "CosineEmbedding: targets must be −1 or 1, got 0.5",
            Assert.Throws<ArgumentException>(() => Loss.CosineEmbedding(
                Tensor.Ones<double>([2, 2]), Tensor.Ones<double>([2, 2]), Tensor.Vector(1.0, 0.5))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CosineEmbedding(
            Tensor.Ones<double>([2, 2]), Tensor.Ones<double>([2, 2]), Tensor.Vector(1.0, 1), margin: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Triplet(
            Tensor.Ones<double>([2, 2]), Tensor.Ones<double>([2, 2]), Tensor.Ones<double>([2, 2]), margin: 0));
    }

    [Fact]
    public void Rows_of_zeros_and_rows_that_are_alike_have_finite_gradients()
    {
        Tensor<double> zeros = Tensor.Zeros<double>([1, 2]).Tracked(), ones = Tensor.Ones<double>([1, 2]).Tracked();
        Tensor<double> distance = Loss.CosineDistance(zeros, ones);
        Assert.Equal(1, distance.ToScalar());
        Assert.All(Differentiation.Gradients(distance, [zeros, ones]), gradient => Assert.True(gradient.ToArray().All(double.IsFinite)));

        Tensor<double> triplet = Loss.Triplet(ones, ones, zeros, margin: 2);
        Assert.Equal(2 - Math.Sqrt(2), triplet.ToScalar(), Small);
        Assert.All(Differentiation.Gradients(triplet, [zeros, ones]), gradient => Assert.True(gradient.ToArray().All(double.IsFinite)));
    }
}
