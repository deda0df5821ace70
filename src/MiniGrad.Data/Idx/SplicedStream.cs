namespace MiniGrad.Data;

/// <summary>Bytes already taken from a stream, then the rest of it, then bytes of one's own: a stream need not seek for that.</summary>
internal sealed class SplicedStream(ReadOnlyMemory<byte> prefix, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> prefix = prefix;
    private ReadOnlyMemory<byte> suffix;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many bytes have been read.</summary>
    public long Delivered { get; private set; }

    /// <summary>From now on, the end of the stream is followed by these bytes.</summary>
    public void Append(ReadOnlyMemory<byte> bytes) => suffix = bytes;

    public override int Read(Span<byte> buffer)
    {
        int read = prefix.IsEmpty ? rest.Read(buffer) : Take(ref prefix, buffer);
        if (read == 0) read = Take(ref suffix, buffer);
        Delivered += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
    {
        int taken = Math.Min(bytes.Length, buffer.Length);
        bytes.Span[..taken].CopyTo(buffer);
        bytes = bytes[taken..];
        return taken;
    }
}
