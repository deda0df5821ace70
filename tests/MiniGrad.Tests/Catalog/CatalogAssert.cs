using System.Numerics;

namespace MiniGrad.Tests.Catalog;

/// <summary>What tests of the catalog require. It knows no test framework: a program that is compiled to native code checks the catalog
/// too.</summary>
internal static class CatalogAssert
{
    /// <summary>Elements this much smaller than the largest of a tensor are compared as if they were this large.</summary>
    private const double SmallestScale = 1e-3;

    /// <summary>The operation computes what its definition says, in every case.</summary>
    /// <param name="row">The operation.</param>
    /// <param name="relativeError">How far elements may be off.</param>
    /// <param name="see">Sees every result.</param>
    public static void Agrees<T>(CatalogRow<T> row, double relativeError, Action<Tensor<T>>? see = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int[][] shapes in row.Cases)
        {
            NaiveArray[] inputs = row.Inputs(shapes);
            Tensor<T> output = row.Apply(row.Track(inputs));
            see?.Invoke(output);
            Close(row.Reference(inputs), output, relativeError, Describe(row.Name, inputs));
        }
    }

    /// <summary>The shapes agree, and every element within a relative error.</summary>
    public static void Close<T>(NaiveArray expected, Tensor<T> actual, double relativeError, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(expected.Sizes.SequenceEqual(actual.Shape), $"{what}: expected shape {expected}, got {actual.Shape}.");
        Close(expected.Values, [.. actual.Span.ToArray().Select(double.CreateChecked)], relativeError, what);
    }

    public static void Close(double[] expected, double[] actual, double relativeError, string what)
    {
        Require(expected.Length == actual.Length, $"{what}: expected {expected.Length} elements, got {actual.Length}.");
        double scale = SmallestScale * expected.Select(Math.Abs).Append(0).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            bool agrees = expected[i].Equals(actual[i])
                || Math.Abs(expected[i] - actual[i]) <= relativeError * Math.Max(Math.Abs(expected[i]), Math.Max(scale, SmallestScale));
            if (!agrees) throw new InvalidOperationException($"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }

    /// <summary>Two tensors have the same shape and the same bits.</summary>
    public static void SameBits<T>(Tensor<T> expected, Tensor<T> actual, string what) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(expected.Shape == actual.Shape, $"{what}: expected shape {expected.Shape}, got {actual.Shape}.");
        Require(Bits(expected.Span).SequenceEqual(Bits(actual.Span)), $"{what}: expected {expected}, got {actual}.");
    }

    public static byte[] Bits<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray();

    /// <summary>What messages call a case.</summary>
    public static string Describe(string name, IEnumerable<NaiveArray> inputs) => $"{name} of {string.Join(" ", inputs)}";

    public static void Require(bool holds, string message)
    {
        if (!holds) throw new InvalidOperationException(message);
    }
}
