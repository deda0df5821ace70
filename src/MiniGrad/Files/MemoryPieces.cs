namespace MiniGrad;

/// <summary>What was read of a stream that cannot seek, kept in pieces so that it can be read again in any order: memory is taken as bytes
/// come, whatever they promise.</summary>
internal sealed class MemoryPieces : Stream
{
    // Too small for the heap of large objects.
    private const int PieceSize = 1 << 16;

    private readonly List<byte[]> pieces = [];
    private long length, position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Takes bytes until there are so many, or the source ends.</summary>
    /// <returns>Whether there are so many.</returns>
    public bool ReadMore(Stream source, long wanted)
    {
        while (length < wanted)
        {
            int start = (int)(length % PieceSize), count = (int)Math.Min(PieceSize - start, wanted - length);
            if (start == 0 && pieces.Count * (long)PieceSize == length) pieces.Add(new byte[PieceSize]);
            int read = source.Read(pieces[^1].AsSpan(start, count));
            if (read == 0) return false;
            length += read;
        }
        return true;
    }

    public override int Read(Span<byte> buffer)
    {
        if (position >= length) return 0;
        int start = (int)(position % PieceSize), count = (int)Math.Min(Math.Min(buffer.Length, PieceSize - start), length - position);
        pieces[(int)(position / PieceSize)].AsSpan(start, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => length,
    };

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
