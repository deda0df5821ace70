namespace MiniGrad.Serialization;

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A tuple of a pickle.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public object?[] Items => items;
}

/// <summary>A dictionary of a pickle, its pairs as they were added.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Pairs { get; } = [];
}

/// <summary>A value that is of no use here, such as an integer of more than 64 bits.</summary>
internal sealed class PickleOther
{
    public static PickleOther Instance { get; } = new();
}

/// <summary>The elements that one tensor or several are views of.</summary>
/// <param name="Member">Where they are in the archive.</param>
/// <param name="Type">Their type; null where the tensor tells it.</param>
/// <param name="Length">Their number, or that of their bytes where they have no type.</param>
internal sealed record TorchStorage(ZipMember Member, TorchType? Type, long Length);

/// <summary>A tensor of a pickle: a view of a storage.</summary>
/// <param name="Storage">The elements.</param>
/// <param name="Type">Their type.</param>
/// <param name="Offset">The first one's place in the storage.</param>
/// <param name="Shape">The sizes along the axes.</param>
/// <param name="Strides">How many elements further the next one is along each axis.</param>
internal sealed record TorchTensor(TorchStorage Storage, TorchType Type, long Offset, Shape Shape, long[] Strides)
{
    public long ByteCount => (long)Shape.ElementCount * Type.Size;

    /// <summary>Whether the elements lie one after the other, the last axis fastest.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected) return Shape.ElementCount == 0;
                expected *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>How far the last element lies behind the first.</summary>
    public long Reach => Shape.ElementCount == 0 ? 0 : Strides.Select((stride, axis) => stride * (Shape[axis] - 1)).Sum();

    /// <summary>Whether both have the same elements in the same shape, because the same places in the file are meant.</summary>
    public bool Equals(TorchTensor? other) =>
        other is not null && ReferenceEquals(Storage.Member, other.Storage.Member) && Type == other.Type && Offset == other.Offset
        && Shape == other.Shape && Strides.AsSpan().SequenceEqual(other.Strides);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Storage.Member.Offset);
        hash.Add(Offset);
        hash.Add(Shape);
        foreach (long stride in Strides) hash.Add(stride);
        return hash.ToHashCode();
    }
}
