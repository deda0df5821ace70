using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

public class PngImageTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(5, 4, 3)]
    public void Pixels_come_back(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        new Random(1).NextBytes(pixels);
        (int Width, int Height, int Channels, byte[] Pixels) image = Decode(PngImage.Encode(pixels, width, height));
        Assert.Equal((width, height, channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(pixels, image.Pixels);
    }

    [Theory]
    [InlineData(new[] { 0, 0.5, 1, 0.25 }, new byte[] { 0, 128, 255, 64 })]
    [InlineData(new[] { -1.0, 0, 1, 3 }, new byte[] { 0, 64, 128, 255 })]
    [InlineData(new[] { 7.0, 7, 7, 7 }, new byte[] { 0, 0, 0, 0 })]
    [InlineData(new[] { double.NaN, 1, 0, double.PositiveInfinity }, new byte[] { 0, 255, 0, 0 })]
    public void Inputs_become_grey_pixels(double[] input, byte[] pixels)
    {
        // Constant outputs: class 0, while 1 is right.
        Mlp<double> model = new([4, 2], Activation.Relu, new Random(1));
        model.Parameters[0].Assign(new double[8]);
        model.Parameters[1].Assign([1, 0]);
        Dataset<double> data = new(Tensor.Create<double>(input, [1, 4]), [1]);
        ReportPage page = new(new TrainingReport("Image") { Mistakes = WorstMistakes.Find(new Predictor<double>(model), data) with { ImageShape = [2, 2] } });
        string source = page.Tags("img").Single().Attribute("src")!.Value;
        Assert.Equal(pixels, Decode(Convert.FromBase64String(source[(source.IndexOf(',', StringComparison.Ordinal) + 1)..])).Pixels);
    }

    /// <summary>Reads what the format says, with every checksum.</summary>
    private static (int Width, int Height, int Channels, byte[] Pixels) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Dictionary<string, byte[]> chunks = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            byte[] covered = png[(at + 4)..(at + 8 + length)];
            Assert.Equal(Crc(covered), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add(Encoding.ASCII.GetString(covered, 0, 4), covered[4..]);
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Keys);
        byte[] header = chunks["IHDR"];
        (int width, int height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([8, 0, 0, 0], new[] { header[8], header[10], header[11], header[12] });
        int channels = header[9] switch { 0 => 1, 2 => 3, _ => throw new InvalidDataException() };
        using ZLibStream stream = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream rows = new();
        stream.CopyTo(rows);
        byte[][] lines = [.. rows.ToArray().Chunk(1 + width * channels)];
        Assert.Equal(height, lines.Length);
        Assert.All(lines, line => Assert.Equal(0, line[0]));
        return (width, height, channels, [.. lines.SelectMany(line => line[1..])]);
    }

    /// <summary>The remainder of the division by the polynomial 0x04C11DB7 of reversed bits, bit by bit.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
