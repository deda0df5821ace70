using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using Xunit;
using static MiniGrad.Tests.Onnx.MadeModel;

namespace MiniGrad.Tests.Onnx;

/// <summary>Files that are allowed and rare: what is computed of them is right, or refused when it is asked for.</summary>
public sealed class UnusualModelTests : IDisposable
{
    private static readonly Tensor<float> input = Tensor.Create([1f, -2, 3, 4], [2, 2]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_fixed_number_of_samples_is_kept_to()
    {
        OnnxNetwork<float> network = new MadeModel(input: "").Input("x", 1, 2).Node("Relu", "x", "y").Load();
        Assert.Equal([1f, 0], network.Predict(Tensor.Create([1f, -2], [1, 2])).ToArray());
        Assert.StartsWith("OnnxNetwork: expected the input x: Float [1, 2], got Float [2, 2]. The file fixes the first axis",
            Assert.Throws<ArgumentException>(() => network.Predict(input)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_stands_for_one_size()
    {
        OnnxNetwork<float> network = new MadeModel().Input("z", -1, 2).Node("Add", "x z", "y").Load();
        Assert.Equal([2f, -4, 6, 8], network.Run(new OnnxInputs { ["x"] = input, ["z"] = input })["y"].ToTensor<float>().ToArray());
        // They would broadcast.
        Assert.Equal("OnnxNetwork: expected the input z: Float [batch, 2] with 'batch' of 2 as in 'x', got Float [1, 2].",
            Assert.Throws<ArgumentException>(
                () => network.Run(new OnnxInputs { ["x"] = input, ["z"] = input.Slice(0, 0, 1) })).Message);
    }

    [Fact]
    public void Inputs_that_are_missing_unknown_or_of_another_type_are_refused()
    {
        OnnxNetwork<float> network = new MadeModel().Input("z", -1, 2).Node("Add", "x z", "y").Load();
        Assert.StartsWith("OnnxNetwork: expected the input z: Float [batch, 2], got none.",
            Assert.Throws<ArgumentException>(() => network.Run(new OnnxInputs { ["x"] = input })).Message, StringComparison.Ordinal);
        Assert.StartsWith("OnnxNetwork: there is no input 'w'; there is x: Float [batch, 2], z: Float [batch, 2].",
            Assert.Throws<ArgumentException>(() => network.Run(new OnnxInputs { ["w"] = input })).Message, StringComparison.Ordinal);
        Assert.Equal("OnnxNetwork: expected the input x: Float [batch, 2], got Int64 [2].",
            Assert.Throws<ArgumentException>(
                () => network.Run(new OnnxInputs { ["x"] = IndexTensor.Create([1, 2]), ["z"] = input })).Message);
        Assert.Equal("OnnxNetwork: expected numbers of type Single, got Double [2, 2].",
            Assert.Throws<ArgumentException>(
                () => network.Run(new OnnxInputs { ["x"] = Tensor.Zeros<double>([2, 2]), ["z"] = input })).Message);
        Assert.Contains("a network is a layer only with one input and one output; call Run",
            Assert.Throws<InvalidOperationException>(() => network.Predict(input)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_an_initializer_is_a_weight()
    {
        OnnxNetwork<float> network = new MadeModel().Input("w", 2).Weight("w", [2], 10, 20).Node("Add", "x w", "y").Load();
        Assert.Equal("x", network.Inputs.Single().Name);
        Assert.Equal("w", network.NamedParameters.Single().Name);
        Assert.Equal([11f, 18, 13, 24], network.Predict(input).ToArray());
        Assert.StartsWith("OnnxNetwork: there is no input 'w'",
            Assert.Throws<ArgumentException>(() => network.Run(new OnnxInputs { ["x"] = input, ["w"] = input })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_may_be_an_input_or_a_weight()
    {
        OnnxNetwork<float> network = new MadeModel(output: "x").Output("w").Weight("w", [2, 1], 10, 20).Load();
        IReadOnlyDictionary<string, OnnxValue> outputs = network.Run(new OnnxInputs { ["x"] = input });
        Assert.Equal(input.ToArray(), outputs["x"].ToTensor<float>().ToArray());
        Assert.Equal([10f, 20], outputs["w"].ToTensor<float>().ToArray());
        Assert.Equal(Shape.Create(2, 1), outputs["w"].Shape);
    }

    [Fact]
    public void A_matrix_that_is_used_as_its_transpose_and_otherwise_is_one_weight()
    {
        OnnxNetwork<float> network = new MadeModel().Weight("w", [3, 2], 1, 2, 3, 4, 5, 6).Node("Gemm", "x w", "h", Whole("transB", 1))
            .Node("MatMul", "h w", "y").Load();
        Tensor<float> weight = Tensor.Create([1f, 2, 3, 4, 5, 6], [3, 2]);
        Assert.Equal(input.MatMul(weight.Transpose()).MatMul(weight).ToArray(), network.Predict(input).ToArray());
        Assert.Equal("w", network.NamedParameters.Single().Name);
    }

    [Fact]
    public void An_initializer_that_nobody_uses_is_no_weight_and_is_checked()
    {
        OnnxNetwork<float> network = new MadeModel().Weight("w", [2], 10, 20).Weight("unused", [3], 1, 2, 3).Node("Mul", "x w",
            "y").Load();
        Assert.Equal("w", network.NamedParameters.Single().Name);
        // Nothing learns what has no gradient.
        new Sgd<float>(network.Parameters, 0.1).ZeroGradients();
        Assert.Equal("'made.onnx': tensor 'unused' has 8 bytes of elements, where Float [3] has 12.", Assert.Throws<InvalidDataException>(
            () => new MadeModel().Weight("unused", [3], 1, 2).Node("Relu", "x", "y").Load()).Message);
    }

    [Fact]
    public void Nodes_come_in_any_order_and_what_nobody_needs_is_computed_or_not()
    {
        OnnxNetwork<float> network = new MadeModel().Node("Neg", "a", "y").Node("Relu", "x", "a").Node("Tanh", "x", "unused").Load();
        Assert.Equal([-1f, 0, -3, -4], network.Predict(input).ToArray());
    }

    [Fact]
    public void What_is_computed_when_a_file_is_read_does_not_fill_the_memory()
    {
        // 2^40 elements in one step, in many, and of all nodes together.
        MadeModel[] models =
        [
            new MadeModel().Integers("s", [2], 30_000, 30_000).Weight("one", [1], 1).Node("Expand", "k s", "e").Node("ReduceSum", "e",
                "r")
                .Node("Add", "x r", "y").Change(model => model.Graph.Node.Insert(0, ConstantOf("k"))),
            new MadeModel().Change(model => model.Graph.Node.Add(ConstantOf("k"))).Integers("s", [2], 1, 1000).Integers("t", [2], 1000,
                1)
                .Node("Expand", "k s", "a").Node("Expand", "k t", "b").Node("MatMul", "b a", "c").Node("MatMul", "c c", "d")
                .Node("ReduceMax", "d", "r").Node("Add", "x r", "y"),
        ];
        foreach (MadeModel model in models)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            model.Load();
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        }

        static MiniGrad.Onnx.Schema.NodeProto ConstantOf(string name)
        {
            MiniGrad.Onnx.Schema.NodeProto node = new() { OpType = "Constant" };
            node.Output.Add(name);
            node.Attribute.Add(new MiniGrad.Onnx.Schema.AttributeProto
            {
                Name = "value_float",
                Type = MiniGrad.Onnx.Schema.AttributeProto.Types.AttributeType.Float,
                F = 2,
            });
            return node;
        }
    }

    [Fact]
    public void Copies_of_a_weight_larger_than_the_file_are_refused()
    {
        MadeModel model = new MadeModel().Weight("w", [100_000], new float[100_000]);
        string last = "w";
        for (int i = 0; i < 100; i++) model.Node("Identity", "w", last = $"w{i}");
        model.Node("Add", $"x {last}", "y");
        Assert.Equal("'made.onnx': node Identity 'the_identity' copies weights, which with others are larger than the file.",
            Assert.Throws<InvalidDataException>(() => model.Load()).Message);
    }

    [Fact]
    public void Constants_in_single_precision_are_not_read_from_double_where_they_overflow() =>
        Assert.Equal("'made.onnx': a tensor has numbers beyond single precision; load the network as one of double.",
            Assert.Throws<InvalidDataException>(() => new MadeModel().Node("Add", "x w", "y").Change(model =>
                model.Graph.Initializer.Add(
                Tensor("w", MiniGrad.Onnx.Schema.TensorProto.Types.DataType.Double, [1], BitConverter.GetBytes(1e300)))).Load()).Message);

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one()
    {
        string path = folder.File("model.onnx");
        File.WriteAllText(path, "old");
        Mlp<float> model = new([2, 3, 1], Activation.Tanh, new XoshiroRandom(1));
        Assert.Throws<NotSupportedException>(() => OnnxFile.Save(new Refused(), path, [2]));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => OnnxFile.Save(model, folder.File("none/model.onnx"), [2]));
        Assert.ThrowsAny<Exception>(() => OnnxFile.Save(model, folder.Path, [2]));
        Assert.Single(Directory.GetFiles(folder.Path));
        if (OperatingSystem.IsLinux()) Assert.Throws<IOException>(() => OnnxFile.Save(model, "/dev/full", [2]));
    }

    [FullDiskFact]
    public void A_full_disk_leaves_the_old_file()
    {
        string path = folder.File("model.onnx");
        foreach ((string hidden, bool fits) in ((string, bool)[])[("3", true), ("100,100", false)])
        {
            ProgramRun run = FullDisk.Run(
                folder.Path, path, "MiniGrad.Cli", "train", "--irises", "--hidden", hidden, "--epochs", "1", "--onnx", path, "--force");
            if (fits)
            {
                Assert.Equal((0, "model.onnx"), (run.ExitCode, run.LastLine));
                Assert.DoesNotContain("old", run.Lines);
            }
            else Assert.Equal(["old", "model.onnx"], run.Lines[^2..]);
            Assert.Equal(fits, run.Error.Length == 0);
            if (!fits) Assert.Contains($"could not be written to {path}: No space left on device", run.Error, StringComparison.Ordinal);
        }
        // The disk was the program's alone.
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private sealed class Refused : Layer<float>
    {
        protected override Tensor<float> Compute(Tensor<float> input) => input.Span[0] > 0 ? input : -input;
    }
}
