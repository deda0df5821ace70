using System.Buffers.Binary;

namespace MiniGrad.Data;

/// <summary>The list of members at the end of a ZIP archive. Read, it takes ten times its size in memory.</summary>
/// <remarks>Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", version 6.3.10, sections 4.3.14 to 4.3.16.</remarks>
internal static class ArchiveDirectory
{
    private const int SizeLimit = 4 << 20;
    private const int EndSize = 22, OffsetInEnd = 16, LongestComment = ushort.MaxValue;
    private const int LocatorSize = 20, OffsetInLocator = 8, LargeEndSize = 56, OffsetInLargeEnd = 48;

    private static ReadOnlySpan<byte> EndSignature => [0x50, 0x4B, 5, 6];
    private static ReadOnlySpan<byte> LocatorSignature => [0x50, 0x4B, 6, 7];

    /// <summary>Refuses a directory that is too large; the reader finds all other faults.</summary>
    /// <exception cref="InvalidDataException">The directory is too large.</exception>
    public static void Check(Stream stream, string name)
    {
        long length = stream.Length;
        byte[] tail = Read(stream, Math.Max(0, length - EndSize - LongestComment - LocatorSize), length);
        int end = tail.Length < EndSize ? -1 : tail.AsSpan(0, tail.Length - EndSize + EndSignature.Length).LastIndexOf(EndSignature);
        if (end < 0) return;

        // Of both forms the earlier beginning counts. The bytes behind the directory count too, for it may go on there.
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + OffsetInEnd));
        int locator = tail.AsSpan(0, end).LastIndexOf(LocatorSignature);
        if (locator >= 0 && locator <= end - LocatorSize && locator > end - 2 * LocatorSize)
        {
            ulong place = BinaryPrimitives.ReadUInt64LittleEndian(tail.AsSpan(locator + OffsetInLocator));
            byte[] largeEnd = place < (ulong)length ? Read(stream, (long)place, Math.Min(length, (long)place + LargeEndSize)) : [];
            if (largeEnd.Length == LargeEndSize)
                start = (long)Math.Min((ulong)start, BinaryPrimitives.ReadUInt64LittleEndian(largeEnd.AsSpan(OffsetInLargeEnd)));
        }
        if (length - start <= SizeLimit) return;
        throw new InvalidDataException(
            $"{name}: the archive's directory of its members takes {length - start} bytes: at most {SizeLimit} are allowed.");
    }

    private static byte[] Read(Stream stream, long start, long end)
    {
        byte[] bytes = new byte[end - start];
        stream.Position = start;
        stream.ReadExactly(bytes);
        stream.Position = 0;
        return bytes;
    }
}
