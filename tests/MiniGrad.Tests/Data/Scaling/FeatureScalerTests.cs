using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class FeatureScalerTests
{
    // Mean 5 and standard deviation 2 by hand; then a constant; then a range from −10 to 10.
    private static readonly Tensor<double> samples = Tensor.Create(
        [2.0, 7, -10, 4, 7, 10, 4, 7, 0, 4, 7, 0, 5, 7, 0, 5, 7, 0, 7, 7, 0, 9, 7, 0], [8, 3]);

    [Fact]
    public void Standard_scaling_gives_mean_0_and_deviation_1_and_leaves_a_constant()
    {
        FeatureScaler<double> scaler = FeatureScaler.Fit(samples);
        Assert.Equal([5.0, 7, 0], scaler.Offset.ToArray());
        Assert.Equal([2.0, 1, 5], scaler.Scale.ToArray());
        Tensor<double> scaled = scaler.Apply(samples);
        Assert.Equal([-1.5, 0, -2], scaled.ToArray()[..3]);
        Assert.Equal(samples.ToArray(), scaler.Invert(scaled).ToArray());
    }

    [Fact]
    public void Min_max_scaling_gives_0_to_1_on_the_training_samples()
    {
        FeatureScaler<double> scaler = FeatureScaler.Fit(samples, Scaling.MinMax);
        Assert.Equal([2.0, 7, -10], scaler.Offset.ToArray());
        Assert.Equal([7.0, 1, 20], scaler.Scale.ToArray());
        Assert.Equal([0.0, 0, 0, 2.0 / 7, 0, 1], scaler.Apply(samples).ToArray()[..6]);
        Assert.Equal([2.0], scaler.Apply(Tensor.Create([16.0, 7, 30], [3])).ToArray()[..1]);
        Assert.Equal(samples.ToArray(), FeatureScaler.Fit(samples, Scaling.None).Apply(samples).ToArray());
    }

    [Fact]
    public void A_scaler_made_of_offset_and_scale_gives_the_same_bits()
    {
        Random random = new(3);
        Tensor<float> data = Tensor.Normal<float>([50, 4], 5f, 13f, random);
        FeatureScaler<float> scaler = FeatureScaler.Fit(data), again = new(scaler.Offset, scaler.Scale);
        Assert.Equal(scaler.Apply(data).ToArray(), again.Apply(data).ToArray());
        Tensor<float> scaled = scaler.Apply(data);
        Assert.All(scaled.Mean([0]).ToArray(), mean => Assert.Equal(0, mean, 1e-6));
        Assert.All(scaled.Square().Mean([0]).ToArray(), variance => Assert.Equal(1, variance, 1e-5));
    }

    [Theory]
    [InlineData(1e7f, 1f)]
    [InlineData(-3e9f, 1000f)]
    public void Single_precision_far_from_0_is_scaled_to_mean_0(float from, float step)
    {
        // Whole numbers that float holds, with a mean that it does not hold.
        float[] numbers = [.. Enumerable.Range(0, 1000).Select(i => from + (step * ((i * 7 % 10) + (i % 3))))];
        Tensor<float> data = Tensor.Create<float>(numbers, [1000, 1]);
        FeatureScaler<float> scaler = FeatureScaler.Fit(data), again = new(scaler.Offset, scaler.Scale);
        Tensor<float> scaled = scaler.Apply(data);
        double mean = scaled.ToArray().Average(number => (double)number);
        Assert.Equal(0, mean, 1e-7);
        Assert.Equal(scaled.ToArray(), again.Apply(data).ToArray());
        Assert.Equal(data.ToArray(), scaler.Invert(scaled).ToArray());
        Assert.Equal(data.ToArray().Average(number => (double)number), scaler.Offset[0], 1e-9 * Math.Abs(from));
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(1)]
    public void Numbers_of_any_size_are_scaled(double unit)
    {
        FeatureScaler<double> scaler = FeatureScaler.Fit(Tensor.Create([3 * unit, 5 * unit, 7 * unit], [3, 1]));
        Assert.Equal(Math.Sqrt(1.5), scaler.Apply(Tensor.Create([7 * unit], [1, 1])).ToScalar(), 1e-12);
    }

    [Fact]
    public void A_constant_whose_mean_is_rounded_is_a_constant()
    {
        Tensor<double> tenths = Tensor.Full([1001, 1], 0.1);
        FeatureScaler<double> scaler = FeatureScaler.Fit(tenths);
        Assert.Equal((0.1, 1), (scaler.Offset[0], scaler.Scale[0]));
        Assert.Equal(1.0, FeatureScaler.Fit(Tensor.Create([0.0, double.Epsilon, 0], [3, 1])).Scale[0]);
    }

    [Fact]
    public void Large_offsets_lose_no_precision()
    {
        // Exact in a double: 10⁹ + {0, 1, 2}, whose deviation is √(2/3).
        FeatureScaler<double> scaler = FeatureScaler.Fit(Tensor.Create([1e9, 1e9 + 1, 1e9 + 2], [3, 1]));
        Assert.Equal(1e9 + 1, scaler.Offset[0]);
        Assert.Equal(Math.Sqrt(2.0 / 3), scaler.Scale[0], 1e-15);
    }

    [Fact]
    public void Invalid_arguments_are_refused_by_name()
    {
        Assert.Contains("at least one, got [0, 3]",
            Assert.Throws<ArgumentException>(() => FeatureScaler.Fit(Tensor.Zeros<float>([0, 3]))).Message, StringComparison.Ordinal);
        Assert.Contains("sample 1, feature 0", Assert.Throws<ArgumentException>(
            () => FeatureScaler.Fit(Tensor.Create([1f, float.NaN], [2, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "further apart", Assert.Throws<ArgumentException>(() => FeatureScaler.Fit(
                Tensor.Create([float.MinValue, float.MaxValue], [2, 1]), Scaling.MinMax)).Message, StringComparison.Ordinal);
        Assert.Contains("expected samples [..., 3], got [2]", Assert.Throws<ArgumentException>(
            () => FeatureScaler.Fit(samples).Apply(Tensor.Create([1.0, 2], [2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FeatureScaler<double>(Tensor.Create([1.0, 2], [2]), Tensor.Create([1.0], [1])));
        Assert.Contains("feature 1", Assert.Throws<ArgumentException>(
            () => new FeatureScaler<double>(Tensor.Create([1.0, 2], [2]), Tensor.Create([1.0, 0], [2]))).Message, StringComparison.Ordinal);
    }
}
