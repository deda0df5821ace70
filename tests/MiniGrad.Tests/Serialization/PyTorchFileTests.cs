using System.Text;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;
using static MiniGrad.Tests.Serialization.PickleBytes;
using static MiniGrad.Tests.Serialization.PyTorchBytes;

namespace MiniGrad.Tests.Serialization;

public sealed class PyTorchFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Views_of_any_offset_and_strides_have_the_elements_that_they_mean()
    {
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            long[] sizes = [.. Enumerable.Range(0, random.Next(5)).Select(_ => (long)random.Next(1, 5))];
            long[] strides = [.. sizes.Select(_ => (long)random.Next(0, 7))];
            long offset = random.Next(9), reach = offset + sizes.Zip(strides, (size, stride) => (size - 1) * stride).Sum();
            short[] storage = [.. Enumerable.Range(0, (int)reach + 1).Select(i => (short)(i * 3))];
            byte[] view = View(Storage("k", storage.Length, "ShortStorage"), offset, sizes, strides);
            using PyTorchFile file = Open(PyTorchBytes.Of(view, ("k", Bytes(storage))));

            short[] read = file.ReadArray<short>("");

            Assert.Equal(Elements(0, offset), read);
            Assert.Equal(read.Select(value => (float)value), file.ReadTensor<float>("").ToArray());

            IEnumerable<short> Elements(int axis, long place) => axis == sizes.Length
                ? [storage[place]] : Enumerable.Range(0, (int)sizes[axis]).SelectMany(i => Elements(axis + 1, place + i * strides[axis]));
        }
    }

    [Fact]
    public void Tensors_share_a_storage()
    {
        byte[] storage = Storage("0", 6);
        using PyTorchFile file = Open(Of(Dictionary(
            ("first", View(storage, 0, [2], [1])), ("rest", View(storage, 2, [2, 2], [2, 1])),
            ("all", View(storage, 0, [3, 2], [1, 3]))), ("0", Bytes(0f, 1, 2, 3, 4, 5))));

        Assert.Equal(["first: float32 [2]", "rest: float32 [2, 2]", "all: float32 [3, 2]"], file.Entries.Select(entry => $"{entry}"));
        Assert.Equal([0f, 1], file.ReadTensor<float>("first").ToArray());
        Assert.Equal([2f, 3, 4, 5], file.ReadTensor<float>("rest").ToArray());
        Assert.Equal([0f, 3, 1, 4, 2, 5], file.ReadTensor<float>("all").ToArray());
        Assert.Null(file.Find("0"));
        Assert.Contains("there is no tensor '0'", Assert.Throws<InvalidDataException>(() => file.ReadTensor<float>("0")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_another_byte_order_are_turned_round()
    {
        byte[] big = [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0x40, 0, 0];
        byte[] tensors = Dictionary(("a", View(Storage("0", 3), 0, [3], [1])), ("b", View(Storage("0", 3), 0, [2, 2], [1, 1])));

        using PyTorchFile file = Open(With("big"));

        Assert.Equal([1f, 2, 3], file.ReadTensor<float>("a").ToArray());
        Assert.Equal([1f, 2, 2, 3], file.ReadTensor<float>("b").ToArray());
        Assert.Contains("the entry 'archive/byteorder' is neither 'little' nor 'big'",
            Assert.Throws<InvalidDataException>(() => Open(With("bog"))).Message, StringComparison.Ordinal);

        byte[] With(string order) =>
            Archive(("data.pkl", PickleBytes.Of(tensors)), ("byteorder", Encoding.ASCII.GetBytes(order)), ("data/0", big));
    }

    [Fact]
    public void Types_that_have_no_storage_of_their_own_come_with_the_tensor()
    {
        byte[] WithType(string key, int bytes, string type, params byte[][] more) => Call("torch._utils", "_rebuild_tensor_v3",
            [Storage(key, bytes, "UntypedStorage", "torch.storage"), Number(1), Numbers(2), Numbers(1), False, OrderedDictionary,
            Global("torch", type), .. more]);

        using PyTorchFile file = Open(PyTorchBytes.Of(
            Dictionary(("a", WithType("0", 6, "uint16")), ("b", WithType("1", 4, "float8_e5m2", Dictionary()))),
            ("0", Bytes<ushort>(1, 2, 65535)), ("1", [0, 0x3C, 0x40, 0])));

        Assert.Equal([2, 65535], file.ReadIndices("a").ToArray());
        Assert.Equal([1f, 2], file.ReadTensor<float>("b").ToArray());
    }

    [Fact]
    public void Parameters_are_their_values()
    {
        byte[] tensor = View(Storage("0", 2), 0, [2], [1]), state = Dictionary(("note", Text("first")));
        using PyTorchFile file = Open(PyTorchBytes.Of(
            List(Call("torch._utils", "_rebuild_parameter", tensor, [0x88], OrderedDictionary),
                Call("torch._utils", "_rebuild_parameter_with_state", tensor, [0x88], OrderedDictionary, state),
                Call("torch._utils", "_rebuild_tensor", Storage("0", 2), Number(0), Numbers(1), Numbers(1))),
            ("0", Bytes(1f, 2))));

        Assert.Equal(["0: float32 [2]", "1: float32 [2]", "2: float32 [1]"], file.Entries.Select(entry => $"{entry}"));
        Assert.Equal([1f, 2], file.ReadTensor<float>("1").ToArray());
    }

    [Theory]
    [InlineData("weights.pt")]
    [InlineData("weights.safetensors")]
    [InlineData("weights")]
    public void The_content_tells_the_format_not_the_name(string name)
    {
        Linear<float> model = new(2, 1, new Random(1)), other = new(2, 1, new Random(2));
        string path = folder.File(name);
        File.WriteAllBytes(path, PyTorchBytes.Of(
            Dictionary(
                ("weight", View(Storage("0", 2), 0, [1, 2], [2, 1])), ("bias", View(Storage("1", 1), 0, [1], [1]))),
            ("0", Bytes(3f, 4)), ("1", Bytes(5f))));
        Weights.Load(model, path);
        Assert.Equal([3f, 4, 5], model.Parameters.SelectMany(parameter => parameter.ToArray()));

        Weights.Save(model, path);
        Weights.Load(other, path);
        Assert.Equal([3f, 4, 5], other.Parameters.SelectMany(parameter => parameter.ToArray()));
        Assert.Contains("is a safetensors file, which has no entry 'model'",
            Assert.Throws<ArgumentException>(() => Weights.Load(other, path, new WeightsOptions { Entry = "model" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_told_from_what_else_is_in_a_checkpoint()
    {
        byte[] bias = View(Storage("0", 1), 0, [1], [1]), scalar = View(Storage("0", 1), 0, [], []);
        byte[] bytes = View(Storage("1", 4, "ByteStorage"), 0, [4], [1]), weights = Dictionary(("bias", bias));

        Assert.Equal("net.state",
            Found(Dictionary(("epoch", Number(3)), ("loss", scalar), ("random", bytes), ("net", Dictionary(("state", weights))))));
        Assert.Equal("", Found(Dictionary(("bias", bias), ("step", Number(3)))));
        Assert.Equal("", Found(Dictionary(("scale", scalar))));
        Assert.Equal("", Found(Dictionary(("bias", bias), ("1._extra_state", weights))));
        // Once remembered, the same dictionary stands at two places.
        Assert.Equal("a", Found([(byte)'}', (byte)'(', .. Text("a"), .. weights, (byte)'q', 0, .. Text("b"), (byte)'h', 0, (byte)'u']));
        Assert.Contains("has weights in '' (the file's top), 'ema'", Refusal(Dictionary(("bias", bias), ("ema", weights)), null),
            StringComparison.Ordinal);
        Assert.Equal("ema", Found(Dictionary(("bias", bias), ("ema", weights)), "ema"));
        Assert.Equal("", Found(Dictionary(("bias", bias), ("ema", weights)), ""));
        Assert.Contains("has no dictionary of weights", Refusal(Dictionary(("list", List(bias))), null), StringComparison.Ordinal);
        Assert.Contains("there are tensors in no dictionary", Refusal(List(weights), "model"), StringComparison.Ordinal);

        static string Found(byte[] value, string? entry = null)
        {
            using PyTorchFile file = Open(PyTorchBytes.Of(value, ("0", Bytes(1f)), ("1", Bytes(1))));
            return CheckpointWeights.Find(file, entry).Path;
        }

        static string Refusal(byte[] value, string? entry) => Assert.Throws<ArgumentException>(() => Found(value, entry)).Message;
    }

    [Fact]
    public void A_name_of_ones_own_choice_and_layout_can_be_given()
    {
        Sequential<float> model = new(new Linear<float>(2, 2, new Random(1)));
        using PyTorchFile file = Open(PyTorchBytes.Of(
            Dictionary(("module.0.weight", View(Storage("0", 4), 0, [2, 2], [2, 1])),
                ("module.0.bias", View(Storage("0", 4), 1, [2], [2]))), ("0", Bytes(1f, 2, 3, 4))));
        Func<string, string?> toOwn = TorchNames.FromTorch(model);
        WeightsOptions options = new() { Rename = name => toOwn(name["module.".Length..]) };

        Weights.Load(model, file, options);
        Assert.Equal([1f, 3, 2, 4, 2, 4], model.Parameters.SelectMany(parameter => parameter.ToArray()));

        Weights.Load(model, file, options with { Layout = WeightLayout.InputsFirst });
        Assert.Equal([1f, 2, 3, 4, 2, 4], model.Parameters.SelectMany(parameter => parameter.ToArray()));
    }

    [Fact]
    public void Arrays_of_another_type_or_shape_are_listed_and_nothing_is_changed()
    {
        Linear<float> model = new(2, 2, new Random(1)), same = new(2, 2, new Random(1));
        using PyTorchFile file = Open(PyTorchBytes.Of(
            Dictionary(("weight", View(Storage("0", 4), 0, [2, 1], [2, 1])),
                ("bias", View(Storage("1", 2, "IntStorage"), 0, [2], [1]))), ("0", Bytes(1f, 2, 3, 4)), ("1", Bytes(1, 2))));

        Assert.StartsWith(
            "some-file does not fit the model: 'weight' has the shape [2, 1] instead of [2, 2], " +
            "'bias' has elements of type int32 instead of floating-point numbers.",
            Assert.Throws<ArgumentException>(() => Weights.Load(model, file)).Message, StringComparison.Ordinal);
        Assert.Equal(same.Parameters.SelectMany(parameter => parameter.ToArray()),
            model.Parameters.SelectMany(parameter => parameter.ToArray()));
    }

    [Fact]
    public void Memory_is_that_of_the_result_and_of_the_storage_where_its_order_is_another()
    {
        const int Rows = 1000, Columns = 2000, Size = Rows * Columns * sizeof(float);
        float[] numbers = [.. Enumerable.Range(0, Rows * Columns)];
        using PyTorchFile file = Open(PyTorchBytes.Of(
            Dictionary(("plain", View(Storage("0", numbers.Length), 0, [Rows, Columns], [Columns, 1])),
                ("turned", View(Storage("0", numbers.Length), 0, [Columns, Rows], [1, Columns]))), ("0", Bytes(numbers))));

        Assert.InRange(Allocated(() => file.ReadTensor<float>("plain")), Size, Size + (1 << 17));
        Assert.InRange(Allocated(() => file.ReadTensor<float>("turned")), 2 * Size, 2 * Size + (1 << 17));

        static long Allocated(Action read)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            read();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Files_and_streams_are_named_in_messages()
    {
        string path = folder.File("a.pt");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => PyTorchFile.Open(Path.Combine(folder.File("nowhere"), "a.pt")));
        File.WriteAllBytes(path, [.. "PK"u8, 3, 4, 5]);
        Assert.StartsWith($"{path}: ", Assert.Throws<InvalidDataException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
        using MemoryStream stream = new(PyTorchBytes.Of(None));
        using PyTorchFile file = PyTorchFile.Open(stream, "none");
        Assert.Empty(file.Entries);
        Assert.Equal("none", file.Name);
    }
}
