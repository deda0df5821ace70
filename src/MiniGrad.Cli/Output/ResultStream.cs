namespace MiniGrad.Cli;

/// <summary>A stream of which errors in writing are told from those in reading what is written.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="target">What messages call it.</param>
internal sealed class ResultStream(Stream inner, string target) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => Use(() => inner.Position = value);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static void WriteFile(string path, Action<Stream> write)
    {
        bool isComplete = false;
        try
        {
            AtomicFile.Write(path, file =>
            {
                using ResultStream stream = new(file, path);
                write(stream);
                stream.Flush();
                isComplete = true;
            });
        }
        catch (IOException error) when (isComplete)
        {
            // The disk may turn out to be full only now.
            throw new OutputException(path, error);
        }
    }

    /// <exception cref="OutputException">It cannot be written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(target, error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => Use(inner.Flush);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin)
    {
        long place = 0;
        Use(() => place = inner.Seek(offset, origin));
        return place;
    }

    public override void SetLength(long value) => Use(() => inner.SetLength(value));

    private void Use(Action use)
    {
        try
        {
            use();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(target, error);
        }
    }
}
