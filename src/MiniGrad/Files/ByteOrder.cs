using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>The order of the bytes of numbers in files.</summary>
internal static class ByteOrder
{
    /// <summary>Turns numbers of 1, 2, 4 or 8 bytes from big-endian to little-endian, or back.</summary>
    public static void Reverse(Span<byte> numbers, int size)
    {
        Span<short> twos = MemoryMarshal.Cast<byte, short>(numbers);
        Span<int> fours = MemoryMarshal.Cast<byte, int>(numbers);
        Span<long> eights = MemoryMarshal.Cast<byte, long>(numbers);
        if (size == 2) BinaryPrimitives.ReverseEndianness(twos, twos);
        else if (size == 4) BinaryPrimitives.ReverseEndianness(fours, fours);
        else if (size == 8) BinaryPrimitives.ReverseEndianness(eights, eights);
    }
}
