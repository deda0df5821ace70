using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>The order of the bytes of numbers in files.</summary>
internal static class ByteOrder
{
    /// <summary>Turns numbers of 1, 2, 4 or 8 bytes from big-endian to little-endian, or back.</summary>
    public static void Reverse(Span<byte> numbers, int size)
    {
        switch (size)
        {
            case 2:
                Span<short> shorts = MemoryMarshal.Cast<byte, short>(numbers);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<int> integers = MemoryMarshal.Cast<byte, int>(numbers);
                BinaryPrimitives.ReverseEndianness(integers, integers);
                break;
            case 8:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(numbers);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }
}
