using System.Buffers;

namespace MiniGrad.Training;

/// <summary>A file that lines are put at the end of: in blocks, whole or not at all, and again later where the disk fails.</summary>
/// <param name="file">The file, open for writing; closed in the end.</param>
/// <param name="name">What messages call it.</param>
/// <param name="warn">Is told, once, when it cannot be written, and in the end what is lost.</param>
internal sealed class LineFile(Stream file, string name, Action<string> warn) : IDisposable
{
    public const int LargestBacklog = 1 << 20;
    private const int BlockSize = 1 << 16;

    private readonly ArrayBufferWriter<byte> pending = new();
    private long length = file.Length;

    /// <summary>Why the file could not be written when that was last tried; null if all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How many lines were not kept since the file could last be written, because too many waited.</summary>
    public long LostCount { get; private set; }

    /// <summary>Whether so much waits that it should be written before it is time.</summary>
    public bool IsBlockFull => pending.WrittenCount >= BlockSize && Failure is null;

    /// <summary>Adds a line, without its end, to those that wait, unless the disk fails and too many do.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (Failure is not null && pending.WrittenCount + line.Length >= LargestBacklog)
        {
            LostCount++;
            return;
        }
        pending.Write(line);
        pending.Write("\n"u8);
    }

    /// <summary>Writes the lines that wait, all or none of them.</summary>
    public bool TryWrite()
    {
        try
        {
            file.Position = length;
            file.Write(pending.WrittenSpan);
            file.Flush();
            length += pending.WrittenCount;
            pending.ResetWrittenCount();
            Failure = null;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CutBack();
            if (Failure is null) warn($"{name}: the log cannot be written, training goes on: {error.Message}");
            Failure = error;
            return false;
        }
    }

    /// <summary>Begins to count lost lines anew, as the file tells of those so far.</summary>
    public void ForgetLost() => LostCount = 0;

    /// <summary>Closes the file, and tells if lines are lost for good.</summary>
    public void Dispose()
    {
        if (Failure is not null)
            warn(Invariant($"{name}: {pending.WrittenSpan.Count((byte)'\n') + LostCount} lines of the log are lost: {Failure.Message}"));
        file.Dispose();
    }

    /// <summary>Removes what was written in part.</summary>
    private void CutBack()
    {
        try
        {
            file.SetLength(length);
        }
        catch (IOException)
        {
            // It stays, until it is overwritten or the next log that appends removes it.
        }
    }
}
