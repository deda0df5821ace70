using System.Numerics;
using Xunit;

namespace MiniGrad.Tests.Catalog;

internal static class CatalogAssert
{
    /// <summary>Elements this much smaller than the largest of a tensor are compared as if they were this large.</summary>
    private const double SmallestScale = 1e-3;

    /// <summary>The shapes agree, and every element within a relative error.</summary>
    public static void Close<T>(NaiveArray expected, Tensor<T> actual, double relativeError, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.True(expected.Sizes.SequenceEqual(actual.Shape), $"{what}: expected shape {expected}, got {actual.Shape}.");
        Close(expected.Values, [.. actual.Span.ToArray().Select(double.CreateChecked)], relativeError, what);
    }

    public static void Close(double[] expected, double[] actual, double relativeError, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = SmallestScale * expected.Select(Math.Abs).Append(0).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            bool agrees = expected[i].Equals(actual[i])
                || Math.Abs(expected[i] - actual[i]) <= relativeError * Math.Max(Math.Abs(expected[i]), Math.Max(scale, SmallestScale));
            Assert.True(agrees, $"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }

    /// <summary>Two tensors have the same shape and the same bits.</summary>
    public static void SameBits<T>(Tensor<T> expected, Tensor<T> actual, string what) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.True(expected.Shape == actual.Shape, $"{what}: expected shape {expected.Shape}, got {actual.Shape}.");
        Assert.True(Bits(expected.Span).SequenceEqual(Bits(actual.Span)), $"{what}: expected {expected}, got {actual}.");
    }

    public static byte[] Bits<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray();

    /// <summary>What messages call a case.</summary>
    public static string Describe(string name, IEnumerable<NaiveArray> inputs) => $"{name} of {string.Join(" ", inputs)}";
}
