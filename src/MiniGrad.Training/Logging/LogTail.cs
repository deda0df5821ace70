using System.Text;

namespace MiniGrad.Training;

/// <summary>The end of a log that is to be appended to.</summary>
internal static class LogTail
{
    private const int BlockSize = 4096;

    /// <summary>What every line of a log begins with; of a file with less, the first line was cut.</summary>
    private static ReadOnlySpan<byte> Start => "{\"kind\":"u8;

    /// <summary>Opens a log, or creates it, and removes a last line that was cut.</summary>
    /// <exception cref="InvalidDataException">The file is not a log; it stays as it was.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            Span<byte> start = stackalloc byte[Start.Length];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (!Start.StartsWith(start))
            {
                throw new InvalidDataException(
                    $"{path} is not a log to append to: expected lines that begin with {Encoding.ASCII.GetString(Start)}.");
            }
            file.SetLength(CompleteLength(file));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The length up to the last end of a line.</summary>
    private static long CompleteLength(FileStream file)
    {
        byte[] block = new byte[BlockSize];
        for (long end = file.Length; end > 0;)
        {
            int size = (int)Math.Min(BlockSize, end);
            file.Position = end - size;
            file.ReadExactly(block, 0, size);
            int newline = block.AsSpan(0, size).LastIndexOf((byte)'\n');
            if (newline >= 0) return end - size + newline + 1;
            end -= size;
        }
        return 0;
    }
}
