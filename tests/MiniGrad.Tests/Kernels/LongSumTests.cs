using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>Products along a long inner dimension are sums of parts, and short ones are one running sum.</summary>
public class LongSumTests
{
    // The bounds are the errors of OpenBLAS in the same products.
    [Theory]
    [InlineData(1, 1, 10_000_000, false, false, 2e-5)]
    [InlineData(1, 10, 1_000_000, false, false, 1.3e-6)]
    [InlineData(64, 64, 60_000, false, false, 7.5e-7)]
    [InlineData(64, 64, 60_000, true, false, 7.5e-7)]
    [InlineData(64, 64, 60_000, false, true, 7.5e-7)]
    [InlineData(3, 40, 60_000, false, true, 7.5e-7)]
    [InlineData(40, 5, 60_000, true, false, 7.5e-7)]
    [InlineData(1, 300, 60_000, false, false, 7.5e-7)]
    [InlineData(30, 1, 60_000, true, false, 7.5e-7)]
    [InlineData(30, 1, 60_000, false, false, 7.5e-7)]
    public void Long_sums_in_single_precision_are_exact(int m, int n, int k, bool transposeA, bool transposeB, double bound)
    {
        float[] a = Uniform((long)m * k, 1), b = n == 1 && m == 1 ? [.. Enumerable.Repeat(0.6662211f, k)] : Uniform((long)k * n, 2);
        float[] c = new float[m * n];
        MatrixProduct.Multiply<float>(a, b, c, m, n, k, transposeA, transposeB);
        for (int i = 0; i < m; i += Math.Max(1, m / 4))
        {
            for (int j = 0; j < n; j += Math.Max(1, n / 4))
            {
                double sum = 0;
                for (int p = 0; p < k; p++) sum += (double)a[transposeA ? p * m + i : i * k + p] * b[transposeB ? j * k + p : p * n + j];
                Assert.InRange(Math.Abs(c[i * n + j] - sum) / sum, 0, bound);
            }
        }
    }

    [Theory]
    [InlineData(20, 40, 1500, false, false)]
    [InlineData(20, 40, 1500, true, false)]
    [InlineData(20, 40, 1500, false, true)]
    [InlineData(3, 40, 20_000, false, true)]
    [InlineData(1, 40, 1500, false, false)]
    [InlineData(1, 3, 1500, false, false)]
    [InlineData(50, 3, 1500, true, false)]
    [InlineData(1001, 1003, 1025, false, false)]
    public void Parts_are_added_to_biases_and_to_what_is_there(int m, int n, int k, bool transposeA, bool transposeB)
    {
        double[] a = Uniform<double>((long)m * k, 3), b = Uniform<double>((long)k * n, 4), bias = Uniform<double>(n, 5);
        double[] plain = new double[m * n], biased = new double[m * n], added = Uniform<double>((long)m * n, 6), before = [.. added];
        MatrixProduct.Multiply<double>(a, b, plain, m, n, k, transposeA, transposeB);
        MatrixProduct.Multiply<double>(a, b, added, m, n, k, transposeA, transposeB, accumulate: true);
        for (int i = 0; i < plain.Length; i++)
        {
            Assert.Equal(before[i] + plain[i], added[i], 1e-9);
            if (i % 97 != 0) continue;
            double sum = 0;
            for (int p = 0; p < k; p++)
                sum += a[transposeA ? p * m + i / n : i / n * k + p] * b[transposeB ? i % n * k + p : p * n + i % n];
            Assert.Equal(sum, plain[i], 1e-9);
        }
        double[] shift = [.. bias.Select(value => value - k)];
        MatrixProduct.Multiply<double, RectifyFinish<double>>(a, b, shift, biased, m, n, k, transposeA, transposeB, false, default);
        for (int i = 0; i < plain.Length; i++) Assert.Equal(Math.Max(0, plain[i] + shift[i % n]), biased[i], 1e-9);
        double[] low = [.. bias.Select(value => value - k / 4.0)];
        MatrixProduct.Multiply<double, RectifyFinish<double>>(a, b, low, biased, m, n, k, transposeA, transposeB, false, default);
        for (int i = 0; i < plain.Length; i++) Assert.Equal(Math.Max(0, plain[i] + low[i % n]), biased[i], 1e-9);
    }

    private static float[] Uniform(long count, int seed) => Uniform<float>(count, seed);

    private static T[] Uniform<T>(long count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        T[] numbers = new T[count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = T.CreateChecked(random.NextSingle());
        return numbers;
    }
}
