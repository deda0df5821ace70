using System.IO.Compression;

namespace MiniGrad.Data;

/// <summary>Unpacks a gzip file, and refuses one that is cut.</summary>
/// <remarks>GZipStream tolerates a checksum that is cut off and foreign bytes behind it. A byte that is appended, packed, appears only
/// after a complete file: a short checksum would swallow the first bytes of the appended member and not match, and foreign bytes would
/// end the decompression.</remarks>
internal sealed class CompleteGzip : ForwardStream
{
    private readonly GZipStream unpacked;
    private int heldBack = -1;

    /// <param name="packed">The file; it stays open.</param>
    public CompleteGzip(Stream packed)
    {
        SplicedStream whole = new(default, packed);
        whole.Append(MemberOfOneByte);
        unpacked = new GZipStream(whole, CompressionMode.Decompress);
    }

    /// <summary>A gzip member (RFC 1952) of one zero byte, to be read behind the file.</summary>
    public static ReadOnlyMemory<byte> MemberOfOneByte { get; } = new byte[]
    {
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, // header: deflate, no name, no time, unknown system
        1, 1, 0, 0xFE, 0xFF, 0, // the last block, stored: length 1, its complement, the byte
        0x8D, 0xEF, 0x02, 0xD2, 1, 0, 0, 0, // CRC-32 and length
    };

    /// <exception cref="InvalidDataException">The file is damaged or cut.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        int read = 0;
        Span<byte> single = stackalloc byte[1];
        // One byte stays back, as it may be the appended one.
        while (read == 0)
        {
            int before = heldBack < 0 ? 0 : 1;
            if (before > 0) buffer[0] = (byte)heldBack;
            Span<byte> rest = buffer[before..];
            int more = rest.IsEmpty ? unpacked.Read(single) : unpacked.Read(rest);
            if (more == 0) return heldBack == 0 ? 0 : throw new InvalidDataException("expected the rest of it");
            heldBack = rest.IsEmpty ? single[0] : rest[more - 1];
            read = before + more - 1;
        }
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }
}
