namespace MiniGrad.Serialization;

/// <summary>Shapes as files state them, which may be any.</summary>
internal static class FileShape
{
    /// <returns>The shape, or null where the elements, or those along one axis, are more than an array holds.</returns>
    public static Shape? TryCreate(ReadOnlySpan<long> sizes)
    {
        if (sizes.ContainsAnyExceptInRange(0, Array.MaxLength)) return null;
        long count = sizes.Contains(0) ? 0 : 1;
        Span<int> checkedSizes = stackalloc int[sizes.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            // Neither factor is above the length of an array, so the product is a long.
            count *= sizes[axis];
            if (count > Array.MaxLength) return null;
            checkedSizes[axis] = (int)sizes[axis];
        }
        return Shape.Create(checkedSizes);
    }
}
