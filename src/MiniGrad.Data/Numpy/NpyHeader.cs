using System.Buffers.Binary;
using System.Text;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Reads and writes the beginning of a NumPy file, before its elements.</summary>
internal static class NpyHeader
{
    /// <summary>The limit of version 1.0, more than any array of plain numbers needs.</summary>
    private const int MaximumLength = ushort.MaxValue;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the beginning of a file of a length in bytes, and leaves the stream at the first element.</summary>
    /// <exception cref="InvalidDataException">The header is malformed, not of plain numbers, or does not fit the length.</exception>
    public static NpyElements Read(Stream stream, long length, string name)
    {
        (NpyDescription description, long start) = ReadDescription(stream, name);
        Shape shape = description.ShapeIn(name);
        CheckLength(description, length - start, name);
        return new NpyElements(stream, name, description, shape);
    }

    /// <summary>Reads the beginning of a file whose elements may be more than an array holds.</summary>
    /// <exception cref="InvalidDataException">The header is malformed, not of plain numbers, or does not fit the file's length.</exception>
    public static NpyDescription ReadLarge(FileStream stream, string name)
    {
        (NpyDescription description, long start) = ReadDescription(stream, name);
        CheckLength(description, stream.Length - start, name);
        return description;
    }

    private static void CheckLength(NpyDescription description, long left, string name)
    {
        UInt128 expected = (uint)ElementTypes.SizeOf(description.Type);
        // No product of as many sizes as there are axes may overflow.
        foreach (long size in description.Sizes.Order()) expected = UInt128.Min(expected * (ulong)size, ulong.MaxValue);
        if (left >= 0 && expected == (ulong)left) return;
        string shape = $"[{string.Join(", ", description.Sizes)}]";
        throw new InvalidDataException(
            $"{name}: elements of type {description.Type} and shape {shape} take {expected} bytes, but {left} follow the header.");
    }

    private static (NpyDescription Description, long Start) ReadDescription(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false), compared = Math.Min(got, Magic.Length);
        if (!start[..compared].SequenceEqual(Magic[..compared]))
        {
            string hint = FileSniffing.NotText(start[..got]) ?? (FileSniffing.LooksLikeText(start[..got])
                ? "the file seems to be text: read it as CSV, or write it by numpy.save"
                : "write it by numpy.save");
            throw Invalid($"not a file of NumPy's: it does not begin with 0x93 'NUMPY'; {hint}");
        }
        if (got < start.Length) throw Invalid("the header is cut short");
        (byte major, byte minor) = (start[^2], start[^1]);
        if (major is < 1 or > 3 || minor != 0)
            throw Invalid($"the file has version {major}.{minor} of the format: expected 1.0, 2.0 or 3.0");

        Span<byte> lengthBytes = stackalloc byte[major == 1 ? sizeof(ushort) : sizeof(uint)];
        Fill(lengthBytes);
        uint headerLength = lengthBytes.Length == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (headerLength > MaximumLength) throw Invalid($"the header has {headerLength} bytes: at most {MaximumLength} are allowed");
        byte[] header = new byte[headerLength];
        Fill(header);

        return (NpyDescription.Parse(Encoding.Latin1.GetString(header), name), start.Length + lengthBytes.Length + headerLength);

        void Fill(Span<byte> bytes)
        {
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Invalid("the header is cut short");
        }
        InvalidDataException Invalid(string problem) => new($"{name}: {problem}.");
    }

    /// <summary>Writes the beginning of a file in version 1.0; the elements follow little-endian in row-major order.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such elements.</exception>
    public static void Write(Stream stream, ElementType type, Shape shape)
    {
        string order = ElementTypes.SizeOf(type) == 1 ? "|" : "<";
        string sizes = shape.Rank == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        string text = $"{{'descr': '{order}{NpyDescription.NameOf(type)}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int before = Magic.Length + 2 + sizeof(ushort);
        int padding = -(before + text.Length + 1) & (Alignment - 1);
        byte[] header = Encoding.ASCII.GetBytes(text + new string(' ', padding) + '\n');

        Span<byte> start = [.. Magic, 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start[^sizeof(ushort)..], (ushort)header.Length);
        stream.Write(start);
        stream.Write(header);
    }
}
