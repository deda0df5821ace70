using System.Buffers.Binary;
using System.IO.Compression;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Reads and writes files in the IDX format of MNIST and its relatives.</summary>
/// <remarks><para>The layout: two zero bytes, a byte for the element type (<see cref="IdxElementType"/>), a byte for the number of
/// dimensions, each dimension as a four-byte integer, then the elements in row-major order; all big-endian.</para>
/// <para>Source: Y. LeCun, C. Cortes and C. J. C. Burges, <i>The MNIST database of handwritten digits</i>, section on file
/// formats.</para></remarks>
public static class IdxFile
{
    /// <summary>Reads a file, plain or gzip-compressed, as its first bytes say.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not exactly one complete array, its compressed data is damaged or expands to more
    /// than 32 MiB and a hundred times its size, or its elements do not fit into one array. The message names the file.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, path);
    }

    /// <summary>Reads a stream, plain or gzip-compressed, from its current position to its end.</summary>
    /// <remarks>Memory stays in proportion to the bytes that arrive, whatever the header promises.</remarks>
    /// <param name="stream">The stream; it need not seek, and stays open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static IdxArray Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] start = new byte[2];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        using var whole = new SplicedStream(start.AsMemory(0, got), stream);
        bool isCompressed = start is [0x1F, 0x8B];
        using Stream? unpacked = isCompressed ? new GZipStream(whole, CompressionMode.Decompress) : null;
        var reader = new IdxReader(unpacked ?? whole, name, isCompressed ? whole : null);
        IdxArray array = reader.ReadArray();
        if (isCompressed) whole.Append(CompleteGzip.MemberOfOneByte);
        reader.ExpectEnd(ownBytes: isCompressed ? 1 : 0);
        return array;
    }

    /// <summary>Writes a file, gzip-compressed if its name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="array">The array.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    public static void Write(string path, IdxArray array)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(array);
        bool isCompressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        AtomicFile.Write(path, stream =>
        {
            using Stream? packed = isCompressed ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            Write(packed ?? stream, array);
        });
    }

    /// <summary>Writes an array, uncompressed, to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="array">The array.</param>
    public static void Write(Stream stream, IdxArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        byte[] header = new byte[(1 + array.Dimensions.Count) * sizeof(int)];
        header[2] = (byte)array.ElementType;
        header[3] = (byte)array.Dimensions.Count;
        for (int axis = 0; axis < array.Dimensions.Count; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan((1 + axis) * sizeof(int)), array.Dimensions[axis]);
        stream.Write(header);
        stream.Write(array.Bytes.Span);
    }

    /// <summary>The rows of an array that is not compressed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fits">Whether the dimensions are right.</param>
    /// <param name="expected">What is expected, in words.</param>
    /// <exception cref="InvalidDataException">The file is malformed, compressed, or of other dimensions.</exception>
    internal static StoredRows Rows(string path, Predicate<int[]> fits, string expected)
    {
        WatchedFile file = new(path);
        using FileStream stream = file.Open();
        if (stream.ReadByte() == 0x1F)
            throw new InvalidDataException(
                $"{path}: the file seems to be compressed: expected one that is not, as its rows are read by place.");
        stream.Position = 0;
        (IdxElementType kind, int[] dimensions) = new IdxReader(stream, path, packed: null).ReadHeader();
        if (!fits(dimensions))
            throw new InvalidDataException($"{path}: expected {expected}, got {kind} [{string.Join(", ", dimensions)}].");
        Shape row = FileShape.TryCreate([.. dimensions.Skip(1).Select(size => (long)size)])
            ?? throw new InvalidDataException($"{path}: a row of [{string.Join(", ", dimensions)}] has more elements than an array holds.");
        StoredRows rows = new(file, path, stream.Position, TypeOf(kind), true, dimensions[0], row);
        return rows.Count * (Int128)rows.RowBytes == stream.Length - stream.Position ? rows : throw new InvalidDataException(
            Invariant($"{path}: {rows.Count} rows of {rows.RowBytes} bytes do not take the {stream.Length - stream.Position} bytes ") +
            "that follow the header.");
    }

    private static ElementType TypeOf(IdxElementType type) => type switch
    {
        IdxElementType.Unsigned8 => ElementType.Unsigned8,
        IdxElementType.Signed8 => ElementType.Signed8,
        IdxElementType.Signed16 => ElementType.Signed16,
        IdxElementType.Signed32 => ElementType.Signed32,
        IdxElementType.Binary32 => ElementType.Binary32,
        _ => ElementType.Binary64,
    };
}
