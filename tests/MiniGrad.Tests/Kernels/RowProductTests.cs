using System.Numerics;
using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

/// <summary>A row times a matrix is added up in one order, whatever the number of columns.</summary>
public class RowProductTests
{
    private const int Wide = 150;

    // Still narrower ones are products of another kind.
    private const int Narrowest = 25;

    [Theory]
    [InlineData(1, false)]
    [InlineData(300, false)]
    [InlineData(1500, false)]
    [InlineData(300, true)]
    [InlineData(700, true)]
    public void A_row_times_a_column_does_not_depend_on_the_columns_beside_it(int k, bool accumulates)
    {
        AssertSameColumns<float>(k, accumulates);
        AssertSameColumns<double>(k, accumulates);
    }

    private static void AssertSameColumns<T>(int k, bool accumulates) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(k);
        T[] a = Numbers<T>(k, random), all = Numbers<T>(k * Wide, random), start = Numbers<T>(Wide, random);
        T[] expected = Multiply(all, Wide);
        for (int n = Narrowest; n < Wide; n++)
        {
            T[] narrow = new T[k * n];
            for (int p = 0; p < k; p++) all.AsSpan(p * Wide, n).CopyTo(narrow.AsSpan(p * n));
            Assert.Equal(expected[..n], Multiply(narrow, n));
        }

        T[] Multiply(T[] b, int n)
        {
            T[] c = start[..n];
            MatrixProduct.Multiply<T>(a, b, c, 1, n, k, accumulate: accumulates);
            return c;
        }
    }

    private static T[] Numbers<T>(int count, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
}
