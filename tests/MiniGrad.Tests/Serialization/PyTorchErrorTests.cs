using System.Globalization;
using System.Text;
using MiniGrad.Serialization;
using Xunit;
using static MiniGrad.Tests.Serialization.PickleBytes;
using static MiniGrad.Tests.Serialization.PyTorchBytes;

namespace MiniGrad.Tests.Serialization;

public class PyTorchErrorTests
{
    private static readonly byte[] plain = View(Storage("0", 2), 0, [2], [1]);

    [Theory]
    [InlineData(0, new long[] { 3 }, new long[] { 1 }, "reaches beyond its storage of 2 elements")]
    [InlineData(1, new long[] { 2 }, new long[] { 1 }, "a tensor of sizes [2], strides [1] and offset 1 reaches beyond its storage")]
    [InlineData(2, new long[] { }, new long[] { }, "reaches beyond its storage")]
    [InlineData(3, new long[] { 0 }, new long[] { 1 }, "reaches beyond its storage")]
    [InlineData(0, new long[] { 2 }, new long[] { 2 }, "reaches beyond its storage")]
    [InlineData(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue }, "reaches beyond its storage")]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 }, "reaches beyond its storage")]
    [InlineData(-1, new long[] { 2 }, new long[] { 1 }, "has a negative number among them")]
    [InlineData(0, new long[] { -2 }, new long[] { 1 }, "has a negative number among them")]
    [InlineData(1, new long[] { 2 }, new long[] { -1 }, "has a negative number among them")]
    [InlineData(0, new long[] { 2 }, new long[] { 1, 1 }, "has not as many strides as sizes")]
    [InlineData(0, new long[] { 1L << 40 }, new long[] { 0 }, "has more elements than an array holds")]
    [InlineData(0, new long[] { 1 << 20, 1 << 20 }, new long[] { 0, 0 }, "has more elements than an array holds")]
    [InlineData(0, new long[] { 1 << 30 }, new long[] { 0 }, "repeat elements of the file")]
    [InlineData(0, new long[] { 5_000_000 }, new long[] { 0 }, "the tensors up to '' repeat elements of the file")]
    public void Views_that_cannot_be_are_refused(long offset, long[] sizes, long[] strides, string expected) =>
        AssertRefused(PyTorchBytes.Of(View(Storage("0", 2), offset, sizes, strides), ("0", Bytes(1f, 2))), expected);

    [Fact]
    public void Views_that_together_repeat_too_much_are_refused()
    {
        static byte[] Some(int count) => PyTorchBytes.Of(
            List([.. Enumerable.Range(0, count).Select(i => View(Storage("0", 2), 0, [1_000_000 + i], [0]))]), ("0", Bytes(1f, 2)));

        using PyTorchFile few = Open(Some(4));
        Assert.Equal(1_000_003, few.ReadTensor<float>("3").ElementCount);
        AssertRefused(Some(5), "the tensors up to '4' repeat elements of the file so that they take more than");
    }

    [Fact]
    public void Storages_are_compared_with_the_archive()
    {
        AssertRefused(Single(Storage("0", 3)), "the storage '0' should have 3 elements of 4 bytes, the entry has 8 bytes");
        AssertRefused(Single(Storage("0", 2, "DoubleStorage")), "should have 2 elements of 8 bytes");
        AssertRefused(Single(Storage("0", 1L << 62)), "should have 4611686018427387904 elements of 4 bytes");
        AssertRefused(Single(Storage("0", -1)), "a storage is expected as");
        AssertRefused(Single(Storage("7", 2)), "there is no entry 'archive/data/7'");
        AssertRefused(Single(Storage("../data.pkl", 2)), "there is no entry 'archive/data/../data.pkl'");
        AssertRefused(Single(Storage("0", 8, "UntypedStorage", "torch.storage")), "a tensor has no type of elements");
        AssertRefused(Single([.. Tuple(Text("module"), Number(1)), (byte)'Q']), "a storage is expected as");
        AssertRefused(Single(Storage("0", 2, "QInt8Storage")), "it holds 'torch.QInt8Storage'");

        static byte[] Single(byte[] storage) => PyTorchBytes.Of(View(storage, 0, [2], [1]), ("0", Bytes(1f, 2)));
    }

    [Fact]
    public void Notes_on_a_tensor_that_change_its_values_are_refused()
    {
        AssertRefused(PyTorchBytes.Of(View(Storage("0", 2), 0, [2], [1], Dictionary(("neg", [0x88]))), ("0", Bytes(1f, 2))),
            "a tensor has notes on how to read it: save tensor.resolve_conj().resolve_neg().clone()");
        using PyTorchFile file = Open(PyTorchBytes.Of(View(Storage("0", 2), 0, [2], [1], Dictionary()), ("0", Bytes(1f, 2))));
        Assert.Equal([1f, 2], file.ReadTensor<float>("").ToArray());
    }

    [Theory]
    [InlineData("os", "system", "Save the weights alone")]
    [InlineData("builtins", "eval", "Save the weights alone")]
    [InlineData("torch", "load", "Save the weights alone")]
    [InlineData("torch._utils", "_rebuild_qtensor", "Save the weights alone")]
    [InlineData("collections", "OrderedDict.fromkeys", "Save the weights alone")]
    [InlineData("numpy.core.multiarray", "_reconstruct", "torch.save(torch.load(path)['state_dict'], 'weights.pt')")]
    [InlineData("__main__", "Net", "If it is a whole model, save its state instead, in Python: torch.save(model.state_dict(), path)")]
    [InlineData("torch.nn.modules.linear", "Linear", "If it is a whole model, save its state instead")]
    public void Whatever_else_a_pickle_names_is_refused_by_its_name(string module, string name, string advice)
    {
        byte[] call = Call(module, name, Text("touch /tmp/x"));
        AssertRefused(PyTorchBytes.Of(call), $"it holds '{module}.{name}', but only dictionaries, lists, tuples, numbers");
        AssertRefused(PyTorchBytes.Of(call), advice);
        AssertRefused(PyTorchBytes.Of([.. Text(module), .. Text(name), 0x93]), $"it holds '{module}.{name}'");
    }

    [Fact]
    public void Functions_of_the_list_take_their_own_arguments_only()
    {
        AssertRefused(PyTorchBytes.Of(Call("torch._utils", "_rebuild_tensor_v2", Number(1))),
            "the arguments of TensorWithHooks are not those");
        AssertRefused(PyTorchBytes.Of(Call("collections", "OrderedDict", Text("a"))), "the arguments of OrderedDictionary are not those");
        AssertRefused(PyTorchBytes.Of(Call("torch", "FloatStorage", Number(1))), "the arguments of Storage are not those");
        AssertRefused(PyTorchBytes.Of([.. Text("a"), .. Tuple(), (byte)'R']), "a function of the list and its arguments are expected");
        AssertRefused(PyTorchBytes.Of([.. Global("torch", "Size"), .. List(), (byte)'R']), "a function of the list and its arguments");
    }

    [Theory]
    [InlineData("", "the pickle does not end with one value")]
    [InlineData("N N", "the pickle does not end with one value")]
    [InlineData("N (", "the pickle does not end with one value")]
    [InlineData("a", "an instruction lacks its values")]
    [InlineData("N ( a", "an instruction lacks its values")]
    [InlineData("N a", "something is appended to what is no list")]
    [InlineData("N N a", "something is appended to what is no list")]
    [InlineData(") N a", "something is appended to what is no list")]
    [InlineData("] N N s", "something is set in what is no dictionary")]
    [InlineData("} ( N u", "a key in a dictionary has no value")]
    [InlineData("( u", "something is set in what is no dictionary")]
    [InlineData("u", "an instruction lacks its mark")]
    [InlineData("t", "an instruction lacks its mark")]
    [InlineData("h 01", "the value 1 is asked for before it is there")]
    [InlineData("] b", "an instruction lacks its values")]
    [InlineData("] N b", "attributes are expected on dictionaries only")]
    [InlineData("Q", "an instruction lacks its values")]
    [InlineData("0", "the instruction 0x30 is not one of those that data need")]
    [InlineData("N 81", "the instruction 0x81 is not one of those that data need")]
    [InlineData("i", "the instruction 0x69 is not one of those that data need")]
    [InlineData("X FF FF FF FF", "the pickle is cut short")]
    [InlineData("8B FF FF FF 7F", "the pickle is cut short")]
    [InlineData("X 01 00 00 00 FF", "is not valid UTF-8")]
    [InlineData("c", "the pickle is cut short")]
    [InlineData("80 01", "a pickle of protocol 1 got, 2 to 5 expected")]
    [InlineData("80 06", "a pickle of protocol 6 got, 2 to 5 expected")]
    public void Pickles_that_no_Python_wrote_are_refused(string codes, string expected)
    {
        byte[] pickle = [.. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code =>
            code.Length == 1 ? (byte)code[0] : byte.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        AssertRefused(PyTorchBytes.Of(pickle), expected);
    }

    [Fact]
    public void A_pickle_that_is_cut_anywhere_is_refused()
    {
        byte[] pickle = PickleBytes.Of(Dictionary(("a", plain), ("b", List(Number(1), Text("text"), [(byte)'G', 0, 0, 0, 0, 0, 0, 0, 0]))));
        using (PyTorchFile file = Open(Archive(("data.pkl", pickle), ("data/0", Bytes(1f, 2))))) Assert.Single(file.Entries);
        for (int length = 0; length < pickle.Length; length++)
            Assert.Throws<InvalidDataException>(() => Open(Archive(("data.pkl", pickle[..length]), ("data/0", Bytes(1f, 2)))));
        AssertRefused(Archive(("data.pkl", [.. "(lp0\n."u8])), "a pickle of protocol 2 or higher is expected");
    }

    [Fact]
    public void Deep_circular_and_multiplied_lists_are_refused()
    {
        const int Depth = 50_000;
        byte[] deep = [.. Enumerable.Repeat((byte)']', Depth), .. Enumerable.Repeat((byte)'a', Depth - 1)];
        AssertRefused(PyTorchBytes.Of(deep), "nested more than 100 deep, or hold themselves: '0.0.0");
        byte[] tuples = [(byte)')', .. Enumerable.Repeat((byte)0x85, Depth)];
        AssertRefused(PyTorchBytes.Of(tuples), "nested more than 100 deep");
        AssertRefused(PyTorchBytes.Of([.. "]q\0h\0a"u8]), "or hold themselves");
        AssertRefused(PyTorchBytes.Of([.. "}q\0"u8, .. Text("me"), .. "h\0s"u8]), "or hold themselves: 'me.me.me");
        // Each list holds the one before twice: 2^60 of them in all.
        byte[] multiplied = [.. "]Nq\0a"u8, .. Enumerable.Repeat("q\0]h\0ah\0aq\0"u8.ToArray(), 60).SelectMany(code => code)];
        AssertRefused(PyTorchBytes.Of([.. "("u8, .. multiplied, .. "t"u8]), "to list what it holds would take more than");
        // A thousand times a thousand of a thousand.
        byte[] again = [.. "eq\0]("u8, .. Repeat("h\0", 1000)];
        byte[] wide = [.. "(]("u8, .. Repeat("N", 1000), .. again, .. again, .. "et"u8];
        AssertRefused(PyTorchBytes.Of(wide), "lists and dictionaries in each other have more than 10000000 values");

        static IEnumerable<byte> Repeat(string code, int count) =>
            Enumerable.Repeat(Encoding.ASCII.GetBytes(code), count).SelectMany(one => one);
    }

    [Fact]
    public void Names_that_are_there_twice_are_refused()
    {
        AssertRefused(PyTorchBytes.Of(Dictionary(("a", plain), ("a", plain)), ("0", Bytes(1f, 2))), "the name 'a' is there twice");
        AssertRefused(PyTorchBytes.Of(Dictionary(("a.b", plain), ("a", Dictionary(("b", plain)))), ("0", Bytes(1f, 2))),
            "the name 'a.b' is there twice");
    }

    [Fact]
    public void Names_of_many_characters_are_refused()
    {
        string name = new('n', 1025);
        AssertRefused(PyTorchBytes.Of(Dictionary((name, plain)), ("0", Bytes(1f, 2))), "a name has 1025 characters: at most 1024");
        AssertRefused(PyTorchBytes.Of(None, (name, [])), "bytes: at most 1024 are allowed");
        AssertRefused(PyTorchBytes.Of(View(Storage(name, 2), 0, [2], [1])), "a storage is expected as");
        AssertRefused(PyTorchBytes.Of([.. Text(name), .. Text(name), 0x93]), $"it holds '{name[..100]}….{name[..100]}…'");
        using PyTorchFile file = Open(PyTorchBytes.Of(Dictionary((name, Number(1)))));
        Assert.Empty(file.Entries);
    }

    [Theory]
    [InlineData("}")]
    [InlineData(")")]
    [InlineData("]")]
    [InlineData("(")]
    [InlineData("N")]
    [InlineData("K1")]
    [InlineData("X\0\0\0\0")]
    [InlineData("Nq\0")]
    [InlineData("J1234")]
    [InlineData("Nr\u0001\0\0\u0001")]
    [InlineData("ccollections\nOrderedDict\n")]
    [InlineData("ccollections\nOrderedDict\n)R")]
    public void Memory_stays_in_proportion_to_a_file_that_asks_for_much(string code)
    {
        byte[] codes = Encoding.Latin1.GetBytes(code);
        byte[] many = [.. Enumerable.Repeat(codes, 3_000_000 / codes.Length).SelectMany(one => one)];
        AssertRefused(PyTorchBytes.Of(many), "some-file: ");
    }

    [Fact]
    public void Long_texts_and_many_members_stay_in_proportion()
    {
        using (PyTorchFile file = Open(PyTorchBytes.Of(Text(new string('x', 5_000_000))))) Assert.Empty(file.Entries);
        AssertRefused(PyTorchBytes.Of(Text(new string('x', 40_000_000))), "to list what it holds would take more than");
        string key = new('k', 100_000);
        AssertRefused(PyTorchBytes.Of(Nested(60)), "to list what it holds would take more than");

        byte[] Nested(int depth) => depth == 0 ? List([.. Enumerable.Repeat(List(Number(1)), 60)]) : Dictionary((key, Nested(depth - 1)));
    }

    [Fact]
    public void Tens_of_thousands_of_small_tensors_are_read()
    {
        const int Count = 15_000;
        byte[] file = PyTorchBytes.Of(
            Dictionary([.. Enumerable.Range(0, Count).Select(i => ($"layers.{i}.weight", View(Storage($"{i}", 1), 0, [1], [1])))]),
            [.. Enumerable.Range(0, Count).Select(i => ($"{i}", Bytes((float)i)))]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        using PyTorchFile read = Open(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * file.Length + (64 << 20));
        Assert.Equal([14_999f], read.ReadTensor<float>("layers.14999.weight").ToArray());
    }
}
