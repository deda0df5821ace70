namespace MiniGrad;

/// <summary>Reverses the bytes of each element of another stream. It is asked for whole elements only.</summary>
internal sealed class ReversedStream(Stream stream, int size) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        ByteOrder.Reverse(buffer[..(count / size * size)], size);
        return count;
    }
}
