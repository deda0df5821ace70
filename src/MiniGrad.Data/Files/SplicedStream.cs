namespace MiniGrad.Data;

/// <summary>Bytes already taken from a stream, the rest of the stream, then further bytes; the stream need not seek.</summary>
internal sealed class SplicedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> prefix = prefix;
    private ReadOnlyMemory<byte> suffix;

    /// <summary>The number of bytes read so far.</summary>
    public long Delivered { get; private set; }

    /// <summary>Lets these bytes follow the end of the stream.</summary>
    public void Append(ReadOnlyMemory<byte> bytes) => suffix = bytes;

    public override int Read(Span<byte> buffer)
    {
        int read = prefix.IsEmpty ? rest.Read(buffer) : Take(ref prefix, buffer);
        if (read == 0) read = Take(ref suffix, buffer);
        Delivered += read;
        return read;
    }

    private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
    {
        int taken = Math.Min(bytes.Length, buffer.Length);
        bytes.Span[..taken].CopyTo(buffer);
        bytes = bytes[taken..];
        return taken;
    }
}
