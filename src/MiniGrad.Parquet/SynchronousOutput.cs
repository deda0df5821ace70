namespace MiniGrad.Parquet;

/// <summary>A stream whose asynchronous members are done when they return, so that nobody has to wait for another thread.</summary>
/// <param name="target">Where it writes to; it stays open.</param>
internal sealed class SynchronousOutput(Stream target) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        target.Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        target.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    // After each page would be too often.
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
