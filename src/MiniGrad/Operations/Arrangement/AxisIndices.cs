namespace MiniGrad;

/// <summary>How indices lie over a tensor whose lanes along an axis each have some of their own.</summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Inner">The product of the sizes behind it.</param>
/// <param name="Count">How many indices each lane has.</param>
internal readonly record struct AxisIndices(int Size, int Inner, int Count)
{
    /// <summary>Throws unless the indices have the tensor's shape, with any size along the axis, or without the axis: one for each
    /// lane.</summary>
    public static AxisIndices Of(string operation, Shape shape, int axis, Shape indices)
    {
        bool hasAxis = indices.Rank == shape.Rank;
        bool fits = hasAxis
            ? indices.AsSpan()[..axis].SequenceEqual(shape.AsSpan()[..axis])
                && indices.AsSpan()[(axis + 1)..].SequenceEqual(shape.AsSpan()[(axis + 1)..])
            : indices.Rank == shape.Rank - 1 && indices.AsSpan()[..axis].SequenceEqual(shape.AsSpan()[..axis])
                && indices.AsSpan()[axis..].SequenceEqual(shape.AsSpan()[(axis + 1)..]);
        if (!fits)
            throw new ArgumentException(
                $"{operation}: expected indices of shape {shape} with any size along axis {axis}, or without that axis, got {indices}.");
        return new AxisIndices(shape[axis], shape.Product(axis + 1, shape.Rank), hasAxis ? indices[axis] : 1);
    }
}
