using System.Text;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>Reading a file takes at most twice its size and 64 MiB, whatever is in it, and ends soon.</summary>
public sealed class OnnxMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const long Allowance = 64 << 20;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. files.Keys];

    public void Dispose() => folder.Dispose();

    // Many of what is small in a file and large in memory; some so few that they are read.
    private static readonly Dictionary<string, Func<byte[]>> files = new()
    {
        ["empty nodes"] = () => Model(Many(10_000_000, _ => [0x0A, 0])),
        ["few empty nodes"] = () => Model(Many(300_000, _ => [0x0A, 0])),
        ["empty tensors"] = () => Model(Many(300_000, _ => [0x2A, 0])),
        ["empty inputs"] = () => Model(Many(300_000, _ => [0x5A, 0])),
        ["empty outputs"] = () => Model(Many(300_000, _ => [0x62, 0])),
        ["a node of empty names"] = () => Model(Field(1, Many(1_000_000, _ => [0x0A, 0]))),
        ["a node of empty outputs"] = () => Model(Field(1, Many(1_000_000, _ => [0x12, 0]))),
        ["a node of empty attributes"] = () => Model(Field(1, Many(200_000, _ => [0x2A, 0]))),
        ["nodes of an attribute of empty integers"] = () => Model(Many(20_000, _ => Field(1, Field(5, [0x40, 0])))),
        ["packed integers of an attribute"] = () => Model(Field(1, Field(5, Field(8, new byte[10_000_000])))),
        ["few packed integers of an attribute"] = () => Model(Field(1, Field(5, Field(8, new byte[2_000_000])))),
        ["packed floats of an attribute"] = () => Model(Field(1, Field(5, Field(7, new byte[10_000_000])))),
        ["sizes of a tensor"] = () => Model(Field(5, Field(1, new byte[10_000_000]))),
        ["a long name"] = () => Model(Field(2, new byte[10_000_000])),
        ["a long text"] = () => [.. Field(6, new byte[10_000_000]), .. Model([])],
        ["metadata"] = () => [.. Many(500_000, _ => [0x72, 0]), .. Model([])],
        ["versions"] = () => [.. Many(500_000, _ => [0x42, 0]), .. Model([])],
        ["functions"] = () => [.. Many(1_000_000, _ => [0xCA, 0x01, 0]), .. Model([])],
        ["a chain of nodes"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(100_000, i => Node("Relu", $"{i}",
            $"{i + 1}"))]),
        ["a short chain of nodes"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(15_000, i => Node("Relu", $"{i}",
            $"{i + 1}"))]),
        ["a longer chain of nodes"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(27_000, i => Node("Relu", $"{i}",
            $"{i + 1}"))]),
        ["products"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(25_000, i => Field(
            1, [.. Text(1, $"{i}"), .. Text(1, $"{i}"), .. Text(2, $"{i + 1}"), .. Text(4, "Mul")]))]),
        ["padded"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(15_000, i => Node("Concat", $"{i}", $"{i + 1}",
            [.. Text(1, "axis"), 0x18, 0, 0xA0, 1, 2]))]),
        ["recurrent nodes"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(15_000, i => Field(
            1, [.. Text(1, $"{i}"), .. Text(1, "0"), .. Text(1, "0"), .. Text(2, $"{i + 1}"), .. Text(4, "LSTM")]))]),
        ["a node of many outputs"] = () => Model([.. ValueInfo(11, "x"), .. ValueInfo(12, "1"), .. Field(1, [.. Text(1, "x"),
            .. Many(400_000, i => Text(2, $"{i}")), .. Text(4, "Split")])]),
        ["a node of fewer outputs"] = () => Model([.. ValueInfo(11, "x"), .. ValueInfo(12, "1"), .. Field(1, [.. Text(1, "x"),
            .. Many(180_000, i => Text(2, $"{i}")), .. Text(4, "Split")])]),
        ["a node of many inputs"] = () => Model([.. ValueInfo(11, "x"), .. ValueInfo(12, "1"), .. Field(1, [
            .. Many(400_000, i => Text(1, "x")), .. Text(2, "1"), .. Text(4, "Sum")])]),
        ["a short chain of sums"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(15_000, i => Node("Sum", $"{i}",
            $"{i + 1}"))]),
        ["constants"] = () => Model([.. ValueInfo(11, "0"), .. ValueInfo(12, "1"), .. Many(12_000, i => Node(
            "Constant", null, $"{i + 1}", [.. Text(1, "value_int"), 0x18, 1, 0xA0, 1, 2]))]),
        ["operators that nobody knows"] = () => Model(Many(40_000, i => Node($"No{i}", "x", $"{i}"))),
        ["truths"] = () => Model([.. ValueInfo(12, "w"), .. Field(5, [0x08, .. Varint(5_000_000), 0x10, 9, .. Text(8, "w"), .. Field(9,
            new byte[5_000_000])])]),
        ["integers"] = () => Model([.. ValueInfo(12, "w"), .. Field(5, [0x08, .. Varint(5_000_000), 0x10, 7, .. Text(8, "w"), .. Field(7,
            new byte[5_000_000])])]),
        ["packed halves"] = () => Model([.. ValueInfo(12, "w"), .. Field(5, [0x08, .. Varint(5_000_000), 0x10, 10, .. Text(8, "w"),
            .. Field(5, new byte[5_000_000])])]),
        ["weights"] = () => Model([.. ValueInfo(12, "w"), .. Field(5, [0x08, .. Varint(5_000_000), 0x10, 1, .. Text(8, "w"), .. Field(9,
            new byte[20_000_000])])]),
        ["small weights"] = () => Model([.. ValueInfo(12, "1"), .. Many(50_000, i => Field(
            5, [0x08, 1, 0x10, 1, .. Text(8, $"{i}"), .. Field(9, new byte[4])]))]),
        ["a weight that is copied"] = () => Model([.. ValueInfo(12, "c1"), .. Field(5, [0x08, .. Varint(1000), 0x10, 1, .. Text(8, "w"),
            .. Field(9, new byte[4000])]),
            .. Many(12_000, i => Node("Identity", "w", $"c{i}"))]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Memory_stays_in_proportion(string name)
    {
        byte[] file = files[name]();
        string path = folder.File("large.onnx");
        File.WriteAllBytes(path, file);
        string described = Measure(() => OnnxFile.Describe(path)), loaded = Measure(() => OnnxNetwork<float>.Load(path));
        output.WriteLine(FormattableString.Invariant($"{name}, {file.Length / 1e6:F1} MB: {described}, {loaded}"));

        string Measure(Func<object> read)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string outcome = "read";
            try
            {
                read();
            }
            catch (Exception error) when (error is InvalidDataException or NotSupportedException)
            {
                outcome = error.Message.Replace(path, "", StringComparison.Ordinal);
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= 2 * file.Length + Allowance,
                $"{allocated / 1e6} MB for {file.Length / 1e6} MB, {outcome[..Math.Min(outcome.Length, 100)]}");
            return FormattableString.Invariant($"{allocated / 1e6:F1} MB, {outcome[..Math.Min(outcome.Length, 100)]}");
        }
    }

    private static byte[] Model(byte[] graph) => [0x08, 8, 0x42, 2, 0x10, 17, .. Field(7, graph)];

    private static byte[] Many(int count, Func<int, byte[]> field)
    {
        using MemoryStream stream = new();
        for (int i = 0; i < count; i++) stream.Write(field(i));
        return stream.ToArray();
    }

    private static byte[] Node(string type, string? from, string to, byte[]? attribute = null) => Field(1,
        [.. from is null ? [] : Text(1, from), .. Text(2, to), .. Text(4, type), .. attribute is null ? [] : Field(5, attribute)]);

    private static byte[] ValueInfo(int field, string name) => Field(field, Text(1, name));

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [.. Varint(number << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        return [.. bytes, (byte)value];
    }
}
