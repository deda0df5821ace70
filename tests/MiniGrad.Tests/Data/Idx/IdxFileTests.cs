using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_written_file_has_the_bytes_of_the_format()
    {
        string path = folder.File("a.idx");

        IdxFile.Write(path, IdxArray.Create<short>([1, -2, 258, 0, 5, 6], 2, 3));

        Assert.Equal(
            [0, 0, 0x0B, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0xFF, 0xFE, 1, 2, 0, 0, 0, 5, 0, 6],
            File.ReadAllBytes(path));
    }

    [Fact]
    public void A_handwritten_file_of_floats_is_read()
    {
        // 1.5f is 0x3FC00000, −2.0f is 0xC0000000 in IEEE 754 binary32.
        byte[] file = [0, 0, 0x0D, 1, 0, 0, 0, 2, 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0];

        IdxArray array = IdxFile.Read(new MemoryStream(file), "floats");

        Assert.Equal(IdxElementType.Binary32, array.ElementType);
        Assert.Equal([2], array.Dimensions);
        Assert.Equal([1.5f, -2f], array.ToArray<float>());
        Assert.Equal([1.5, -2], array.ToArray<double>());
        Assert.Equal([1, -2], array.ToArray<int>());
    }

    [Theory]
    [InlineData("plain.idx")]
    [InlineData("packed.idx.gz")]
    public void Every_element_type_survives_a_round_trip(string name)
    {
        RoundTrip<byte>(name, IdxElementType.Unsigned8, 0, 255, 1, 128);
        RoundTrip<sbyte>(name, IdxElementType.Signed8, -128, 127, 0, -1);
        RoundTrip(name, IdxElementType.Signed16, short.MinValue, short.MaxValue, (short)0, (short)-1);
        RoundTrip(name, IdxElementType.Signed32, int.MinValue, int.MaxValue, 0, -1);
        RoundTrip(name, IdxElementType.Binary32, float.MinValue, float.Epsilon, float.NaN, float.NegativeInfinity);
        RoundTrip(name, IdxElementType.Binary64, double.MinValue, double.Epsilon, double.NaN, Math.PI);
    }

    [Fact]
    public void Compression_is_found_by_content_not_by_name()
    {
        IdxArray array = IdxArray.Create<byte>([1, 2, 3], 3);
        IdxFile.Write(folder.File("a.gz"), array);
        IdxFile.Write(folder.File("b"), array);
        Assert.Equal([0x1F, 0x8B], File.ReadAllBytes(folder.File("a.gz"))[..2]);
        File.Move(folder.File("a.gz"), folder.File("a"));
        File.Move(folder.File("b"), folder.File("b.gz"));

        Assert.Equal([1, 2, 3], IdxFile.Read(folder.File("a")).ToArray<byte>());
        Assert.Equal([1, 2, 3], IdxFile.Read(folder.File("b.gz")).ToArray<byte>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_that_cannot_seek_is_read_and_stays_open(bool compress)
    {
        using MemoryStream content = IdxBytes.Stream(IdxBytes.Of(IdxArray.Create<int>([7, 8], 1, 2)), compress);
        using var trickle = new OneByteStream(content);

        Assert.Equal([7, 8], IdxFile.Read(trickle, "pipe").ToArray<int>());

        Assert.True(content.CanRead);
    }

    [Fact]
    public void Gzip_data_in_several_members_is_read()
    {
        byte[] file = IdxBytes.Of(IdxArray.Create<byte>([1, 2, 3, 4], 4));
        byte[] members = [.. IdxBytes.Compress(file[..3]), .. IdxBytes.Compress(file[3..10]), .. IdxBytes.Compress(file[10..])];

        Assert.Equal([1, 2, 3, 4], IdxFile.Read(new MemoryStream(members), "members").ToArray<byte>());
    }

    [Fact]
    public void Rank_zero_is_one_element()
    {
        IdxArray array = IdxFile.Read(new MemoryStream([0, 0, 8, 0, 42]), "scalar");

        Assert.Empty(array.Dimensions);
        Assert.Equal(1, array.Count);
        Assert.Equal([42], array.ToArray<byte>());
    }

    [Fact]
    public void Rank_255_is_read()
    {
        int[] dimensions = [.. Enumerable.Repeat(1, 254), 3];
        using var stream = new MemoryStream();
        IdxFile.Write(stream, IdxArray.Create<byte>([1, 2, 3], dimensions));
        stream.Position = 0;

        IdxArray array = IdxFile.Read(stream, "deep");

        Assert.Equal(dimensions, array.Dimensions);
        Assert.Equal([1, 2, 3], array.ToArray<byte>());
    }

    [Fact]
    public void An_empty_axis_makes_no_elements_however_large_the_others_are()
    {
        byte[] file = [0, 0, 8, 3, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

        IdxArray array = IdxFile.Read(new MemoryStream(file), "empty");

        Assert.Equal(0, array.Count);
        Assert.Equal([int.MaxValue, int.MaxValue, 0], array.Dimensions);
        Assert.Empty(array.ToArray<float>());
    }

    [Fact]
    public void More_elements_than_the_first_buffer_holds_are_read()
    {
        byte[] values = new byte[300_001];
        new Random(5).NextBytes(values);
        IdxFile.Write(folder.File("large.gz"), IdxArray.Create<byte>(values, values.Length));

        Assert.Equal(values, IdxFile.Read(folder.File("large.gz")).ToArray<byte>());
    }

    private void RoundTrip<T>(string name, IdxElementType type, params T[] values)
        where T : unmanaged, INumberBase<T>
    {
        string path = folder.File(string.Create(CultureInfo.InvariantCulture, $"{type}-{name}"));
        IdxFile.Write(path, IdxArray.Create<T>(values, 2, 1, 2));

        IdxArray array = IdxFile.Read(path);

        Assert.Equal(type, array.ElementType);
        Assert.Equal([2, 1, 2], array.Dimensions);
        Assert.Equal(values, array.ToArray<T>());
    }

    /// <summary>Delivers one byte per call, as a slow pipe may.</summary>
    private sealed class OneByteStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(1, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
