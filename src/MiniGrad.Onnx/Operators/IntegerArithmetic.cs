using MiniGrad.Kernels;

namespace MiniGrad.Onnx;

/// <summary>Functions of integers that broadcast.</summary>
internal static class IntegerArithmetic
{
    /// <summary>A function of each pair of elements; what leaves the range of their type begins again at its other end.</summary>
    public static IntegerValue Combine(IntegerValue a, IntegerValue b, Func<long, long, long> function)
    {
        long[] results = Pairs(a, b, function, out Shape shape);
        for (int i = 0; i < results.Length; i++) results[i] = a.Wrapped(results[i]);
        return new IntegerValue(results, shape, a.ElementType);
    }

    /// <summary>A truth of each pair of elements.</summary>
    public static NumberValue<T> Compare<T>(IntegerValue a, IntegerValue b, Func<long, long, bool> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] truths = Pairs(a, b, (one, other) => function(one, other) ? T.One : T.Zero, out Shape shape);
        return new NumberValue<T>(new Tensor<T>(truths, shape), OnnxElementType.Bool);
    }

    /// <summary>Integers repeated along axes that they lack or of which they have one.</summary>
    public static IntegerValue BroadcastTo(IntegerValue x, Shape shape)
    {
        if (x.Shape == shape) return x;
        if (!x.Shape.BroadcastsTo(shape)) throw new ArgumentException($"{x.Shape} does not broadcast to {shape}.");
        ElementBound.Check(shape, "repeated integers");
        long[] values = new long[shape.ElementCount];
        Broadcasting.Copy(x.Values, x.Shape.AsSpan(), values, shape.AsSpan());
        return new IntegerValue(values, shape, x.ElementType);
    }

    private static TResult[] Pairs<TResult>(IntegerValue a, IntegerValue b, Func<long, long, TResult> function, out Shape shape)
    {
        CheckSame(a, b);
        shape = Shape.Broadcast(a.Shape, b.Shape);
        ElementBound.Check(shape, "pairs of integers");
        ReadOnlySpan<long> left = BroadcastTo(a, shape).Values, right = BroadcastTo(b, shape).Values;
        TResult[] results = new TResult[left.Length];
        for (int i = 0; i < results.Length; i++) results[i] = function(left[i], right[i]);
        return results;
    }

    private static void CheckSame(IntegerValue a, IntegerValue b)
    {
        if (a.ElementType != b.ElementType)
            throw new ArgumentException($"expected integers of one type, got {a.ElementType} and {b.ElementType}.");
    }
}
