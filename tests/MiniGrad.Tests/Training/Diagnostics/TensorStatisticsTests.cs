using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

public class TensorStatisticsTests
{
    [Fact]
    public void Statistics_follow_their_formulas_over_several_tensors()
    {
        TensorStatistics statistics = TensorStatistics.Of<float>([Tensor.Vector(1f, 0, -2), Tensor.Vector(5f, -0f)]);

        Assert.Equal((5, 2, 0), (statistics.Count, statistics.ZeroCount, statistics.NotFiniteCount));
        Assert.Equal(0.8, statistics.Mean, 1e-15);
        Assert.Equal(Math.Sqrt((0.04 + 2 * 0.64 + 7.84 + 17.64) / 5), statistics.StandardDeviation, 1e-15);
        Assert.Equal(Math.Sqrt(6), statistics.RootMeanSquare, 1e-15);
        Assert.Equal(Math.Sqrt(30), statistics.Norm, 1e-14);
        Assert.Equal(0.4, statistics.ZeroShare);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    [InlineData(1e300)]
    public void Squares_neither_vanish_nor_overflow(double size)
    {
        TensorStatistics statistics = TensorStatistics.Of([Tensor.Vector(size, -size, size, -size)]);

        Assert.Equal((0, size, size), (statistics.Mean, statistics.StandardDeviation, statistics.RootMeanSquare));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_counted()
    {
        TensorStatistics statistics = TensorStatistics.Of([Tensor.Vector(1, float.NaN, 0, float.NegativeInfinity)]);

        Assert.Equal((4, 1, 2, false), (statistics.Count, statistics.ZeroCount, statistics.NotFiniteCount, statistics.IsFinite));
        Assert.Equal((double.NaN, double.NaN), (statistics.Mean, statistics.Norm));
    }

    [Fact]
    public void Nothing_has_statistics_of_zero()
    {
        TensorStatistics statistics = TensorStatistics.Of([Tensor.Zeros<double>([0, 3])]);

        Assert.Equal(new TensorStatistics(0, 0, 0, 0, 0, 0), statistics);
        Assert.Equal((0, 0), (statistics.Norm, statistics.ZeroShare));
    }
}
