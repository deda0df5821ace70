using System.IO.Compression;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public sealed class IdxFileErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file_or_folder_is_named()
    {
        string missing = folder.File("missing.idx");
        Assert.Contains(missing, Assert.Throws<FileNotFoundException>(() => IdxFile.Read(missing)).Message, StringComparison.Ordinal);

        string astray = Path.Combine(folder.File("nowhere"), "a.idx");
        Assert.Contains(astray, Assert.Throws<DirectoryNotFoundException>(() => IdxFile.Read(astray)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the magic number takes 4 bytes, there are 0")]
    [InlineData("00", "the magic number takes 4 bytes, there are 1")]
    [InlineData("000008", "the magic number takes 4 bytes, there are 3")]
    [InlineData("89504E47", "not an IDX file: it starts with 0x89 0x50")]
    [InlineData("00000A0100000001FF", "unknown element type 0x0A")]
    [InlineData("0000080200000001000000", "2 dimensions take 8 bytes, there are 7")]
    [InlineData("00000801FFFFFFFF", "dimension 0 is -1")]
    [InlineData("000008010000000301", "promises 3 bytes of elements, there are 1")]
    [InlineData("00000E01000000020000000000000000", "promises 16 bytes of elements, there are 8")]
    [InlineData("00000801000000010000", "more bytes after those that the header promises")]
    [InlineData("0000080200100000001000000102", "[1048576, 1048576] multiply to more than 2147483647 elements")]
    [InlineData("00000E017FFFFFFF0102", "2147483647 elements of type Binary64 take 17179869176 bytes")]
    public void A_malformed_file_is_refused_in_words_plain_or_compressed(string hex, string expected)
    {
        byte[] file = Convert.FromHexString(hex);
        foreach (bool compress in (bool[])[false, true])
        {
            using MemoryStream stream = IdxBytes.Stream(file, compress);

            string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, "some-file")).Message;

            Assert.StartsWith("some-file: ", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_small_file_that_expands_to_a_huge_one_is_refused()
    {
        const int Size = 256 << 20;
        using MemoryStream file = new();
        using (GZipStream packed = new(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write([0, 0, 8, 1, Size >> 24, 0, 0, 0]);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < Size; i += zeros.Length) packed.Write(zeros);
        }
        file.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(file, "blank")).Message;

        Assert.Equal("blank: the data expands to more than 100 times its size; unpack the file first if that is right.", message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * file.Length + (64 << 20));
    }

    [Fact]
    public void The_message_names_the_path_of_the_file()
    {
        string path = folder.File("bad.idx");
        File.WriteAllBytes(path, [1, 2, 3, 4]);

        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(20_000)]
    public void Gzip_data_cut_at_any_place_is_refused(int count)
    {
        byte[] packed = IdxBytes.Compress(IdxBytes.Of(Noise(count)));
        for (int length = 0; length < packed.Length; length += length < packed.Length - 100 ? 1 + (count / 100) : 1)
            Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream(packed[..length]), "cut"));
    }

    [Fact]
    public void The_message_on_cut_gzip_data_says_how_much_was_unpacked()
    {
        byte[] packed = IdxBytes.Compress(IdxBytes.Of(Noise(20_000)));

        string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream(packed[..10_000]), "cut")).Message;

        Assert.Matches("^cut: cut short: the header promises 20000 bytes of elements, there are 9[0-9]{3}\\.$", message);
    }

    // The buffer of GZipStream holds 8192 bytes; noise does not shrink, so the compressed data ends about that boundary.
    [Fact]
    public void Bytes_after_gzip_data_are_refused()
    {
        for (int count = 8192 - 70; count < 8192 + 10; count++)
        {
            byte[] packed = IdxBytes.Compress(IdxBytes.Of(Noise(count)));

            Assert.Equal(count, IdxFile.Read(new MemoryStream(packed), "whole").Count);
            foreach (byte[] tail in (byte[][])[[0], [1, 2, 3], [0x1F], [0x1F, 0x8B], new byte[10_000]])
                Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream([.. packed, .. tail]), "tailed"));
        }
    }

    [Fact]
    public void Gzip_data_that_is_cut_is_refused_as_such_wherever_it_is_cut()
    {
        byte[] packed = IdxBytes.Compress(IdxBytes.Of(Noise(300)));
        for (int length = 2; length < packed.Length; length++)
        {
            string message =
                Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream(packed[..length]), "cut")).Message;
            Assert.Matches("^cut: .*(damaged or cut short|cut short)", message);
            Assert.DoesNotContain("unsupported", message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Gzip_data_whose_checksum_is_wrong_is_refused()
    {
        byte[] packed = IdxBytes.Compress(IdxBytes.Of(IdxArray.Create<byte>([1, 2, 3, 4], 4)));
        packed[^8] ^= 1;

        string message = Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream(packed), "flipped")).Message;

        Assert.StartsWith("flipped: the compressed data is damaged", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_follows_the_bytes_that_arrive_not_the_header(bool compress)
    {
        // Promises 2³¹ − 1 elements and delivers two.
        using MemoryStream stream = IdxBytes.Stream([0, 0, 8, 1, 0x7F, 0xFF, 0xFF, 0xC7, 1, 2], compress);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, "greedy"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static IdxArray Noise(int count)
    {
        byte[] values = new byte[count];
        new Random(11).NextBytes(values);
        return IdxArray.Create<byte>(values, count);
    }
}
