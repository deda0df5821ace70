using System.Numerics;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Losses;

/// <summary>Losses at scores that are infinite: nothing for the right answer, ∞ for a wrong one.</summary>
public class InfiniteScoreTests
{
    private const double Infinity = double.PositiveInfinity;

    [Theory]
    [InlineData(Infinity, 0, Infinity, 1)]
    [InlineData(Infinity, 1, 0, 0)]
    [InlineData(Infinity, 0.25, Infinity, 0.75)]
    [InlineData(-Infinity, 0, 0, 0)]
    [InlineData(-Infinity, 1, Infinity, -1)]
    public void Binary_cross_entropy_is_right_at_infinity(double logit, double target, double expected, double derivative)
    {
        Check<double>();
        Check<float>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // Eighteen elements go through whole vectors and the rest behind them.
            Tensor<T> x = Tensor.Full([18], T.CreateChecked(logit)).Tracked(), t = Tensor.Full([18], T.CreateChecked(target));
            foreach (Tensor<T>? weight in (Tensor<T>?[])[null, Tensor.Scalar(T.One)])
            {
                foreach (LossReduction reduction in (LossReduction[])[LossReduction.Sum, LossReduction.None])
                {
                    Tensor<T> loss = Loss.BinaryCrossEntropyWithLogits(x, t, weight, reduction);
                    Assert.All(loss.ToArray(), value => Assert.Equal(expected, double.CreateChecked(value)));
                    Assert.All(Differentiation.Gradients(loss.Sum(), [x])[0].ToArray(),
                        value => Assert.Equal(derivative, double.CreateChecked(value)));
                }
            }
        }
    }

    [Fact]
    public void Binary_cross_entropy_of_NaN_is_NaN()
    {
        foreach (double target in (double[])[0, 0.5, 1])
        {
            Assert.Equal(double.NaN, Loss.BinaryCrossEntropyWithLogits(Tensor.Scalar(double.NaN), Tensor.Scalar(target)).ToScalar());
            Assert.Equal(double.NaN, Loss.BinaryCrossEntropyWithLogits(Tensor.Scalar(1.0), Tensor.Scalar(double.NaN)).ToScalar());
        }
    }

    [Fact]
    public void Other_losses_are_infinite_where_the_answer_is_infinitely_wrong()
    {
        Tensor<double> low = Tensor.Create([0.0, -Infinity], [1, 2]), one = Tensor.Scalar(1.0), infinite = Tensor.Scalar(Infinity);
        Assert.Equal(Infinity, Loss.CrossEntropy(low, IndexTensor.Create([1], [1])).ToScalar());
        Assert.Equal(0, Loss.CrossEntropy(low, IndexTensor.Create([0], [1])).ToScalar());
        Assert.Equal(0, Loss.CrossEntropy(low, Tensor.Create([1.0, 0], [1, 2])).ToScalar());
        Assert.Equal(Infinity, Loss.CrossEntropy(low, Tensor.Create([0.0, 1], [1, 2])).ToScalar());
        Assert.Equal(0, Loss.Hinge(infinite, one).ToScalar());
        Assert.Equal(Infinity, Loss.Hinge(-infinite, one).ToScalar());
        Assert.Equal(Infinity, Loss.Huber(infinite, one).ToScalar());
        Assert.Equal(Infinity, Loss.MeanSquaredError(infinite, one).ToScalar());
    }
}
