namespace MiniGrad.Serialization;

/// <summary>Shapes as files state them, which may be any.</summary>
internal static class FileShape
{
    /// <param name="sizes">The sizes, none of them negative.</param>
    /// <param name="name">What messages call the array.</param>
    /// <exception cref="InvalidDataException">There are too many axes, or the elements are more than an array holds.</exception>
    public static Shape Of(IReadOnlyList<long> sizes, string name)
    {
        if (sizes.Count > Shape.MaxRank) throw new InvalidDataException($"{name} has {sizes.Count} axes: at most {Shape.MaxRank} can be read.");
        long count = 1;
        bool isEmpty = sizes.Contains(0);
        foreach (long size in sizes)
        {
            // Neither factor is above the length of an array, so the product is a long.
            count = isEmpty ? 0 : size > Array.MaxLength ? long.MaxValue : count * size;
            if (size > int.MaxValue || count > Array.MaxLength)
                throw new InvalidDataException($"{name} has the shape [{string.Join(", ", sizes)}], of more elements than an array holds ({Array.MaxLength}).");
        }
        return Shape.Create([.. sizes.Select(size => (int)size)]);
    }
}
