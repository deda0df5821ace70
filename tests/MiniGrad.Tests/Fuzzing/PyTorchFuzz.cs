using System.Buffers.Binary;
using System.Text;
using MiniGrad.Serialization;
using MiniGrad.Tests.Serialization;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class PyTorchFuzz : FuzzFormat
{
    private const string Folder = "torch", PickleName = "data.pkl", OrderName = "byteorder";

    /// <summary>Instructions of pickles, those that are refused among them.</summary>
    private static readonly byte[] codes =
        [.. "(.NJKMGX)t]ae}sqrhjcQRbPdlopi012IFLUTSVB"u8, .. Enumerable.Range(0x80, 25).Select(code => (byte)code)];

    private static readonly string[] names =
    [
        "torch._utils\n_rebuild_tensor\n", "torch._utils\n_rebuild_tensor_v3\n", "torch._utils\n_rebuild_parameter\n", "os\nsystem\n",
        "torch\nLongStorage\n", "torch\nSize\n", "torch\nfloat8_e5m2\n", "torch.storage\nUntypedStorage\n", "collections\nOrderedDict\n",
    ];

    public override string Name => "torch";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ((string[])["mlp_float32.pt", "mlp_bfloat16.pt", "mlp_protocol4.pt", "normalized.pt", "tied.pt", "views.pt", "repeated.pt",
            "parameters.pt", "two.pt", "types.pt", "checkpoint.pth"])
            .Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", Folder, name))),
        PyTorchBytes.Of(PickleBytes.Dictionary(("a", PickleBytes.View(PickleBytes.Storage("0", 6), 1, [2, 2], [3, 1]))),
            ("0", PyTorchBytes.Bytes(0f, 1, 2, 3, 4, 5))),
        PyTorchBytes.Archive((PickleName, PickleBytes.Of(PickleBytes.List(
            PickleBytes.View(PickleBytes.Storage("x", 2, "ShortStorage"), 0, [2], [1]), PickleBytes.Number(7)))),
            ("data/x", [0, 1, 0, 2]), (OrderName, [.. "big"u8])),
        PyTorchBytes.Of(PickleBytes.None),
    ];

    public override byte[] Mutate(byte[] seed, Random random) => random.Next(5) switch
    {
        0 => base.Mutate(seed, random),
        1 => WriteIntoRecord(seed, random),
        _ => MutateEntries(seed, random),
    };

    public override object Read(byte[] file)
    {
        using PyTorchFile read = PyTorchBytes.Open(file);
        // Names of the same elements of the file cost nothing in it.
        Dictionary<TorchTensor, byte[]> known = [];
        List<(PyTorchEntry Entry, byte[] Bytes)> tensors = [];
        foreach (PyTorchEntry entry in read.Entries)
        {
            if (!known.TryGetValue(entry.Tensor, out byte[]? bytes)) known.Add(entry.Tensor, bytes = read.ReadBytes(entry));
            tensors.Add((entry, bytes));
        }
        return new Content(tensors, Weights(read));
    }

    public override void Check(object content)
    {
        (IReadOnlyList<(PyTorchEntry Entry, byte[] Bytes)> tensors, string[]? weights) = (Content)content;
        foreach ((PyTorchEntry entry, byte[] bytes) in tensors)
        {
            long count = entry.Shape.Aggregate(1L, (product, size) => product * size);
            Assert.Equal(count * entry.Tensor.Type.Size, bytes.Length);
        }
        byte[] written = PyTorchBytes.Of(
            PickleBytes.Dictionary([.. tensors.Select((tensor, key) => (tensor.Entry.Name, Pickle(tensor.Entry, key)))]),
            [.. tensors.Select((tensor, key) => ($"{key}", tensor.Bytes))]);
        using PyTorchFile again = PyTorchBytes.Open(written);
        Assert.Equal(tensors.Select(tensor => $"{tensor.Entry}"), again.Entries.Select(entry => $"{entry}"));
        foreach ((PyTorchEntry entry, byte[] bytes) in tensors)
        {
            Assert.Equal(bytes, again.ReadBytes(again.Find(entry.Name)!));
            ReadNumbers(again, entry);
        }
        foreach (string path in weights ?? []) Assert.NotNull(again.Find(path));
    }

    /// <summary>The paths of the weights, if they can be told from the rest.</summary>
    private static string[]? Weights(PyTorchFile file)
    {
        try
        {
            return [.. CheckpointWeights.Find(file, null).Names.Select(name => name.Path)];
        }
        catch (ArgumentException refusal)
        {
            Assert.Matches("has no dictionary of weights|has weights in", refusal.Message);
            return null;
        }
    }

    /// <summary>As numbers, of which integers may be refused.</summary>
    private static void ReadNumbers(PyTorchFile file, PyTorchEntry entry)
    {
        try
        {
            Assert.Equal(entry.Shape, file.ReadTensor<float>(entry.Name).Shape);
            Assert.Equal(entry.Shape, file.ReadIndices(entry.Name).Shape);
        }
        catch (InvalidDataException refusal)
        {
            Assert.Matches("is not (a float exactly|an index)|a boolean is stored as the byte|has the type complex", refusal.Message);
        }
    }

    private static byte[] Pickle(PyTorchEntry entry, int key)
    {
        TorchType type = entry.Tensor.Type;
        long[] sizes = [.. entry.Shape.Select(size => (long)size)], strides = new long[sizes.Length];
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
            strides[axis] = axis == sizes.Length - 1 ? 1 : strides[axis + 1] * sizes[axis + 1];
        return PickleBytes.Call("torch._utils", "_rebuild_tensor_v3",
            PickleBytes.Storage($"{key}", entry.ByteCount, "UntypedStorage", "torch.storage"), PickleBytes.Number(0),
            PickleBytes.Numbers(sizes), PickleBytes.Numbers(strides), PickleBytes.False, PickleBytes.OrderedDictionary,
            PickleBytes.Global("torch", type.Name));
    }

    /// <summary>With checksums that are right again, so that what is in the entries is looked at.</summary>
    private static byte[] MutateEntries(byte[] seed, Random random)
    {
        (string Name, byte[] Content)[] entries = PyTorchBytes.Entries(seed);
        int place = random.Next(8) == 0 ? random.Next(entries.Length) : Array.FindIndex(entries, entry => entry.Name == PickleName);
        (string name, byte[] content) = entries[place];
        entries[place] = random.Next(10) == 0 ? ($"{name}{random.Next(3)}", content) : (name, random.Next(3) switch
        {
            0 => Mutation.Of(content, random),
            1 => MutateCodes(content, random),
            _ => MutateNumbers(content, random),
        });
        return PyTorchBytes.Archive(entries);
    }

    private static byte[] MutateCodes(byte[] pickle, Random random)
    {
        List<byte> changed = [.. pickle];
        for (int changes = random.Next(1, 4); changes > 0 && changed.Count > 0; changes--)
        {
            int at = random.Next(changed.Count);
            byte code = codes[random.Next(codes.Length)];
            if (random.Next(3) == 0) changed.RemoveAt(at);
            else if (random.Next(3) == 0) changed.InsertRange(at, Enumerable.Repeat(code, 1 << random.Next(14)));
            else if (random.Next(4) == 0) changed.InsertRange(at, Encoding.ASCII.GetBytes($"c{names[random.Next(names.Length)]}"));
            else if (random.Next(2) == 0) changed.Insert(at, code);
            else changed[at] = code;
        }
        return [.. changed];
    }

    /// <summary>Sizes, strides, offsets and lengths are small integers in most files: K and M with their numbers.</summary>
    private static byte[] MutateNumbers(byte[] pickle, Random random)
    {
        int[] places = [.. Enumerable.Range(0, Math.Max(0, pickle.Length - 1)).Where(at => pickle[at] == (byte)'K')];
        if (places.Length == 0) return Mutation.Of(pickle, random);
        int at = places[random.Next(places.Length)];
        byte[] number = random.Next(4) switch
        {
            0 => [(byte)'K', (byte)random.Next(256)],
            1 => [(byte)'J', .. BitConverter.GetBytes(random.Next(2) == 0 ? -1 : int.MaxValue)],
            2 => PickleBytes.Number(1L << random.Next(64)),
            _ => [(byte)'K', (byte)random.Next(8)],
        };
        return [.. pickle[..at], .. number, .. pickle[(at + 2)..]];
    }

    /// <summary>Writes something absurd into a header of an entry, a line of the directory or an end.</summary>
    private static byte[] WriteIntoRecord(byte[] seed, Random random)
    {
        byte[] changed = [.. seed];
        int[] records = [.. Enumerable.Range(0, changed.Length - 4).Where(at =>
            changed[at] == 'P' && changed[at + 1] == 'K' && changed[at + 2] < 8)];
        for (int count = random.Next(1, 3); count > 0; count--)
        {
            int at = records[random.Next(records.Length)] + 4 + random.Next(52);
            if (at + 4 > changed.Length) continue;
            int value = random.Next(5) switch { 0 => -1, 1 => 0, 2 => int.MaxValue, 3 => random.Next(changed.Length), _ => random.Next() };
            if (random.Next(2) == 0) BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), value);
            else BinaryPrimitives.WriteInt16LittleEndian(changed.AsSpan(at), (short)value);
        }
        return changed;
    }

    private sealed record Content(IReadOnlyList<(PyTorchEntry Entry, byte[] Bytes)> Tensors, string[]? Weights);
}
