namespace MiniGrad.Onnx;

/// <summary>The elements of a value in another arrangement, whatever they are.</summary>
internal static class Arrangement
{
    /// <summary>The same elements under another shape.</summary>
    public static OnnxValue Reshape<T>(OnnxValue x, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x is IntegerValue integers ? integers.Reshape(shape) : Of(x, (Tensor<T> tensor) => tensor.Reshape(shape));

    /// <summary>The axes in another order.</summary>
    public static OnnxValue Permute<T>(OnnxValue x, int[] axes) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x is IntegerValue integers ? IntegerArrangement.Permute(integers, axes) : Of(x, (Tensor<T> tensor) => tensor.Permute(axes));

    /// <summary>Repeated along axes that are lacking or of size 1.</summary>
    public static OnnxValue BroadcastTo<T>(OnnxValue x, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x is IntegerValue integers
            ? IntegerArithmetic.BroadcastTo(integers, shape) : Of(x, (Tensor<T> tensor) => tensor.BroadcastTo(shape));

    /// <summary>The parts at the given places along an axis.</summary>
    public static OnnxValue Take<T>(OnnxValue x, int axis, int[] places) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isRange = true;
        for (int i = 1; i < places.Length && isRange; i++) isRange = places[i] == places[0] + i;
        if (isRange && places.Length == x.Shape[axis]) return x;
        if (x is IntegerValue integers) return IntegerArrangement.Take(integers, axis, places);
        if (isRange) return Of(x, (Tensor<T> tensor) => tensor.Slice(axis, places.Length == 0 ? 0 : places[0], places.Length));
        IndexTensor rows = IndexTensor.Create(places);
        return Of(x, (Tensor<T> tensor) =>
            axis == 0 ? tensor.GatherRows(rows) : tensor.Transpose(0, axis).GatherRows(rows).Transpose(0, axis));
    }

    /// <summary>A part along an axis.</summary>
    public static OnnxValue Slice<T>(OnnxValue x, int axis, int start, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementBound.Check(length, "a part along an axis");
        return Take<T>(x, axis, [.. Enumerable.Range(start, length)]);
    }

    /// <summary>Values of one type one after the other along an axis.</summary>
    public static OnnxValue Concatenate<T>(OnnxValue[] parts, int axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Array.Find(parts, part => part.ElementType != parts[0].ElementType) is { } other)
            throw new ArgumentException($"expected inputs of one type, got {parts[0].ElementType} and {other.ElementType}.");
        if (parts.Length == 1) return parts[0];
        return parts[0] is IntegerValue
            ? IntegerArrangement.Concatenate(Array.ConvertAll(parts, part => (IntegerValue)part), axis)
            : Of(parts[0], (Tensor<T> _) => Tensor.Concatenate(Array.ConvertAll(parts, part => part.ToTensor<T>()), axis));
    }

    private static NumberValue<T> Of<T>(OnnxValue x, Func<Tensor<T>, Tensor<T>> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(function(x.ToTensor<T>()), x.ElementType);
}
