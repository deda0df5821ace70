using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>The matrix product is right for every combination of sizes around the widths of its panels and strips.</summary>
public class MatrixProductTests
{
    private const double Untouched = 123;
    private static readonly int[] sizes = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64];

    public static TheoryData<int> AllSizes => [.. sizes];

    [Theory]
    [MemberData(nameof(AllSizes))]
    public void Products_in_double_precision(int m) => AssertProducts<double>(m, Math.Pow(2, -53), sizes, sizes);

    [Theory]
    [MemberData(nameof(AllSizes))]
    public void Products_in_single_precision(int m) => AssertProducts<float>(m, Math.Pow(2, -24), sizes, sizes);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Long_inner_sizes_are_packed_in_parts(int m)
    {
        AssertProducts<double>(m, Math.Pow(2, -53), [1, 3, 16, 35], [4096, 4097, 9001]);
        AssertProducts<float>(m, Math.Pow(2, -24), [1, 3, 16, 35], [4096, 4097, 9001]);
    }

    [Fact]
    public void Matrices_of_other_lengths_are_refused()
    {
        double[] c = new double[4];
        Assert.Contains("expected 6 elements in b, got 5",
            Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<double>(new double[6], new double[5], c, 2, 2, 3)).Message,
                StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<double>(new double[5], new double[6], c, 2, 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<double>(new double[9], new double[9], c, 3, 3, 3));
    }

    [Fact]
    public void An_inner_size_of_zero_gives_zeros_or_leaves_what_is_added_to()
    {
        double[] c = [1, 2, 3, 4];
        MatrixProduct.Multiply<double>([], [], c, 2, 2, 0, accumulate: true);
        Assert.Equal([1, 2, 3, 4], c);
        MatrixProduct.Multiply<double>([], [], c, 2, 2, 0);
        Assert.Equal([0, 0, 0, 0], c);
    }

    private static void AssertProducts<T>(int m, double unit, int[] columns, int[] inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(m);
        foreach (int n in columns)
        {
            foreach (int k in inner)
            {
                double[] a = Values(m * k, random), b = Values(k * n, random), start = Values(m * n, random);
                T[][] left = [Convert<T>(a), Convert<T>(Transposed(a, m, k))], right = [Convert<T>(b), Convert<T>(Transposed(b, k, n))];
                for (int variant = 0; variant < 8; variant++)
                {
                    bool transposeA = (variant & 1) > 0, transposeB = (variant & 2) > 0, accumulate = (variant & 4) > 0;
                    T[] c = Convert<T>([.. start, Untouched]);
                    MatrixProduct.Multiply(
                        left[transposeA ? 1 : 0], right[transposeB ? 1 : 0], c.AsSpan(0, m * n), m, n, k, transposeA, transposeB,
                            accumulate);
                    AssertProduct(a, b, accumulate ? start : null, c, n, k, unit, $"m {m}, n {n}, k {k}, variant {variant}");
                }
            }
        }
    }

    /// <summary>The error of an inner product of k terms is at most (k + 1) roundings of the sum of their sizes, in any order of
    /// addition.</summary>
    private static void AssertProduct<T>(double[] a, double[] b, double[]? start, T[] c, int n, int k, double unit, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < c.Length - 1; i++)
        {
            double sum = start?[i] ?? 0, magnitude = Math.Abs(sum);
            for (int p = 0; p < k; p++)
            {
                double product = a[i / n * k + p] * b[p * n + i % n];
                sum += product;
                magnitude += Math.Abs(product);
            }
            double error = Math.Abs(double.CreateChecked(c[i]) - sum);
            if (!(error <= 2 * (k + 2) * unit * magnitude)) Assert.Fail($"{what}: element {i} is {c[i]}, expected {sum}.");
        }
        Assert.Equal(Untouched, double.CreateChecked(c[^1]));
    }

    private static double[] Values(int count, Random random)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = (float)(2 * random.NextDouble() - 1);
        return values;
    }

    private static double[] Transposed(double[] x, int rows, int columns)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++) y[i % columns * rows + i / columns] = x[i];
        return y;
    }

    private static T[] Convert<T>(double[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Array.ConvertAll(values, T.CreateChecked);
}
