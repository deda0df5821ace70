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

        NpyDescription description = NpyDescription.Parse(Encoding.Latin1.GetString(header), name);
        (ElementType type, Shape shape) = (description.Type, description.Shape);
        long expected = (long)shape.ElementCount * ElementTypes.SizeOf(type);
        long left = length - start.Length - lengthBytes.Length - headerLength;
        if (left != expected)
            throw Invalid($"elements of type {type} and shape {shape} take {expected} bytes, but {left} follow the header");
        return new NpyElements(stream, name, description);

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
