using System.Text;
using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Serialization;

public sealed class SafetensorsFileTests : IDisposable
{
    // Quiet and signalling, with either sign and with payloads.
    private static readonly uint[] oddSingles =
        [0x7FC00001, 0x7F800001, 0xFFFFFFFF, 0x80000000, 0x00000001, 0x7F800000, 0xFF800000, 0x3F800000];
    private static readonly ulong[] oddDoubles =
        [0x7FF8000000000123, 0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF, 1UL << 63, 1, 0x7FF0000000000000];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tensors_come_back_bit_for_bit_with_their_shapes()
    {
        Tensor<float> singles = Tensor.Create(Array.ConvertAll(oddSingles, BitConverter.UInt32BitsToSingle), [2, 1, 4]);
        Tensor<double> doubles = Tensor.Create(Array.ConvertAll(oddDoubles, BitConverter.UInt64BitsToDouble), [6]);
        string path = folder.File("a.safetensors");

        new SafetensorsBuilder()
            .Add("singles", singles)
            .Add("doubles", doubles)
            .Add("scalar", Tensor.Scalar(-0f))
            .Add("empty", Tensor.Zeros<double>([3, 0, 5]))
            .Add("indices", IndexTensor.Create([int.MinValue, -1, 0, int.MaxValue], [2, 2]))
            .Save(path);

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(["singles", "doubles", "scalar", "empty", "indices"], file.Entries.Select(entry => entry.Name));
        Assert.Equal(oddSingles, Array.ConvertAll(file.ReadTensor<float>("singles").ToArray(), BitConverter.SingleToUInt32Bits));
        Assert.Equal([2, 1, 4], file.ReadTensor<float>("singles").Shape);
        Assert.Equal(oddDoubles, Array.ConvertAll(file.ReadTensor<double>("doubles").ToArray(), BitConverter.DoubleToUInt64Bits));
        Assert.Equal(0x80000000, BitConverter.SingleToUInt32Bits(file.ReadTensor<float>("scalar").ToScalar()));
        Assert.Equal(Shape.Scalar, file.Find("scalar")!.Shape);
        Assert.Equal([3, 0, 5], file.ReadTensor<double>("empty").Shape);
        Assert.Equal([int.MinValue, -1, 0, int.MaxValue], file.ReadIndices("indices").ToArray());
        Assert.Null(file.Find("other"));
    }

    [Fact]
    public void Arrays_of_every_type_come_back_and_keep_their_type()
    {
        SafetensorsBuilder builder = new();
        Add<double>(double.MinValue, double.Epsilon);
        Add<float>(float.MaxValue, float.NaN);
        Add(Half.MaxValue, Half.NegativeZero);
        Add(long.MinValue, long.MaxValue);
        Add(int.MinValue, int.MaxValue);
        Add(short.MinValue, short.MaxValue);
        Add(sbyte.MinValue, sbyte.MaxValue);
        Add(ulong.MinValue, ulong.MaxValue);
        Add(uint.MinValue, uint.MaxValue);
        Add(ushort.MinValue, ushort.MaxValue);
        Add(byte.MinValue, byte.MaxValue);
        Add(false, true);
        builder.AddBytes("BrainFloat16", ElementType.BrainFloat16, [2], [0x80, 0x3F, 0x81, 0xFF]);
        builder.AddBytes("E5M2", ElementType.Float8E5M2, [1], [0x3C]).AddBytes("E4M3", ElementType.Float8E4M3, [1], [0x38]);

        using SafetensorsFile file = SafetensorsBytes.Reopen(builder);

        Assert.Equal(Enum.GetValues<ElementType>().Order(), file.Entries.Select(entry => entry.Type!.Value).Order());
        Check<double>(double.MinValue, double.Epsilon);
        Check<float>(float.MaxValue, float.NaN);
        Check(Half.MaxValue, Half.NegativeZero);
        Check(long.MinValue, long.MaxValue);
        Check(int.MinValue, int.MaxValue);
        Check(short.MinValue, short.MaxValue);
        Check(sbyte.MinValue, sbyte.MaxValue);
        Check(ulong.MinValue, ulong.MaxValue);
        Check(uint.MinValue, uint.MaxValue);
        Check(ushort.MinValue, ushort.MaxValue);
        Check(byte.MinValue, byte.MaxValue);
        Check(false, true);
        Assert.Equal([0x80, 0x3F, 0x81, 0xFF], file.ReadBytes("BrainFloat16"));
        Assert.Equal([1f, 1f], [file.ReadTensor<float>("E5M2")[0], file.ReadTensor<float>("E4M3")[0]]);
        Assert.Equal([0x3F800000, 0xFF810000],
            Array.ConvertAll(file.ReadTensor<float>("BrainFloat16").ToArray(), BitConverter.SingleToUInt32Bits));

        void Add<TElement>(params TElement[] values) where TElement : unmanaged => builder.Add(typeof(TElement).Name, values, [1, 2]);

        void Check<TElement>(params TElement[] values) where TElement : unmanaged
        {
            Assert.Equal(values, file.ReadArray<TElement>(typeof(TElement).Name));
            Assert.Equal([1, 2], file.Find(typeof(TElement).Name)!.Shape);
        }
    }

    [Fact]
    public void Checkpoints_contain_generator_states_and_numbers()
    {
        ulong[] state = [ulong.MaxValue, 0, 1UL << 63, 12345];
        using SafetensorsFile file =
            SafetensorsBytes.Reopen(new SafetensorsBuilder().Add("state", state).AddScalar("loss", -0.0).AddScalar("step", 1L << 60));

        Assert.Equal(state, file.ReadArray<ulong>("state"));
        Assert.Equal(BitConverter.DoubleToUInt64Bits(-0.0), BitConverter.DoubleToUInt64Bits(file.ReadScalar<double>("loss")));
        Assert.Equal(1L << 60, file.ReadScalar<long>("step"));
        Assert.Contains("'state' has the shape [4]", Refusal(() => file.ReadScalar<ulong>("state")), StringComparison.Ordinal);
        Assert.Contains("'step': expected elements of type Binary64, got Signed64", Refusal(() => file.ReadScalar<double>("step")),
            StringComparison.Ordinal);
        Assert.Contains("there is no array 'other'", Refusal(() => file.ReadTensor<float>("other")), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_rounded_to_floating_point_but_integers_are_not()
    {
        using SafetensorsFile file = SafetensorsBytes.Reopen(new SafetensorsBuilder()
            .Add("doubles", [0.1, 1e300, double.NaN])
            .Add("halves", [(Half)1.5, Half.NegativeInfinity])
            .Add("booleans", [true, false])
            .Add("exact", [1 << 24, -(1 << 24), int.MinValue, (1 << 30) + 128])
            .Add("wide", [ulong.MaxValue - 2047, 1UL << 63, (1UL << 53) + 2])
            .Add("odd", [0, (1 << 24) + 1])
            .Add("large", [(1L << 53) + 1]));

        Assert.Equal([0.1f, float.PositiveInfinity, float.NaN], file.ReadTensor<float>("doubles").ToArray());
        Assert.Equal([1.5, double.NegativeInfinity], file.ReadTensor<double>("halves").ToArray());
        Assert.Equal([1f, 0f], file.ReadTensor<float>("booleans").ToArray());
        Assert.Equal([1, 0], file.ReadIndices("booleans").ToArray());
        Assert.Equal([1 << 24, -(1 << 24), int.MinValue, (1 << 30) + 128], file.ReadTensor<float>("exact").ToArray());
        Assert.Equal([ulong.MaxValue - 2047, 1UL << 63, (1UL << 53) + 2], file.ReadTensor<double>("wide").ToArray());
        Assert.Contains("the element 16777217 of type Signed32, number 1 in the file, is not a float exactly",
            Refusal(() => file.ReadTensor<float>("odd")), StringComparison.Ordinal);
        Assert.Equal([0.0, (1 << 24) + 1], file.ReadTensor<double>("odd").ToArray());
        Assert.Contains("9007199254740993", Refusal(() => file.ReadTensor<double>("large")), StringComparison.Ordinal);
    }

    [Fact]
    public void Indices_are_integers_in_range()
    {
        using SafetensorsFile file = SafetensorsBytes.Reopen(new SafetensorsBuilder()
            .Add("fits", [long.CreateChecked(int.MinValue), int.MaxValue])
            .Add("signed", [0, 1L << 31])
            .Add("unsigned", [uint.MaxValue])
            .Add("widest", [ulong.MaxValue])
            .Add("numbers", [1.0])
            .Add("nothing", Array.Empty<float>())
            .Add("no integers", Array.Empty<ulong>()));

        Assert.Equal([int.MinValue, int.MaxValue], file.ReadIndices("fits").ToArray());
        foreach (string name in (string[])["signed", "unsigned", "widest", "numbers"])
            Assert.Contains($"'{name}': the element", Refusal(() => file.ReadIndices(name)), StringComparison.Ordinal);
        Assert.Contains("'nothing': an element of type Binary32 is not an index",
            Refusal(() => file.ReadIndices("nothing")), StringComparison.Ordinal);
        Assert.Equal(0, file.ReadIndices("no integers").ElementCount);
    }

    [Fact]
    public void Names_and_metadata_may_be_any_text()
    {
        SafetensorsBuilder builder = new();
        string[] names = ["", " ", "Größe", "模型.层", "🙂", "a\"b\\c", "line\nbreak", "\u0000", "<&>", new('x', 1000)];
        foreach (string name in names) builder.Add(name, [1]).AddMetadata(name, $"{name} value");

        using SafetensorsFile file = SafetensorsBytes.Reopen(builder);

        Assert.Equal(names, file.Entries.Select(entry => entry.Name));
        Assert.Equal(names, file.Metadata.Keys);
        Assert.Equal(names.Select(name => $"{name} value"), file.Metadata.Values);
    }

    [Fact]
    public void Bytes_repeat_and_every_number_lies_at_a_multiple_of_its_size()
    {
        byte[] written = SafetensorsBytes.Of(Builder());

        Assert.Equal(written, SafetensorsBytes.Of(Builder()));
        int headerLength = BitConverter.ToInt32(written);
        Assert.Equal(0, headerLength % 8);
        Assert.Equal(
            """{"__metadata__":{"b":"1","a":"2"},"bytes":{"dtype":"U8","shape":[3],"data_offsets":[24,27]}""" +
            ""","singles":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}""" +
            ""","doubles":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}""",
            Encoding.UTF8.GetString(written, 8, headerLength).TrimEnd(' '));
        Assert.Equal(8 + headerLength + 27, written.Length);

        static SafetensorsBuilder Builder() => new SafetensorsBuilder().AddMetadata("b", "1").AddMetadata("a", "2")
            .Add("bytes", [(byte)1, (byte)2, (byte)3]).Add("singles", [1f, 2f]).Add("doubles", [1.0, 2.0]);
    }

    [Fact]
    public void Empty_file_is_written_and_read()
    {
        using SafetensorsFile file = SafetensorsBytes.Reopen(new SafetensorsBuilder());

        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Written_values_are_those_at_the_time_of_writing()
    {
        Parameter<float> parameter = new(Tensor.Vector(1f, 2f));
        SafetensorsBuilder builder = new SafetensorsBuilder().Add("p", parameter);
        parameter.Assign([3f, 4f]);

        using SafetensorsFile file = SafetensorsBytes.Reopen(builder);

        Assert.Equal([3f, 4f], file.ReadTensor<float>("p").ToArray());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        string path = folder.File("a.safetensors");
        new SafetensorsBuilder().Add("old", [1f]).Save(path);
        byte[] old = File.ReadAllBytes(path);
        SafetensorsBuilder failing = new SafetensorsBuilder().Add("first", new double[10_000]);
        failing.Add("second", new StoredArray(ElementType.Unsigned8, [10], _ => throw new IOException("The disk is full.")));

        Assert.Throws<IOException>(() => failing.Save(path));

        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_is_open_can_be_replaced()
    {
        string path = folder.File("a.safetensors");
        new SafetensorsBuilder().Add("x", [1f]).Save(path);
        using SafetensorsFile old = SafetensorsFile.Open(path);

        new SafetensorsBuilder().Add("x", [2f]).Save(path);

        using SafetensorsFile replaced = SafetensorsFile.Open(path);
        Assert.Equal(1, old.ReadTensor<float>("x").ToScalar() * replaced.ReadTensor<float>("x").ToScalar() / 2);
    }

    [Fact]
    public void Builder_names_mistakes()
    {
        SafetensorsBuilder builder = new SafetensorsBuilder().Add("a", [1]).AddMetadata("k", "v");

        Assert.Contains("'a' already", Assert.Throws<ArgumentException>(() => builder.Add("a", [2f])).Message, StringComparison.Ordinal);
        Assert.Contains("'k' already", Assert.Throws<ArgumentException>(() => builder.AddMetadata("k", "w")).Message,
            StringComparison.Ordinal);
        Assert.Contains("format's own", Assert.Throws<ArgumentException>(() => builder.Add("__metadata__", [2f])).Message,
            StringComparison.Ordinal);
        Assert.Contains("not valid text", Assert.Throws<ArgumentException>(() => builder.Add("\uD800", [2f])).Message,
            StringComparison.Ordinal);
        Assert.Contains("[2, 2] needs 4 elements, got 3",
            Assert.Throws<ArgumentException>(() => builder.Add("b", [1, 2, 3], [2, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Char", Assert.Throws<NotSupportedException>(() => builder.Add("b", ['x'])).Message, StringComparison.Ordinal);
        builder.Add(new string('n', 2000), [1]);
        Assert.Contains("2000 bytes: at most 1024",
            Assert.Throws<InvalidOperationException>(() => SafetensorsBytes.Of(builder)).Message, StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> read)
    {
        string message = Assert.Throws<InvalidDataException>(read).Message;
        Assert.StartsWith($"{SafetensorsBytes.Name}: ", message, StringComparison.Ordinal);
        return message;
    }
}
