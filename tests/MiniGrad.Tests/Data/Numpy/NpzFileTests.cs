using System.IO.Compression;
using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Serialization;

public sealed class NpzFileTests : IDisposable
{
    private static readonly byte[] array = NpzBytes.Npy([1f, 2, 3]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Arrays_of_every_type_come_back(bool compress)
    {
        NpzBuilder builder = new();
        foreach (ArrayCase one in ArrayCase.All) one.AddTo(builder);
        string path = folder.File("a.npz");
        builder.Save(path, compress);

        using NpzFile file = NpzFile.Open(path);

        Assert.Equal(ArrayCase.All.Select(one => one.Name), file.Names);
        foreach (ArrayCase one in ArrayCase.All)
        {
            Assert.Equal(one.Bits, one.BitsIn(file, out Shape shape));
            Assert.Equal(one.Shape, shape);
        }
        Assert.Equal([0f, 1, 254, 255], file.ReadTensor<float>("byte").ToArray());
        Assert.Equal([1, 0, 1], file.ReadIndices("bool").ToArray());
        Assert.Equal(BitConverter.UInt32BitsToSingle(0x40490FDB), file.ReadTensor<double>("scalar").ToScalar());
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_time()
    {
        byte[] first = Write(), second = Write();

        Assert.Equal(first, second);
        using ZipArchive archive = new(new MemoryStream(first));
        Assert.Equal(new DateTime(1980, 1, 1), archive.Entries[0].LastWriteTime.DateTime);

        static byte[] Write()
        {
            using MemoryStream stream = new();
            new NpzBuilder().Add("x", Tensor.Ones<float>([100])).Add("y", [1, 2]).Write(stream, compress: true);
            return stream.ToArray();
        }
    }

    [Fact]
    public void A_name_that_looks_like_a_path_is_only_a_name()
    {
        using NpzFile file = NpzBytes.Open(NpzBytes.Stored(("../../etc/passwd", array), ("/a", array), ("C:\\b", array)));

        Assert.Equal(["../../etc/passwd", "/a", "C:\\b"], file.Names);
        Assert.Equal([1f, 2, 3], file.ReadTensor<float>("../../etc/passwd").ToArray());
    }

    [Fact]
    public void Foreign_members_of_an_archive_are_refused()
    {
        AssertRefused([1, 2, 3], "not a ZIP archive, or a damaged one");
        AssertRefused(array, "not a ZIP archive, or a damaged one");
        AssertRefused(NpzBytes.Stored(("a", array), ("b", array), ("a", array)), "the name 'a' is there twice");
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create)) archive.CreateEntry("folder/");
        AssertRefused(stream.ToArray(), "the member 'folder/' is no array");

        using NpzFile file = NpzBytes.Open(NpzBytes.Stored(("a", array), ("b", [1, 2, 3])));
        Assert.Equal("some-file: there is no array 'c'.", Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("c")).Message);
        Assert.Equal(
            "some-file: 'b': not a file of NumPy's: it does not begin with 0x93 'NUMPY'; write it by numpy.save.",
            Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("b")).Message);
    }

    [Fact]
    public void Archive_that_expands_beyond_its_limit_is_refused_before_it_is_read()
    {
        byte[] zeros = NpzBytes.Npy(new byte[40 << 20]);
        byte[] bomb = NpzBytes.Deflated(("zeros", zeros));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bomb, "would expand to more than the");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);

        using NpzFile trusted = NpzBytes.Open(bomb, expandedLimit: 41 << 20);
        Assert.Equal(40 << 20, trusted.ReadArray<byte>("zeros", out _).Length);
        AssertRefused(
            NpzBytes.Deflated(("a", NpzBytes.Npy(new byte[20 << 20])), ("b", NpzBytes.Npy(new byte[20 << 20]))), "up to 'b' would expand");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_directory_of_a_great_many_members_is_refused_before_it_is_read(bool large, bool hidden)
    {
        const int Count = 100_000, Size = 46;
        byte[] directory = new byte[Count * Size];
        for (int i = 0; i < Count; i++) ((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]).CopyTo(directory.AsSpan(i * Size));
        byte[] start = BitConverter.GetBytes(large ? uint.MaxValue : 0), count = BitConverter.GetBytes(large ? ushort.MaxValue : (ushort)1);
        byte[] end = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, .. count, .. count, .. new byte[4], .. start, 0, 0];
        byte[] largeEnd = [0x50, 0x4B, 6, 6, .. BitConverter.GetBytes(44L), .. new byte[12], .. BitConverter.GetBytes((long)Count),
            .. BitConverter.GetBytes((long)Count), .. new byte[16]];
        byte[] locator = [0x50, 0x4B, 6, 7, 0, 0, 0, 0, .. BitConverter.GetBytes((long)directory.Length), 1, 0, 0, 0];
        // The end may also stand in the middle of the last member's record, as its comment.
        byte[] file = large ? [.. directory, .. largeEnd, .. locator, .. end] : hidden ? [.. directory, .. end,
            .. directory.AsSpan(0, 100 * Size)] : [.. directory, .. end];
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(file, $"the archive's directory of its members takes {file.Length} bytes: at most 4194304 are allowed");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Thousands_of_arrays_are_read()
    {
        using NpzFile file = NpzBytes.Open(NpzBytes.Stored([.. Enumerable.Range(0, 5000).Select(i => ($"array {i}", array))]));
        Assert.Equal(5000, file.Names.Count);
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        // The size that the central directory states, of a member whose bytes are few: at 24 from its signature.
        byte[] lying = NpzBytes.Deflated(("a", array));
        int directory = lying.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 1, 2]);
        BitConverter.TryWriteBytes(lying.AsSpan(directory + 24), 30 << 20);

        AssertRefused(lying, "more than can be");
    }

    [Fact]
    public void Members_of_more_bytes_than_the_file_has_are_refused()
    {
        // Both entries of the directory name the first member's place, at 42 from their signatures, and its size.
        byte[] large = NpzBytes.Npy(new byte[1000]);
        byte[] overlapping = NpzBytes.Stored([.. Enumerable.Range(0, 3).Select(i => ($"{i}", i == 0 ? large : NpzBytes.Npy<byte>([])))]);
        ReadOnlySpan<byte> signature = [0x50, 0x4B, 1, 2];
        int first = overlapping.AsSpan().IndexOf(signature), second = first + 1 + overlapping.AsSpan(first + 1).IndexOf(signature);
        int third = second + 1 + overlapping.AsSpan(second + 1).IndexOf(signature);
        foreach (int other in (int[])[second, third])
        {
            overlapping.AsSpan(first + 16, 12).CopyTo(overlapping.AsSpan(other + 16));
            overlapping.AsSpan(first + 42, 4).CopyTo(overlapping.AsSpan(other + 42));
        }

        AssertRefused(overlapping, "take more bytes than the file has");
    }

    [Fact]
    public void Damaged_content_is_refused_by_its_checksum()
    {
        byte[] stored = NpzBytes.Stored(("a", array));
        stored[stored.AsSpan().IndexOf(BitConverter.GetBytes(2f))] ^= 1;
        using NpzFile file = NpzBytes.Open(stored);

        Assert.Equal("some-file: 'a': the elements do not have the checksum that the archive states.",
            Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("a")).Message);
    }

    [Fact]
    public void Builder_names_mistakes()
    {
        NpzBuilder builder = new NpzBuilder().Add("a", [1]);

        Assert.Contains("'a' already", Assert.Throws<ArgumentException>(() => builder.Add("a", [1f])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "not valid text", Assert.Throws<ArgumentException>(() => builder.Add("\uDC00", [1f])).Message, StringComparison.Ordinal);
        Assert.Contains("[3] needs 3 elements, got 1", Assert.Throws<ArgumentException>(() => builder.Add("b", [1f], [3])).Message,
            StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] file, string expected)
    {
        string message = Assert.Throws<InvalidDataException>(() => NpzBytes.Open(file)).Message;
        Assert.StartsWith($"{NpzBytes.Name}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
