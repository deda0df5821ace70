using MiniGrad.Kernels;

namespace MiniGrad.Onnx;

/// <summary>Integers in another arrangement.</summary>
internal static class IntegerArrangement
{
    /// <summary>In a place where there is no element, but a filling.</summary>
    public const int Filled = -1;

    public static IntegerValue Permute(IntegerValue x, int[] axes)
    {
        long[] values = new long[x.Shape.ElementCount];
        Arranging.Permute(x.Values, x.Shape.AsSpan(), axes, values);
        return new IntegerValue(values, Array.ConvertAll(axes, axis => x.Shape[axis]), x.ElementType);
    }

    public static IntegerValue Take(IntegerValue x, int axis, ReadOnlySpan<int> places, long filling = 0)
    {
        Shape shape = x.Shape.With(axis, places.Length);
        ElementBound.Check(shape, "integers from an axis");
        int inner = x.Shape.Product(axis + 1, x.Shape.Rank), outer = x.Shape.Product(0, axis), size = x.Shape[axis];
        long[] values = new long[shape.ElementCount];
        ReadOnlySpan<long> source = x.Values;
        for (int row = 0; row < outer; row++)
            for (int i = 0; i < places.Length; i++)
            {
                Span<long> target = values.AsSpan((row * places.Length + i) * inner, inner);
                if (places[i] == Filled) target.Fill(filling);
                else source.Slice((row * size + places[i]) * inner, inner).CopyTo(target);
            }
        return new IntegerValue(values, shape, x.ElementType);
    }

    public static IntegerValue Concatenate(IntegerValue[] parts, int axis)
    {
        Shape first = parts[0].Shape;
        if (Array.Find(parts, part => part.Shape.Rank != first.Rank || part.Shape.With(axis, 0) != first.With(axis, 0)) is { } other)
            throw new ArgumentException(Invariant($"sizes differ outside axis {axis}: {first} and {other.Shape}."));
        Shape shape = first.With(axis, parts.Sum(part => (long)part.Shape[axis]));
        ElementBound.Check(shape, "integers one after the other");
        long[] values = new long[shape.ElementCount];
        int outer = shape.Product(0, axis), step = shape.Product(axis, shape.Rank), start = 0;
        foreach (IntegerValue part in parts)
        {
            int run = part.Shape.Product(axis, shape.Rank);
            Arranging.CopyRuns(part.Values, 0, run, values, start, step, run, outer);
            start += run;
        }
        return new IntegerValue(values, shape, parts[0].ElementType);
    }
}
