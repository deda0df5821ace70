using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniGrad.Cli;

/// <summary>The standard output, where it is a file or a pipe. Lines about work that has other results, such as a model, must not end it:
/// what cannot be written is left out, and told at the end.</summary>
internal sealed class StandardOutput(Stream inner) : Stream
{
    /// <summary>What messages call it.</summary>
    public const string Name = "the standard output";

    private const int Number = 1;

    /// <summary>What went wrong first; null if nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Has all lines go by way of this, unless they go to a terminal.</summary>
    public static StandardOutput? Begin()
    {
        if (!Console.IsOutputRedirected) return null;
        StandardOutput output = new(Console.OpenStandardOutput());
        Console.SetOut(new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
        return output;
    }

    /// <summary>The standard output for bytes that are themselves the result: what cannot be written ends the work.</summary>
    /// <remarks>The console's own stream takes no notice of a pipe that nobody reads any more, and would have endless input read to its
    /// end.</remarks>
    public static Stream ForResults() => new ResultStream(PipeOrNull() ?? Console.OpenStandardOutput(), Name);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Failure is not null) return;
        try
        {
            inner.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failure = error;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static FileStream? PipeOrNull()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return null;
        try
        {
            FileStream stream = new(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            // In a file it would write at a place of its own, and not behind what others write.
            return stream.CanSeek ? null : stream;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
