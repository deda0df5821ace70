using System.Numerics;
using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Normalisation of numbers whose squares overflow gives what it gives for the same numbers made small.</summary>
public class LargeNormalizationTests
{
    [Theory]
    [InlineData(1e20, 1e160)]
    [InlineData(1e36, 1e305)]
    public void Large_numbers_are_normalised(double inFloats, double inDoubles)
    {
        Check((float)inFloats, 1e-6f);
        Check(inDoubles, 1e-14);
    }

    private static void Check<T>(T size, T error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 37 columns fill vectors of every width and leave a rest; every second is large.
        Tensor<T> small = Tensor.Normal([5, 37], T.Zero, T.One, new Random(1));
        Tensor<T> upstream = Tensor.Normal([5, 37], T.Zero, T.One, new Random(2));
        T[] factors = [.. Enumerable.Range(0, 37).Select(i => i % 2 == 0 ? size : T.One)];
        Tensor<T> mixed = small * Tensor.Create(factors, [37]), large = small * size;
        Compare(x => x.BatchNormalize(epsilon: 1e-30), mixed, Tensor.Create(factors, [37]));
        Compare(x => x.LayerNormalize(epsilon: 1e-30), large, Tensor.Full([37], size));
        Compare(x => x.RmsNormalize(epsilon: 1e-30), large, Tensor.Full([37], size));

        void Compare(Func<Tensor<T>, Tensor<T>> normalize, Tensor<T> values, Tensor<T> scale)
        {
            Tensor<T> x = values.Tracked(), reference = small.Tracked();
            Tensor<T> actual = normalize(x), expected = normalize(reference);
            AssertClose(expected, actual);
            // Gradients are so much smaller, and vanish in the end.
            if (size > T.CreateChecked(typeof(T) == typeof(float) ? 1e25 : 1e280)) return;
            Tensor<T> gradient = Differentiation.Gradients(actual, [x], upstream)[0];
            AssertClose(Differentiation.Gradients(expected, [reference], upstream)[0], gradient * scale);
        }

        void AssertClose(Tensor<T> expected, Tensor<T> actual)
        {
            T bound = error * T.Max(T.One, expected.Abs().Max().ToScalar());
            Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.True(T.Abs(pair.First - pair.Second) <= bound, $"{pair}"));
        }
    }

    [Fact]
    public void Three_large_numbers_have_the_deviations_of_three_small_ones()
    {
        Tensor<float> x = Tensor.Create([1e20f, 2e20f, 3e20f], [1, 3]);
        AssertClose([-1.2247449f, 0, 1.2247449f], x.LayerNormalize());
        AssertClose([-1.2247449f, 0, 1.2247449f], x.Reshape(3, 1).BatchNormalize());
        AssertClose([0.46291005f, 0.9258201f, 1.3887302f], x.RmsNormalize());

        static void AssertClose(float[] expected, Tensor<float> actual) =>
            Assert.Equal(expected, actual.ToArray(), (a, b) => Math.Abs(a - b) <= 3e-7f);
    }

    [Fact]
    public void A_running_variance_that_overflows_is_refused()
    {
        BatchNormalization<float> layer = new(2);
        Tensor<float> x = Tensor.Create([1, 1e20f, 2, 2e20f, 3, 3e20f], [3, 2]);
        Assert.Contains("variance of feature 1 overflows", Assert.Throws<ArgumentException>(() => layer.Forward(x)).Message,
            StringComparison.Ordinal);
        Assert.Equal([1, 1], layer.RunningVariance.ToArray());
    }
}
