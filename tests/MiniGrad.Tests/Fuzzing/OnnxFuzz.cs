using MiniGrad.Onnx;
using MiniGrad.Tests.Onnx;
using Xunit;
using static MiniGrad.Tests.Onnx.MadeModel;

namespace MiniGrad.Tests.Fuzzing;

internal sealed class OnnxFuzz : FuzzFormat
{
    private static readonly ulong[] lengths = [0, 1, 127, 128, int.MaxValue, uint.MaxValue, 1UL << 40, long.MaxValue, ulong.MaxValue];

    public override string Name => "onnx";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. TorchNetworks.Files.Where(file => file.Opset is 9 or 16).Select(file => File.ReadAllBytes(
            TorchNetworks.PathOf<float>(file.Name, file.Opset))),
        WithShapes(),
        WithStates(),
    ];

    /// <summary>Half of them with a structure that is right but in one place.</summary>
    public override byte[] Mutate(byte[] seed, Random random) => random.Next(4) switch
    {
        0 => Mutation.Of(seed, random),
        1 => ChangeNumber(seed, random),
        2 => Repeat(seed, random),
        _ => Mutation.Of(ChangeNumber(seed, random), random),
    };

    public override object Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return OnnxNetwork<float>.Load(
            stream, "fuzz", new OnnxImportOptions { MaximumElements = 1 << 16, MaximumElementsAtOnce = 1 << 20 });
    }

    public override bool IsDocumented(Exception refusal) => refusal is InvalidDataException or NotSupportedException;

    /// <summary>It runs, or refuses what it is given, the same way twice.</summary>
    public override void Check(object content)
    {
        OnnxNetwork<float> network = (OnnxNetwork<float>)content;
        Assert.NotEmpty(network.Outputs);
        Assert.All(network.Parameters, parameter => Assert.Equal(parameter.Shape.ElementCount, parameter.ElementCount));
        OnnxInputs inputs = [];
        foreach (OnnxValueInfo input in network.Inputs)
        {
            int[] sizes = [.. (input.Sizes ?? []).Select(size => int.TryParse(size, out int number) ? number : 2)];
            if (sizes.Aggregate(1.0, (product, size) => product * Math.Max(1, size)) > 1000 || sizes.Length > Shape.MaxRank) return;
            Shape shape = sizes;
            inputs[input.Name.Length > 0 ? input.Name : "none"] = input.ElementType is OnnxElementType.Int64 or OnnxElementType.Int32
                ? OnnxValue.Integers(new long[shape.ElementCount], shape, input.ElementType)
                : input.ElementType == OnnxElementType.Bool ? OnnxValue.Truths(new bool[shape.ElementCount], shape)
                    : Tensor.Ones<float>(shape);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Outcome(), Outcome());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // Each node makes a few values of the largest size at most.
        Assert.InRange(allocated, 0, 256L << 20);

        string Outcome()
        {
            try
            {
                using GraphRegion region = Inference.Begin();
                return string.Join("; ", network.Run(inputs).Select(pair => $"{pair.Key} {Show(pair.Value)}"));
            }
            catch (Exception refusal) when (refusal is ArgumentException or NotSupportedException)
            {
                return refusal.Message;
            }
        }
    }

    private static string Show(OnnxValue value) => value.ElementType is OnnxElementType.Int32 or OnnxElementType.Int64
        ? $"{value} {string.Join(",", value.ToIntegers())}" : $"{value} {string.Join(",", value.ToTensor<float>().ToArray())}";

    /// <summary>A network of constants, shapes, several outputs and integers.</summary>
    private static byte[] WithShapes() => new MadeModel().Integers("open", [2], 2, -1).Integers("axes", [1], 0)
        .Integers("starts", [1], 0).Integers("ends", [1], 1).Integers("pads", [4], 0, 1, 0, 1).Weight("w", [2, 2], 1, 2, 3, 4)
        .Node("Shape", "x", "s").Node("Slice", "s starts ends axes", "n").Node("Concat", "n open", "target", Whole("axis", 0))
        .Node("Reshape", "x open", "r").Node("Expand", "w open2", "e").Integers("open2", [2], 2, 2).Node("Pad", "e pads", "p")
        .Node("MatMul", "r w", "m").Node("Split", "m", "a b", Whole("axis", 1)).Node("ReduceSum", "a axes", "z")
        .Node("Add", "b z", "y").Output("p").ToBytes();

    /// <summary>A network of states, choices, places and reductions, whose sizes follow from constants and from the input.</summary>
    private static byte[] WithStates() => new MadeModel().Integers("sizes", [3], 3, 1, 2).Integers("flat", [1], -1)
        .Integers("wide", [2], 4, 2).Integers("pads", [2], 1, 2).Integers("axis", [1], 0).Weight("w", [1, 8, 2], new float[16])
        .Weight("r", [1, 8, 2], new float[16]).Weight("none", [0, 3, 2]).Integers("first", [1], 0).Integers("last", [1], 2)
        .Node("Expand", "x sizes", "time").Node("LSTM", "time w r", "states h").Node("Reshape", "states flat", "s")
        .Node("ArgMax", "s", "place", Whole("axis", 0)).Node("Gather", "s place", "chosen").Node("Pad", "s pads", "padded")
        .Node("Expand", "place wide", "places").Node("Less", "places wide", "truths").Node("Where", "truths chosen x", "either")
        .Node("ReduceSum", "none axis", "zeros").Node("Slice", "zeros first last axis", "part").Node("Concat", "part either", "all",
            Whole("axis", 0)).Node("MatMul", "all h0", "y").Node("Squeeze", "h axis", "h0").Output("padded").Output("places").ToBytes();

    /// <summary>Another number where there may be a length, a tag or a value.</summary>
    private static byte[] ChangeNumber(byte[] file, Random random)
    {
        int at = random.Next(file.Length), end = at;
        while (end < file.Length - 1 && file[end] >= 128) end++;
        ulong value = random.Next(3) == 0 ? lengths[random.Next(lengths.Length)] : (ulong)random.Next(random.Next(2) == 0 ? 40 : 1000);
        List<byte> bytes = [];
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        bytes.Add((byte)value);
        return [.. file[..at], .. bytes, .. file[(end + 1)..]];
    }

    /// <summary>A field of the model again and again: nodes, names, tensors.</summary>
    private static byte[] Repeat(byte[] file, Random random)
    {
        byte[][] fields = [[0x0A, 0], [0x0A, 2, 0x12, 0], [0x2A, 0], [0x5A, 0], [0x62, 0], [0x0A, 2, 0x2A, 0], [0x0A, 2, 0x0A, 0], [0x0A,
            4, 0x2A, 2, 0x2A, 0]];
        byte[] field = fields[random.Next(fields.Length)];
        byte[] many = [.. Enumerable.Repeat(field, random.Next(1, 1 << random.Next(1, 16))).SelectMany(bytes => bytes)];
        // A second graph is refused, so they stand alone in one half of the files.
        return random.Next(2) == 0 ? [.. file, .. many] : [0x08, 8, 0x42, 2, 0x10, 17, 0x3A, .. Length(many.Length), .. many];
    }

    private static byte[] Length(int value)
    {
        List<byte> bytes = [];
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        return [.. bytes, (byte)value];
    }
}
