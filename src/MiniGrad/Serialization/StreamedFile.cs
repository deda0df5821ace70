using System.Buffers.Binary;

namespace MiniGrad.Serialization;

/// <summary>A file that lies in a stream or in memory instead of under a path: what is read by its places needs a stream that can
/// seek.</summary>
internal static class StreamedFile
{
    private const string StreamName = "the stream", BytesName = "the bytes";

    /// <summary>Reads what a stream holds from its position to its end; of one that cannot seek, what comes until its end.</summary>
    /// <param name="stream">It stays open, and is at its end afterwards.</param>
    /// <param name="read">Gets a stream that can seek, and its name in messages.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    public static TResult Read<TResult>(Stream stream, Func<Stream, string, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("Load: expected a stream that can be read.", nameof(stream));
        string name = stream is FileStream file ? file.Name : StreamName;
        if (!stream.CanSeek)
        {
            using MemoryPieces pieces = ReadAll(stream, name);
            return read(pieces, name);
        }
        TResult result = read(stream, name);
        stream.Position = stream.Length;
        return result;
    }

    /// <summary>Reads what lies in memory, without copying it.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="read">Gets a stream that can seek, and its name in messages.</param>
    public static unsafe TResult Read<TResult>(ReadOnlySpan<byte> bytes, Func<Stream, string, TResult> read)
    {
        if (bytes.IsEmpty) return read(Stream.Null, BytesName);
        fixed (byte* start = bytes)
        {
            using UnmanagedMemoryStream stream = new(start, bytes.Length);
            return read(stream, BytesName);
        }
    }

    /// <summary>The rest of a stream in memory, as one of its own that begins there.</summary>
    public static MemoryPieces Rest(Stream stream)
    {
        MemoryPieces pieces = new();
        pieces.ReadMore(stream, long.MaxValue);
        return pieces;
    }

    /// <summary>All of a stream. Of a safetensors file no more than one byte beyond what its header says, so that one without end is
    /// refused.</summary>
    private static MemoryPieces ReadAll(Stream stream, string name)
    {
        MemoryPieces pieces = new();
        Span<byte> start = stackalloc byte[sizeof(ulong) + 1];
        if (!pieces.ReadMore(stream, start.Length)) return pieces;
        pieces.ReadExactly(start);
        pieces.Position = 0;
        if (PyTorchFormats.Of(start) != PyTorchFormat.None)
        {
            pieces.ReadMore(stream, long.MaxValue);
            return pieces;
        }
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > SafetensorsLimits.HeaderLength || !pieces.ReadMore(stream, sizeof(ulong) + (long)headerLength)) return pieces;
        byte[] header = new byte[headerLength];
        pieces.Position = sizeof(ulong);
        pieces.ReadExactly(header);
        pieces.Position = 0;
        pieces.ReadMore(stream, pieces.Length + SafetensorsHeader.DataLength(header, name) + 1);
        return pieces;
    }
}
