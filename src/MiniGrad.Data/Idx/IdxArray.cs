using System.Numerics;
using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>An array of any rank as an IDX file holds it: an element type, dimensions, and the elements in row-major order.</summary>
/// <remarks>Immutable as long as the memory handed to the constructor is left alone.</remarks>
public sealed class IdxArray
{
    /// <summary>The largest rank that the format can express; it is stored in one byte.</summary>
    public const int MaximumRank = 255;

    private readonly int[] dimensions;

    /// <summary>Wraps elements that are already encoded as the format wants them.</summary>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="dimensions">The size of each axis, outermost first; none for a single element. At most 255.</param>
    /// <param name="bytes">The elements in row-major order, each big-endian. Not copied.</param>
    /// <exception cref="ArgumentException">The element type is unknown, there are more than 255 dimensions, one is negative, they multiply
    /// to more than <see cref="int.MaxValue"/> elements, or the number of bytes does not fit them.</exception>
    public IdxArray(IdxElementType elementType, IReadOnlyList<int> dimensions, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        int size = SizeOf(elementType);
        if (size == 0)
            throw new ArgumentException($"IdxArray: unknown element type 0x{(int)elementType:X2}.", nameof(elementType));

        this.dimensions = [.. dimensions];
        long count = CountOf(this.dimensions, out string? problem);
        if (problem is not null)
            throw new ArgumentException($"IdxArray: {problem}.", nameof(dimensions));
        if (bytes.Length != count * size)
        {
            throw new ArgumentException(
                $"IdxArray: {count} elements of type {elementType} take {count * size} bytes, got {bytes.Length}.", nameof(bytes));
        }

        ElementType = elementType;
        Count = (int)count;
        Bytes = bytes;
    }

    /// <summary>The type of the elements.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>The size of each axis, outermost first; empty for a single element.</summary>
    public IReadOnlyList<int> Dimensions => dimensions;

    /// <summary>The number of elements: the product of <see cref="Dimensions"/>, 1 where there are none.</summary>
    public int Count { get; }

    /// <summary>The elements as the file holds them: row-major, each big-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Encodes values, in row-major order, for writing.</summary>
    /// <typeparam name="T">One of <see cref="byte"/>, <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="float"/>,
    /// <see cref="double"/>; it decides the element type.</typeparam>
    /// <param name="values">The values; copied.</param>
    /// <param name="dimensions">The size of each axis, outermost first.</param>
    /// <returns>The array.</returns>
    /// <exception cref="NotSupportedException">The format has no element type for <typeparamref name="T"/>.</exception>
    /// <exception cref="ArgumentException">The dimensions do not fit the number of values, or are not valid.</exception>
    public static IdxArray Create<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> dimensions)
        where T : unmanaged, INumberBase<T>
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

    /// <summary>Copies the elements of an array of unsigned bytes.</summary>
    /// <returns>A new array of <see cref="Count"/> bytes, row-major.</returns>
    /// <exception cref="InvalidOperationException">The elements are of another type; <see cref="ToArray{T}"/> converts those.</exception>
    public byte[] ToBytes() => ElementType == IdxElementType.Unsigned8
        ? Bytes.ToArray()
        : throw new InvalidOperationException(
            $"IdxArray.ToBytes: the elements are {ElementType}, not {IdxElementType.Unsigned8}; ToArray<T> converts them.");

    /// <summary>Converts every element, whatever its type, to <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The type wanted. A fraction is cut off where it is an integer type, and rounded where it is a shorter
    /// floating-point type.</typeparam>
    /// <returns>A new array of <see cref="Count"/> values, row-major.</returns>
    /// <exception cref="OverflowException">An element does not fit into <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>()
        where T : unmanaged, INumberBase<T> => ElementType switch
        {
            IdxElementType.Unsigned8 => Convert<byte, T>(),
            IdxElementType.Signed8 => Convert<sbyte, T>(),
            IdxElementType.Signed16 => Convert<short, T>(),
            IdxElementType.Signed32 => Convert<int, T>(),
            IdxElementType.Binary32 => Convert<float, T>(),
            _ => Convert<double, T>(),
        };

    /// <summary>The bytes that one element takes, or 0 for a code that is not an element type.</summary>
    internal static int SizeOf(IdxElementType type) => type switch
    {
        IdxElementType.Unsigned8 or IdxElementType.Signed8 => 1,
        IdxElementType.Signed16 => 2,
        IdxElementType.Signed32 or IdxElementType.Binary32 => 4,
        IdxElementType.Binary64 => 8,
        _ => 0,
    };

    /// <summary>The product of dimensions, at most <see cref="int.MaxValue"/>; otherwise what is wrong with them, in words.</summary>
    internal static long CountOf(ReadOnlySpan<int> dimensions, out string? problem)
    {
        problem = dimensions.Length > MaximumRank ? $"{dimensions.Length} dimensions, at most {MaximumRank} expected" : null;
        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            if (dimensions[axis] < 0)
                problem ??= $"dimension {axis} is {dimensions[axis]}, below 0";
        }

        // An empty axis makes the product 0 however large the others are, so it is looked for before anything is multiplied.
        if (problem is not null || dimensions.Contains(0))
            return 0;

        long count = 1;
        foreach (int dimension in dimensions)
        {
            count *= dimension;
            if (count > int.MaxValue)
            {
                problem = $"dimensions [{string.Join(", ", dimensions.ToArray())}] multiply to more than {int.MaxValue} elements";
                return 0;
            }
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

    private TTo[] Convert<TFrom, TTo>()
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var native = new TFrom[Count];
        Span<byte> bytes = MemoryMarshal.AsBytes(native.AsSpan());
        Bytes.Span.CopyTo(bytes);
        if (BitConverter.IsLittleEndian) ByteOrder.Reverse(bytes, SizeOf(ElementType));
        if (native is TTo[] same && typeof(TFrom) == typeof(TTo))
            return same;

        var converted = new TTo[Count];
        for (int i = 0; i < converted.Length; i++)
            converted[i] = TTo.CreateChecked(native[i]);
        return converted;
    }
}
