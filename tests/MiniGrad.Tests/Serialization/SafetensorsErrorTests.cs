using System.Text;
using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Serialization;

/// <summary>Whatever the format forbids is refused, in words that name the file and what is wrong.</summary>
public sealed class SafetensorsErrorTests
{
    [Theory]
    [InlineData("", "does not begin with '{'")]
    [InlineData(" {}", "does not begin with '{'")]
    [InlineData("[]", "does not begin with '{'")]
    [InlineData("{", "not the JSON")]
    [InlineData("{}\n", "something else than spaces")]
    [InlineData("{}{}", "something else than spaces")]
    [InlineData("""{"a":1}""", "'a' is not an object")]
    [InlineData("""{"a":[1]}""", "'a' is not an object")]
    [InlineData("""{"a":{}}""", "'a' lacks one of")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},}""", "not the JSON")]
    [InlineData("""{/**/"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1]}}""", "'a' lacks one of")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1}}""", "has the key 'more' twice, or")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "has the key 'dtype' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}""", "has the key 'shape' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""",
        "'a' is there twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""",
        "'a' is there twice")]
    [InlineData("""{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", "the dtype of 'a' is no string")]
    [InlineData("""{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", "the shape of 'a' is not a list")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", "the shape of 'a' holds something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", "the shape of 'a' holds something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", "the shape of 'a' holds something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}""",
        "the shape of 'a' holds something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1099511627776],"data_offsets":[0,1]}}""", "of more elements than an array holds")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "of more elements than an array holds")]
    [InlineData("""{"a":{"dtype":"U8","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "of more elements than an array holds")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0,4294967296],"data_offsets":[0,0]}}""", "of more elements than an array holds")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", "takes 2 bytes, but its data_offsets span 1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", "has the data_offsets [1, 0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1]}}""", "has the data_offsets [1]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", "has more than 2 numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "'a' begins at byte 1 of the data, where 0 is expected")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""",
        "'b' begins at byte 0")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "the arrays take 2 bytes, but 1 bytes of data follow")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", "the arrays take 0 bytes, but 1 bytes of data follow")]
    [InlineData("""{"__metadata__":[]}""", "the metadata is not an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", "the metadata 'a' is no string")]
    [InlineData("""{"__metadata__":{"a":{}}}""", "the metadata 'a' is no string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", "the metadata 'a' is there twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "'__metadata__' is there twice")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "a name in the header is not valid text")]
    public void Headers_against_the_format_are_refused(string header, string expected) =>
        AssertRefused(SafetensorsBytes.Of(header, 7), expected);

    [Fact]
    public void Lengths_are_checked_against_the_file()
    {
        AssertRefused([], "the length of the header takes 8 bytes, there are 0");
        AssertRefused([2, 0, 0, 0, 0, 0, 0], "the length of the header takes 8 bytes, there are 7");
        AssertRefused([3, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8], "the header has 3 bytes, but only 2 follow");
        AssertRefused([.. BitConverter.GetBytes(100_000_001UL), .. "{}"u8], "would have 100000001 bytes");
        AssertRefused([.. BitConverter.GetBytes(ulong.MaxValue), .. "{}"u8], "would have 18446744073709551615 bytes");
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused() =>
        AssertRefused(SafetensorsBytes.Of([.. "{\""u8, 0xFF, .. "\":1}"u8], []), "not valid UTF-8");

    [Fact]
    public void Deep_JSON_is_refused()
    {
        const int Depth = 100_000;
        string nested = string.Concat(Enumerable.Repeat("""{"a":""", Depth));

        AssertRefused(SafetensorsBytes.Of($"{nested}1{new string('}', Depth)}"), "'a' has the key 'a'");
        AssertRefused(SafetensorsBytes.Of($$$"""{"a":{"shape":{{{new string('[', Depth)}}}}}"""), "not the JSON of a safetensors file");
    }

    [Fact]
    public void Header_beyond_the_limits_is_refused()
    {
        AssertRefused(SafetensorsBytes.Of($$"""{"{{new string('n', 1025)}}":1}"""), "a name takes 1025 bytes: at most 1024");
        AssertRefused(SafetensorsBytes.Of($$$"""{"__metadata__":{"a":"{{{new string('n', (16 << 20) + 1)}}}"}}"""),
            "the metadata takes 16777217 bytes");
        string sizes = string.Join(",", Enumerable.Repeat("1", 65));
        AssertRefused(
            SafetensorsBytes.Of($$$"""{"a":{"dtype":"U8","shape":[{{{sizes}}}],"data_offsets":[0,1]}}"""),
                "the shape of 'a' has more than 64 numbers");
        string entries = string.Join(",", Enumerable.Range(0, 100_001).Select(i => $$$"""
            "{{{i}}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
            """));
        AssertRefused(SafetensorsBytes.Of($$"""{{{entries}}}"""), "there are more than 100000 arrays");
    }

    [Fact]
    public void An_array_of_an_unknown_type_is_refused_by_name_and_the_others_are_read()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of(
            """{"c":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""",
            1, 2, 3, 4, 5, 6, 7, 8, 9));

        Assert.Equal(["c: C64 [1]", "b: U8 [1]"], file.Entries.Select(entry => $"{entry}"));
        Assert.Equal(8, file.Find("c")!.ByteCount);
        Assert.Equal([9], file.ReadArray<byte>("b"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], file.ReadBytes("c"));
        string message = Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("c")).Message;
        Assert.Contains(
            "'c' has the dtype 'C64': expected one of F64, F32, F16, BF16, F8_E5M2, F8_E4M3, I64", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_8_bits_are_widened()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of(
            """{"a":{"dtype":"F8_E4M3","shape":[256],"data_offsets":[0,256]},""" +
            """ "b":{"dtype":"F8_E5M2","shape":[256],"data_offsets":[256,512]}}""",
            [.. all, .. all]));

        Assert.Equal(all.Select(bits => Value(bits, mantissaBits: 3, bias: 7)), file.ReadTensor<double>("a").ToArray());
        Assert.Equal(all.Select(bits => Value(bits, mantissaBits: 2, bias: 15)), file.ReadTensor<double>("b").ToArray());
        Assert.Equal(448, file.ReadTensor<float>("a")[0x7E]);
        Assert.Equal(MathF.ScaleB(1, -9), file.ReadTensor<float>("a")[1]);
        Assert.Equal(57344, file.ReadTensor<float>("b")[0x7B]);

        static double Value(int bits, int mantissaBits, int bias)
        {
            int exponent = (bits & 0x7F) >> mantissaBits, mantissa = bits & ((1 << mantissaBits) - 1);
            double magnitude = exponent == 0
                ? Math.ScaleB(mantissa, 1 - bias - mantissaBits)
                : Math.ScaleB((1 << mantissaBits) + mantissa, exponent - bias - mantissaBits);
            if (bias == 7 && (bits & 0x7F) == 0x7F) magnitude = double.NaN;
            if (bias == 15 && exponent == 31) magnitude = mantissa == 0 ? double.PositiveInfinity : double.NaN;
            return (bits & 0x80) == 0 ? magnitude : -magnitude;
        }
    }

    [Fact]
    public void Unusual_valid_files_are_read()
    {
        // Out of order, an empty array in the middle, keys in another order, escapes, spaces behind the header.
        byte[] file = SafetensorsBytes.Of(
            """{ "b" : {"data_offsets":[1,3],"shape":[2],"dtype":"U8"}""" +
            """, "e":{"dtype":"F64","shape":[0,9],"data_offsets":[1,1]}, "\u0061":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]} }   """,
            1, 2, 3);

        using SafetensorsFile read = SafetensorsBytes.Open(file);

        Assert.Equal(["b", "e", "a"], read.Entries.Select(entry => entry.Name));
        Assert.Equal([2, 3], read.ReadArray<byte>("b"));
        Assert.Equal([true], read.ReadArray<bool>("a"));
        Assert.Equal([0, 9], read.ReadTensor<double>("e").Shape);
    }

    [Fact]
    public void A_boolean_is_0_or_1()
    {
        using SafetensorsFile file =
            SafetensorsBytes.Open(SafetensorsBytes.Of("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 1, 2));

        Assert.Contains("stored as the byte 2", Assert.Throws<InvalidDataException>(() => file.ReadArray<bool>("a")).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("a"));
        Assert.Equal([1, 2], file.ReadBytes("a"));
    }

    [Fact]
    public void Messages_name_the_path()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.safetensors");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => SafetensorsFile.Open(Path.Combine(folder.File("nowhere"), "a")));
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.StartsWith($"{path}: ", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message,
            StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void A_file_that_is_cut_while_it_is_read_is_refused()
    {
        using MemoryStream stream = new();
        new SafetensorsBuilder().Add("a", new double[100]).Write(stream);
        stream.Position = 0;
        using SafetensorsFile file = SafetensorsFile.Open(stream, SafetensorsBytes.Name);
        stream.SetLength(stream.Length - 1);

        Assert.Equal("some-file: 'a': the elements are cut short.",
            Assert.Throws<InvalidDataException>(() => file.ReadTensor<double>("a")).Message);
    }

    [Fact]
    public void Memory_is_that_of_the_result()
    {
        const int Count = 4_000_000;
        using TemporaryFolder folder = new();
        string path = folder.File("large.safetensors");
        new SafetensorsBuilder().Add("a", new float[Count]).Save(path);
        long before = GC.GetAllocatedBytesForCurrentThread();

        using (SafetensorsFile file = SafetensorsFile.Open(path)) file.ReadTensor<float>("a");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Count * sizeof(float), Count * sizeof(float) + (1 << 17));
    }

    private static void AssertRefused(byte[] file, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InvalidDataException>(() => SafetensorsBytes.Open(file)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * file.Length + (64 << 20));

        Assert.StartsWith($"{SafetensorsBytes.Name}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.True(message.Length < 2000 && Encoding.UTF8.GetByteCount(message) > 0, "a message that can be read");
    }
}
