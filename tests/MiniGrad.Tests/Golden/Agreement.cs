using System.Numerics;
using MiniGrad.Tests.Catalog;

namespace MiniGrad.Tests.Golden;

internal static class Agreement
{
    /// <summary>Asserts that every element is within a relative error of the expected one. Elements below a thousandth of the tensor's
    /// largest are judged as if they were that large: what cancelled down to almost 0 keeps the absolute error of what it was computed
    /// from.</summary>
    public static void AssertClose<T>(
        ReadOnlySpan<double> expected, Tensor<T> actual, double relativeError, string what, double smallestShare = 1e-3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CatalogAssert.Require(expected.Length == actual.ElementCount, $"{what}: expected {expected.Length} elements, got {actual.Shape}.");
        double floor = 0;
        foreach (double value in expected) floor = Math.Max(floor, smallestShare * Math.Abs(value));
        for (int i = 0; i < expected.Length; i++)
        {
            double got = double.CreateChecked(actual.Span[i]), bound = relativeError * Math.Max(Math.Abs(expected[i]), floor);
            if (Math.Abs(got - expected[i]) <= bound) continue;
            throw new InvalidOperationException(
                $"{what}, element {i}: expected {expected[i]:R}, got {got:R}; off by {Math.Abs(got - expected[i]):G3}, allowed " +
                $"{bound:G3}.");
        }
    }
}
