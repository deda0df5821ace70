using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>An array of an IDX file: an element type, dimensions, and the elements in row-major order.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class IdxArray
{
    /// <summary>The largest number of dimensions; the format has one byte for it.</summary>
    public const int MaximumRank = 255;

    private readonly int[] dimensions;

    /// <param name="elementType">The type of the elements.</param>
    /// <param name="dimensions">The size of each axis, outermost first, at most 255; none for a single element.</param>
    /// <param name="bytes">The elements in row-major order, each big-endian. Not copied.</param>
    /// <exception cref="ArgumentException">The element type is unknown, a dimension is negative, there are more than 255 dimensions or more
    /// than <see cref="int.MaxValue"/> elements, or the number of bytes does not fit.</exception>
    public IdxArray(IdxElementType elementType, IReadOnlyList<int> dimensions, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        int size = SizeOf(elementType);
        if (size == 0) throw new ArgumentException($"IdxArray: unknown element type 0x{(int)elementType:X2}.", nameof(elementType));
        this.dimensions = [.. dimensions];
        long count = CountOf(this.dimensions, out string? problem);
        if (problem is not null) throw new ArgumentException($"IdxArray: {problem}.", nameof(dimensions));
        if (bytes.Length != count * size)
        {
            throw new ArgumentException(
                $"IdxArray: {count} elements of type {elementType} take {count * size} bytes, got {bytes.Length}.", nameof(bytes));
        }
        (ElementType, Count, Bytes) = (elementType, (int)count, bytes);
    }

    /// <summary>The type of the elements.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>The size of each axis, outermost first; empty for a single element.</summary>
    public IReadOnlyList<int> Dimensions => dimensions;

    /// <summary>The number of elements: the product of <see cref="Dimensions"/>, 1 where there are none.</summary>
    public int Count { get; }

    /// <summary>The elements in the order of the file: row-major, each big-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Makes an array of values.</summary>
    /// <typeparam name="T"><see cref="byte"/>, <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="float"/> or
    /// <see cref="double"/>.</typeparam>
    /// <param name="values">The values in row-major order; copied.</param>
    /// <param name="dimensions">The size of each axis, outermost first.</param>
    /// <exception cref="NotSupportedException">The format has no such element type.</exception>
    /// <exception cref="ArgumentException">The dimensions are not valid, or do not fit the number of values.</exception>
    public static IdxArray Create<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> dimensions) where T : unmanaged, INumberBase<T>
    {
        IdxElementType type = TypeOf<T>();
        long count = CountOf(dimensions, out string? problem);
        if (problem is not null || count != values.Length)
        {
            problem ??= $"dimensions [{string.Join(", ", dimensions.ToArray())}] hold {count} elements";
            throw new ArgumentException($"IdxArray.Create: {problem}, got {values.Length} values.", nameof(dimensions));
        }
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (BitConverter.IsLittleEndian) ByteOrder.Reverse(bytes, SizeOf(type));
        return new IdxArray(type, dimensions.ToArray(), bytes);
    }

    /// <summary>Converts every element to <typeparamref name="T"/>, in a new array.</summary>
    /// <typeparam name="T">The type wanted. Integers cut off fractions; shorter floating-point types round.</typeparam>
    /// <exception cref="OverflowException">An element does not fit into <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>() where T : unmanaged, INumberBase<T> => ElementType switch
    {
        IdxElementType.Unsigned8 => Convert<byte, T>(),
        IdxElementType.Signed8 => Convert<sbyte, T>(),
        IdxElementType.Signed16 => Convert<short, T>(),
        IdxElementType.Signed32 => Convert<int, T>(),
        IdxElementType.Binary32 => Convert<float, T>(),
        _ => Convert<double, T>(),
    };

    /// <summary>The bytes of an element; 0 for a code that is no element type.</summary>
    internal static int SizeOf(IdxElementType type) => type switch
    {
        IdxElementType.Unsigned8 or IdxElementType.Signed8 => 1,
        IdxElementType.Signed16 => 2,
        IdxElementType.Signed32 or IdxElementType.Binary32 => 4,
        IdxElementType.Binary64 => 8,
        _ => 0,
    };

    /// <summary>The product of dimensions, at most <see cref="int.MaxValue"/>; otherwise the problem in words.</summary>
    internal static long CountOf(ReadOnlySpan<int> dimensions, out string? problem)
    {
        problem = dimensions.Length > MaximumRank ? $"{dimensions.Length} dimensions, at most {MaximumRank} expected" : null;
        for (int axis = 0; axis < dimensions.Length; axis++)
            if (dimensions[axis] < 0) problem ??= $"dimension {axis} is {dimensions[axis]}, below 0";
        // With an empty axis the product is 0, however large the others are.
        if (problem is not null || dimensions.Contains(0)) return 0;
        long count = 1;
        foreach (int dimension in dimensions)
        {
            count *= dimension;
            if (count <= int.MaxValue) continue;
            problem = $"dimensions [{string.Join(", ", dimensions.ToArray())}] multiply to more than {int.MaxValue} elements";
            return 0;
        }
        return count;
    }

    private static IdxElementType TypeOf<T>() => default(T) switch
    {
        byte => IdxElementType.Unsigned8,
        sbyte => IdxElementType.Signed8,
        short => IdxElementType.Signed16,
        int => IdxElementType.Signed32,
        float => IdxElementType.Binary32,
        double => IdxElementType.Binary64,
        _ => throw new NotSupportedException(
            $"IdxArray.Create: IDX has no element type for {typeof(T).Name}; it has byte, sbyte, short, int, float and double."),
    };

    private TTo[] Convert<TFrom, TTo>() where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        TFrom[] native = new TFrom[Count];
        Span<byte> bytes = MemoryMarshal.AsBytes(native.AsSpan());
        Bytes.Span.CopyTo(bytes);
        if (BitConverter.IsLittleEndian) ByteOrder.Reverse(bytes, SizeOf(ElementType));
        return native is TTo[] same && typeof(TFrom) == typeof(TTo) ? same : Array.ConvertAll(native, TTo.CreateChecked);
    }
}

/// <summary>The element types of the IDX format, by their codes in the file.</summary>
public enum IdxElementType
{
    /// <summary>An unsigned byte, 0 to 255 (code 0x08): the pixels and labels of MNIST.</summary>
    Unsigned8 = 0x08,

    /// <summary>A signed byte, −128 to 127 (code 0x09).</summary>
    Signed8 = 0x09,

    /// <summary>A signed integer of two bytes (code 0x0B).</summary>
    Signed16 = 0x0B,

    /// <summary>A signed integer of four bytes (code 0x0C).</summary>
    Signed32 = 0x0C,

    /// <summary>An IEEE 754 number in single precision (code 0x0D).</summary>
    Binary32 = 0x0D,

    /// <summary>An IEEE 754 number in double precision (code 0x0E).</summary>
    Binary64 = 0x0E,
}
