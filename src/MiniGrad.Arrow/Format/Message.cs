using System.Buffers.Binary;

namespace MiniGrad.Arrow;

/// <summary>What a message holds, by the format's numbers.</summary>
internal enum MessageKind
{
    Schema = 1,
    Dictionary = 2,
    Batch = 3,
}

/// <summary>A message of a file: a header, and the bytes it describes.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Header">The header's bytes.</param>
/// <param name="Body">Where the other bytes begin.</param>
/// <param name="BodyLength">How many they are.</param>
internal sealed record Message(MessageKind Kind, byte[] Header, long Body, long BodyLength)
{
    /// <summary>The most bytes of a header: those of millions of columns.</summary>
    public const int LongestHeader = 1 << 28;

    private const uint Continued = uint.MaxValue;

    /// <summary>The table that describes what it holds.</summary>
    public FlatTable Content => FlatTable.Root(Header).Table(2);

    /// <summary>Whether it is of a version before the fifth, in which unions were stored otherwise.</summary>
    public bool IsOld => FlatTable.Root(Header).Short(0) < 4;

    /// <summary>Where the bytes after it begin.</summary>
    public long End => Body + BodyLength;

    /// <summary>Reads a message.</summary>
    /// <param name="file">The file.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="end">Where it ends at the latest.</param>
    /// <returns>null where the messages end.</returns>
    /// <exception cref="FileProblem">It is cut or damaged.</exception>
    public static Message? Read(FileBytes file, long at, long end)
    {
        if (at == end) return null;
        uint length = Word(file, ref at, end);
        // Older files have no mark in front.
        if (length == Continued) length = Word(file, ref at, end);
        if (length == 0) return null;
        if (length > Math.Min(end - at, LongestHeader))
            throw Cut(Invariant($"a header promises {length} bytes, where {end - at} are left"));
        byte[] header = new byte[length];
        file.Read(at, header);
        FlatTable table = FlatTable.Root(header);
        long body = at + length, bodyLength = table.Long(3);
        if (bodyLength < 0 || bodyLength > end - body)
            throw Cut(Invariant($"a message promises {bodyLength} bytes, where {end - body} are left"));
        return new Message((MessageKind)table.Byte(1), header, body, bodyLength);
    }

    private static uint Word(FileBytes file, ref long at, long end)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        if (at < 0 || at > end - bytes.Length) throw Cut("it ends within a message");
        file.Read(at, bytes);
        at += bytes.Length;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private static FileProblem Cut(string problem) => new($"the file is cut or damaged: {problem}");
}
