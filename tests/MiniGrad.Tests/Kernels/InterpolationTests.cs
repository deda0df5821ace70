using MiniGrad.Kernels;
using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Kernels;

public class InterpolationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_000)]
    public void Interpolation_with_a_weight_of_1_copies(int length)
    {
        float[] values = [.. Enumerable.Range(0, length).Select(i => 7.4e-9f * (i + 1))];
        float[] moved = [.. values.Select(_ => 1f)], met = [.. moved], copy = [.. values];
        Interpolation.Move<float>(moved, values, 1);
        Interpolation.Meet<float>(met, copy, 1);
        Assert.Equal(values, moved);
        Assert.Equal(values, met);
        Assert.Equal(values, copy);
    }

    [Fact]
    public void Interpolation_with_a_weight_below_1_moves_part_of_the_way()
    {
        double[] average = [1, -2, 3], values = [3, -2, 5];
        Interpolation.Meet<double>(average, values, 0.25);
        Assert.Equal([1.5, -2, 3.5], average);
        Assert.Equal(average, values);
    }

    [Fact]
    public void Batch_normalization_of_momentum_1_has_the_variance_of_the_last_batch()
    {
        BatchNormalization<float> layer = new(1, momentum: 1);
        layer.Forward(Tensor.Create([1e-4f, -1e-4f], [2, 1]));
        Assert.Equal(2e-8f, layer.RunningVariance[0], 1e-14f);
    }
}
