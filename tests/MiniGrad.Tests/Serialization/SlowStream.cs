namespace MiniGrad.Tests.Serialization;

/// <summary>A stream that cannot seek and gives few bytes at a time, as a connection does; perhaps without end.</summary>
internal sealed class SlowStream(byte[] bytes, int most, bool isEndless = false) : Stream
{
    private int position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>How many bytes were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>The same bytes in streams of several kinds.</summary>
    public static IEnumerable<Stream> All(byte[] bytes)
    {
        yield return new MemoryStream(bytes);
        yield return new SlowStream(bytes, 1000);
        yield return new SlowStream(bytes, 3);
        MemoryStream later = new([1, 2, 3, .. bytes]) { Position = 3 };
        yield return later;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(most, buffer.Length), isEndless ? int.MaxValue : bytes.Length - position);
        for (int i = 0; i < count; i++) buffer[i] = position + i < bytes.Length ? bytes[position + i] : (byte)0;
        position += count;
        Taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
