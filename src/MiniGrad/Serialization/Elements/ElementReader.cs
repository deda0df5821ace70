using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniGrad.Serialization;

/// <summary>Takes the elements of one array out of a stream that stands at the first, piece by piece, each to its place: the memory is that
/// of the result, in the result's type, and of one piece.</summary>
internal sealed class ElementReader(Stream stream, string name, ElementType type, Shape shape)
{
    private const int PieceLength = 8192, LargePieceLength = 1 << 20;

    public Tensor<T> ReadTensor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Read<T, ToFloatingPoint<T>>(), shape);

    public IndexTensor ReadIndices() => new(Read<int, ToIndex>(), shape);

    /// <summary>Reads into memory that is there, of as many elements.</summary>
    public void ReadTensor<T>(Span<T> target) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Read<T, ToFloatingPoint<T>>(target);

    /// <inheritdoc cref="ReadTensor{T}(Span{T})"/>
    public void ReadIndices(Span<int> target) => Read<int, ToIndex>(target);

    /// <summary>The elements as they are.</summary>
    public TElement[] ReadArray<TElement>() where TElement : unmanaged
    {
        ElementType expected = ElementTypes.Of<TElement>();
        if (expected != type) throw Invalid($"expected elements of type {expected}, got {type}");
        TElement[] elements = GC.AllocateUninitializedArray<TElement>(shape.ElementCount);
        FillAll(elements);
        return elements;
    }

    private TTo[] Read<TTo, TConversion>() where TTo : unmanaged where TConversion : IElementConversion<TTo>
    {
        TTo[] result = GC.AllocateUninitializedArray<TTo>(shape.ElementCount);
        Read<TTo, TConversion>(result);
        return result;
    }

    private void Read<TTo, TConversion>(Span<TTo> result) where TTo : unmanaged where TConversion : IElementConversion<TTo>
    {
        switch (type)
        {
            case ElementType.Binary64: Convert<double, TTo, TConversion>(result); break;
            case ElementType.Binary32 or ElementType.BrainFloat16: Convert<float, TTo, TConversion>(result); break;
            case ElementType.Binary16 or ElementType.Float8E5M2 or ElementType.Float8E4M3: Convert<Half, TTo, TConversion>(result); break;
            case ElementType.Signed64: Convert<long, TTo, TConversion>(result); break;
            case ElementType.Signed32: Convert<int, TTo, TConversion>(result); break;
            case ElementType.Signed16: Convert<short, TTo, TConversion>(result); break;
            case ElementType.Signed8: Convert<sbyte, TTo, TConversion>(result); break;
            case ElementType.Unsigned64: Convert<ulong, TTo, TConversion>(result); break;
            case ElementType.Unsigned32: Convert<uint, TTo, TConversion>(result); break;
            case ElementType.Unsigned16: Convert<ushort, TTo, TConversion>(result); break;
            default: Convert<byte, TTo, TConversion>(result); break;
        }
    }

    private void Convert<TFrom, TTo, TConversion>(Span<TTo> result)
        where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged where TConversion : IElementConversion<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            FillAll(MemoryMarshal.Cast<TTo, TFrom>(result));
            return;
        }
        if (result.Length == 0 && !TConversion.TryConvert(TFrom.Zero, out _)) throw NeverFits(TConversion.Target);

        TFrom[] buffer = new TFrom[Math.Min(PieceLength, result.Length)];
        for (int start = 0; start < result.Length; start += buffer.Length)
        {
            Span<TFrom> piece = buffer.AsSpan(0, Math.Min(buffer.Length, result.Length - start));
            Fill(piece);
            for (int i = 0; i < piece.Length; i++)
                if (!TConversion.TryConvert(piece[i], out result[start + i]))
                    throw Unfit(start + i, piece[i].ToString(null, CultureInfo.InvariantCulture), TConversion.Target);
        }
    }

    private InvalidDataException NeverFits(string target) => Invalid($"an element of type {type} is not {target}");

    // Not generic: ahead-of-time compilation could not generate code for an interpolation over the type parameters.
    private InvalidDataException Unfit(int position, string value, string target) =>
        Invalid(FormattableString.Invariant($"the element {value} of type {type}, number {position} in the file, is not {target}"));

    /// <summary>Fills memory in pieces, because its bytes can be more than a span counts.</summary>
    private void FillAll<TElement>(Span<TElement> elements) where TElement : unmanaged
    {
        for (int start = 0; start < elements.Length; start += LargePieceLength)
            Fill(elements.Slice(start, Math.Min(LargePieceLength, elements.Length - start)));
    }

    private void Fill<TElement>(Span<TElement> elements) where TElement : unmanaged
    {
        // Elements shorter than the memory that they fill lie at its end, and are widened from its start: each is read before anything is
        // written over it.
        Span<byte> bytes = MemoryMarshal.AsBytes(elements);
        bytes = bytes[(bytes.Length - elements.Length * ElementTypes.SizeOf(type))..];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"{name}: the elements are cut short.", end);
        }
        if (!BitConverter.IsLittleEndian) ByteOrder.Reverse(bytes, ElementTypes.SizeOf(type));

        if (type == ElementType.BrainFloat16)
        {
            Span<float> numbers = MemoryMarshal.Cast<TElement, float>(elements);
            ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
            for (int i = 0; i < numbers.Length; i++) numbers[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
        }
        else if (type is ElementType.Float8E5M2 or ElementType.Float8E4M3)
        {
            Span<Half> numbers = MemoryMarshal.Cast<TElement, Half>(elements);
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = type == ElementType.Float8E5M2 ? BitConverter.UInt16BitsToHalf((ushort)(bytes[i] << 8)) : FromE4M3(bytes[i]);
        }
        else if (type == ElementType.Boolean && bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) is var bad and >= 0)
            throw Invalid($"a boolean is stored as the byte {bytes[bad]}: expected 0 or 1");
    }

    /// <summary>Has the bits as those of half precision, whose exponent counts from 15 where this one counts from 7.</summary>
    private static Half FromE4M3(byte bits) => (bits & 0x7F) == 0x7F
        ? Half.NaN : BitConverter.UInt16BitsToHalf((ushort)((bits & 0x80) << 8 | (bits & 0x7F) << 7)) * (Half)256;

    private InvalidDataException Invalid(string problem) => new($"{name}: {problem}.");
}
