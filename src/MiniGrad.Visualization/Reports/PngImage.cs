using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniGrad.Visualization;

/// <summary>Small images of 8 bits, grey or RGB, as PNG (W3C, "Portable Network Graphics Specification", second edition, 2003).</summary>
internal static class PngImage
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Encodes pixels by rows from the top, each one byte, or three.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height)
    {
        int rowSize = pixels.Length / height;
        bool isGrey = rowSize == width;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(isGrey ? 0 : 2);
        using MemoryStream data = new();
        using (ZLibStream compressed = new(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                // Each row begins with the number of its filter: none.
                compressed.WriteByte(0);
                compressed.Write(pixels.Slice(row * rowSize, rowSize));
            }
        }
        using MemoryStream image = new();
        image.Write(Signature);
        WriteChunk(image, "IHDR"u8, header);
        WriteChunk(image, "IDAT"u8, data.ToArray());
        WriteChunk(image, "IEND"u8, []);
        return image.ToArray();
    }

    private static void WriteChunk(MemoryStream image, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] number = new byte[4], content = [.. type, .. data];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        image.Write(number);
        image.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(content));
        image.Write(number);
    }

    /// <summary>The CRC-32 of bytes, taken from the end of a gzip stream of them.</summary>
    private static uint Crc(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(content);
        return BinaryPrimitives.ReadUInt32LittleEndian(packed.GetBuffer().AsSpan((int)packed.Length - 8));
    }
}
