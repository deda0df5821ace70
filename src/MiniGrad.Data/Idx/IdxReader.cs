using System.Buffers.Binary;

namespace MiniGrad.Data;

/// <summary>Reads an IDX array from an unpacked stream, with memory only for bytes that have arrived.</summary>
/// <param name="stream">The bytes.</param>
/// <param name="name">The name of the file in messages.</param>
/// <param name="packed">The compressed stream, if there is one: a small file may not fill the memory.</param>
internal sealed class IdxReader(Stream stream, string name, SplicedStream? packed)
{
    private const int FirstChunk = 64 * 1024;

    /// <summary>MNIST's images expand 4.7 times; deflate could expand about a thousand times.</summary>
    private const int MaximumExpansion = 100;
    private const int AlwaysAllowed = 32 * 1024 * 1024;

    public IdxArray ReadArray()
    {
        (IdxElementType type, int rank) = ReadMagic();
        int[] dimensions = ReadDimensions(rank);
        long count = IdxArray.CountOf(dimensions, out string? problem);
        if (problem is not null) throw Invalid(problem);
        long byteCount = count * IdxArray.SizeOf(type);
        if (byteCount > Array.MaxLength)
            throw Invalid($"{count} elements of type {type} take {byteCount} bytes, more than one array can hold ({Array.MaxLength})");

        return new IdxArray(type, dimensions, ReadElements((int)byteCount));
    }

    /// <summary>Reads the header of an array whose elements may be more than an array holds.</summary>
    public (IdxElementType Type, int[] Dimensions) ReadHeader()
    {
        (IdxElementType type, int rank) = ReadMagic();
        int[] dimensions = ReadDimensions(rank);
        if (Array.FindIndex(dimensions, size => size < 0) is var axis and >= 0)
            throw Invalid($"dimension {axis} is {dimensions[axis]}, below 0");
        return (type, dimensions);
    }

    /// <summary>Refuses further bytes, but for those that the caller appended.</summary>
    public void ExpectEnd(int ownBytes = 0)
    {
        int left = Fill(stackalloc byte[ownBytes + 1]);
        string orCut = ownBytes > 0 ? ", or it is cut short" : "";
        if (left > ownBytes) throw Invalid($"there are more bytes after those that the header promises{orCut}");
        if (left < ownBytes) throw Invalid($"there are more bytes after the end of the compressed data{orCut}");
    }

    private (IdxElementType Type, int Rank) ReadMagic()
    {
        Span<byte> magic = stackalloc byte[4];
        int got = Fill(magic);
        if (got < magic.Length) throw Invalid($"the header is cut short: the magic number takes 4 bytes, there are {got}");
        if (magic[0] != 0 || magic[1] != 0)
        {
            string hint = FileSniffing.LooksLikeText(magic) ? "; it seems to be text" : "";
            throw Invalid($"not an IDX file: it starts with 0x{magic[0]:X2} 0x{magic[1]:X2} where two zero bytes are expected{hint}");
        }

        var type = (IdxElementType)magic[2];
        if (IdxArray.SizeOf(type) == 0)
            throw Invalid($"unknown element type 0x{magic[2]:X2}; expected 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E");
        return (type, magic[3]);
    }

    private int[] ReadDimensions(int rank)
    {
        Span<byte> header = stackalloc byte[IdxArray.MaximumRank * sizeof(int)];
        header = header[..(rank * sizeof(int))];
        int got = Fill(header);
        if (got < header.Length) throw Invalid($"the header is cut short: {rank} dimensions take {header.Length} bytes, there are {got}");

        var dimensions = new int[rank];
        for (int axis = 0; axis < rank; axis++) dimensions[axis] = BinaryPrimitives.ReadInt32BigEndian(header[(axis * sizeof(int))..]);
        return dimensions;
    }

    /// <summary>Reads into a buffer that doubles only once it is full, so memory stays within twice what really arrives.</summary>
    private byte[] ReadElements(int expected)
    {
        byte[] bytes = new byte[Math.Min(expected, FirstChunk)];
        int filled = 0;
        while (true)
        {
            filled += Fill(bytes.AsSpan(filled));
            if (filled < bytes.Length) throw Invalid($"cut short: the header promises {expected} bytes of elements, there are {filled}");
            if (filled == expected) return bytes;
            if (packed is not null && filled >= AlwaysAllowed && filled / MaximumExpansion > packed.Delivered)
                throw Invalid($"the data expands to more than {MaximumExpansion} times its size; unpack the file first if that is right");
            Array.Resize(ref bytes, (int)Math.Min(expected, bytes.Length * 2L));
        }
    }

    private int Fill(Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException(
                $"{name}: the compressed data is damaged or cut short: copy or download the file again.", damage);
        }
    }

    private InvalidDataException Invalid(string problem) => new($"{name}: {problem}.");
}
