using System.Buffers.Binary;


namespace MiniGrad.Data;

/// <summary>
/// The list of members at the end of a ZIP archive, of which each takes ten times as much memory as bytes of the file once it is read. Source: PKWARE,
/// "APPNOTE.TXT - .ZIP File Format Specification", version 6.3.10, sections 4.3.14 to 4.3.16.
/// </summary>
internal static class ArchiveDirectory
{
    private const int SizeLimit = 4 << 20;

    private const int EndSize = 22, OffsetInEnd = 16, LongestComment = ushort.MaxValue;
    private const int LocatorSize = 20, OffsetInLocator = 8, LargeEndSize = 56, OffsetInLargeEnd = 48;

    private static ReadOnlySpan<byte> EndSignature => [0x50, 0x4B, 5, 6];

    private static ReadOnlySpan<byte> LocatorSignature => [0x50, 0x4B, 6, 7];

    /// <summary>Refuses a directory that is too large, and leaves anything else to who reads it.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static void Check(Stream stream, string name)
    {
        long length = stream.Length;
        byte[] tail = Read(stream, Math.Max(0, length - EndSize - LongestComment - LocatorSize), length);
        int end = tail.Length < EndSize ? -1 : tail.AsSpan(0, tail.Length - EndSize + EndSignature.Length).LastIndexOf(EndSignature);
        if (end < 0) return;

        // Where both forms name a beginning, the earlier one counts. What follows the directory is counted with it, for it may go on there.
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + OffsetInEnd));
        int locator = tail.AsSpan(0, end).LastIndexOf(LocatorSignature);
        if (locator >= 0 && locator <= end - LocatorSize && locator > end - 2 * LocatorSize)
        {
            ulong place = BinaryPrimitives.ReadUInt64LittleEndian(tail.AsSpan(locator + OffsetInLocator));
            byte[] largeEnd = place < (ulong)length ? Read(stream, (long)place, Math.Min(length, (long)place + LargeEndSize)) : [];
            if (largeEnd.Length == LargeEndSize) start = (long)Math.Min((ulong)start, BinaryPrimitives.ReadUInt64LittleEndian(largeEnd.AsSpan(OffsetInLargeEnd)));
        }
        if (length - start > SizeLimit)
            throw new InvalidDataException($"{name}: the archive's directory of its members takes {length - start} bytes: at most {SizeLimit} are allowed.");
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
