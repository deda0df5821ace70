using Google.Protobuf;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using Xunit;
using static MiniGrad.Onnx.Schema.TensorProto.Types;
using static MiniGrad.Tests.Onnx.MadeModel;

namespace MiniGrad.Tests.Onnx;

/// <summary>What is wrong with a file is said in words: node, operator and what was expected.</summary>
public class BadModelTests
{
    [Fact]
    public void All_that_is_not_supported_is_listed()
    {
        MadeModel model = new MadeModel(99).Node("Conv", "x", "a").Node("Relu", "a", "b").Node("Conv", "b", "c").Node("MaxPool",
            "c", "d")
            .Node("Scaler", "d", "y").Change(model => model.Graph.Node[4].Domain = "ai.onnx.ml").Change(model => model.IrVersion = 99)
            .Change(model => model.Graph.Initializer.Add(Tensor("w", DataType.Complex64, [1], new byte[8])));
        model.Graph.Node[2].Name = "another";
        string expected = "it needs what is not supported: IR version 99, where 3 to 13 are read; opset 99, where 1 to 25 are read; "
            + "the operator Conv (Conv 'the_conv'); the operator MaxPool (MaxPool 'the_maxpool'); "
            + "the operator ai.onnx.ml.Scaler (ai.onnx.ml.Scaler 'the_scaler'); tensors of type Complex64 (initializer 'w').";
        Assert.Equal($"'made.onnx': {expected}", Assert.Throws<NotSupportedException>(() => model.Load()).Message);
    }

    [Fact]
    public void A_version_that_wraps_to_a_known_one_is_refused() => AssertUnsupported(
        "opset 4294967313, where 1 to 25 are read.",
        new MadeModel().Node("Relu", "x", "y").Change(model => model.OpsetImport[0].Version = (1L << 32) + 17));

    [Fact]
    public void An_operator_older_than_it_is_understood_is_refused() => AssertUnsupported(
        "Expand before opset 8, here 7 (Expand 'the_expand').", new MadeModel(7).Node("Expand", "x s", "y").Integers("s", [1], 3));

    [Theory]
    [InlineData("If", "then_branch")]
    [InlineData("Loop", "body")]
    public void Graphs_in_nodes_are_refused(string type, string attribute) => AssertUnsupported(
        $"{type}, whose '{attribute}' is a graph of its own ({type} 'the_{type.ToLowerInvariant()}').",
        new MadeModel().Node(type, "x", "y", new AttributeProto
        {
            Name = attribute,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = new SubgraphProto(),
        }));

    [Fact]
    public void Functions_are_refused() => AssertUnsupported(
        "functions of its own.",
        new MadeModel().Node("Relu", "x", "y").Change(model => model.Functions.Add(new FunctionProto { Name = "my_function" })));

    [Fact]
    public void A_cycle_is_refused() => AssertBad(
        "node Add 'the_add' needs its own output, or that of a node that does: a cycle.",
        new MadeModel().Node("Add", "x b", "y").Node("Relu", "y", "b"));

    [Fact]
    public void A_name_defined_twice_is_refused()
    {
        AssertBad("'y' is defined twice, the second time as an output of node Tanh 'the_tanh'.",
            new MadeModel().Node("Relu", "x", "y").Node("Tanh", "x", "y"));
        AssertBad("'x' is defined twice, the second time as an output of node Relu 'the_relu'.",
            new MadeModel(output: "x").Node("Relu", "x", "x"));
        AssertBad("'x' is defined twice, the second time as an input.", new MadeModel().Input("x", 2).Node("Relu", "x", "y"));
        AssertBad("'w' is defined twice, the second time as an initializer.",
            new MadeModel().Weight("w", [1], 1).Weight("w", [1], 2).Node("Add", "x w", "y"));
        AssertBad("the output 'y' is there twice.", new MadeModel().Output("y").Node("Relu", "x", "y"));
    }

    [Fact]
    public void A_name_defined_never_is_refused()
    {
        AssertBad("node Relu 'the_relu' needs 'z', which nothing gives.", new MadeModel().Node("Relu", "z", "y"));
        AssertBad("nothing gives the output 'y'.", new MadeModel().Node("Relu", "x", "z"));
        AssertBad("an initializer has no name.", new MadeModel().Weight("", [1], 1).Node("Relu", "x", "y"));
    }

    [Fact]
    public void A_graph_without_outputs_and_a_node_without_outputs_are_refused()
    {
        AssertBad("the network has no outputs.", new MadeModel(output: ""));
        AssertBad("node Relu 'the_relu' has no outputs.", new MadeModel().Node("Relu", "x", "").Node("Tanh", "x", "y"));
        AssertBad("not an ONNX file, or one without a graph.", new MadeModel().Change(model => model.Graph = null));
        AssertBad("it names no version of the operators.", new MadeModel().Change(model => model.OpsetImport.Clear()));
    }

    [Fact]
    public void Too_few_inputs_are_refused_by_the_operator()
    {
        AssertBad("node Gather 'the_gather': expected 2 inputs, got 1.", new MadeModel().Node("Gather", "x", "y"));
        AssertBad("node Div 'the_div': expected 2 inputs, got 1.", new MadeModel().Node("Div", "x", "a").Node("Mul", "a x", "y"));
        AssertBad("node Sigmoid 'the_sigmoid': expected 1 inputs, got 0.", new MadeModel().Node("Sigmoid", "", "s").Node("Mul", "x s",
            "y"));
    }

    [Fact]
    public void Elements_of_another_number_than_the_shape_are_refused()
    {
        AssertBad("tensor 'w' has 8 bytes of elements, where Float [3] has 12.", new MadeModel().Weight("w", [3], 1, 2).Node("Add",
            "x w", "y"));
        AssertBad("tensor 'w' has no elements, where [3] needs some.", WithTensor(Tensor("w", DataType.Float, [3])));
        AssertBad("tensor 'w' has 1 bytes of elements, where its shape has 2147483591.",
            WithTensor(With(Tensor("w", DataType.Float16, [2147483591]), tensor => tensor.Int32Data.Add(1))));
        AssertBad("tensor 'w' has 2 elements or more, where its shape has 3.", WithTensor(With(
            Tensor("w", DataType.Int64, [3]), tensor => tensor.Int64Data.Add([1000, 1000]))));
    }

    [Fact]
    public void Elements_in_the_field_of_another_type_are_refused()
    {
        AssertBad("tensor 'w' has its elements in int32_data, where those of type Float are in float_data or raw_data.",
            WithTensor(With(Tensor("w", DataType.Float, [1]), tensor => tensor.Int32Data.Add(1))));
        AssertBad("tensor 'w' has its elements in float_data, where those of type Int64 are in int64_data or raw_data.",
            WithTensor(With(Tensor("w", DataType.Int64, [1]), tensor => tensor.FloatData.Add(1))));
        AssertBad("tensor 'w' has its elements in several places, float_data and raw_data.",
            WithTensor(With(Tensor("w", DataType.Float, [1], new byte[4]), tensor => tensor.FloatData.Add(1))));
        AssertBad("tensor 'w' has the data location 2, where 0 and 1 are known.",
            WithTensor(With(Tensor("w", DataType.Float, [1], new byte[4]), tensor => tensor.DataLocation = (DataLocation)2)));
    }

    [Fact]
    public void Elements_outside_their_type_are_refused()
    {
        AssertBad("a tensor of type Float16 has an element of more than 16 bits, 65536.",
            WithTensor(With(Tensor("w", DataType.Float16, [1]), tensor => tensor.Int32Data.Add(65536))));
        // As a list of 64 bits, which the format does not tell apart.
        byte[] file = WithTensor(With(Tensor("w", DataType.Int32, [1]), tensor => tensor.Int64Data.Add(1L << 40))).ToBytes();
        byte[] written = [0x3A, 6, .. ToVarint(1L << 40)], wanted = [0x2A, 6, .. ToVarint(1L << 40)];
        int place = file.AsSpan().IndexOf(written);
        wanted.CopyTo(file, place);
        Assert.Equal("'made.onnx': tensor 'w' has the element 1099511627776, which is no Int32.",
            Assert.Throws<InvalidDataException>(() => Load(file)).Message);
    }

    [Fact]
    public void Sizes_that_are_negative_or_overflow_are_refused()
    {
        AssertBad("tensor 'w' has the size -1.", WithTensor(Tensor("w", DataType.Float, [2, -1], new byte[4])));
        AssertBad("tensor 'w' has more elements than 2147483591.", WithTensor(Tensor("w", DataType.Float, [1L << 32, 1L << 32],
            new byte[4])));
        AssertBad("tensor 'w' has more elements than 2147483591.", WithTensor(Tensor("w", DataType.Float, [1 << 20, 1 << 20],
            new byte[4])));
        AssertBad("tensor 'w' has more elements than 2147483591.", WithTensor(Tensor("w", DataType.Float, [0, 1L << 40])));
        AssertBad("tensor 'w' has 65 axes.", WithTensor(Tensor("w", DataType.Float, [.. Enumerable.Repeat(1L, 65)], new byte[4])));
        AssertBad("'x' has the size -3, where 0 to 2147483647 are read.", new MadeModel(input: "").Input("x", -3, 2).Node("Relu", "x",
            "y"));
    }

    [Fact]
    public void Messages_nested_200_deep_are_refused()
    {
        // A node's attribute holds a graph, which holds a node.
        byte[] inner = [];
        for (int depth = 0; depth < 200; depth++)
        {
            byte[] attribute = [0x0A, 1, (byte)'g', .. Field(6, inner), 0xA0, 0x01, 5];
            byte[] node = [0x12, 1, (byte)'y', 0x22, 2, (byte)'I', (byte)'f', .. Field(5, attribute)];
            inner = Field(1, node);
        }
        byte[] file = [.. new MadeModel().ToBytes(), .. Field(7, inner)];
        Assert.Contains("is there twice", Assert.Throws<InvalidDataException>(() => Load(file)).Message, StringComparison.Ordinal);
        byte[] versions = [0x08, 8, 0x42, 2, 0x10, 17];
        Assert.Equal("'made.onnx': it needs what is not supported: If, whose 'g' is a graph of its own (If that gives 'y').",
            Assert.Throws<NotSupportedException>(() => Load([.. versions, .. Field(7, inner)])).Message);
    }

    [Fact]
    public void An_axis_out_of_range_is_refused()
    {
        Assert.Equal(
            "OnnxNetwork: node Concat 'the_concat', given Float [3, 2], Float [3, 2]: expected an axis from -2 to 1, got 4294967296.",
            Assert.Throws<ArgumentException>(
                () => new MadeModel().Node("Concat", "x x", "y", Whole("axis", 1L << 32)).Load().Predict(Tensor.Zeros<float>([3,
                    2]))).Message);
        Assert.Equal(
            "OnnxNetwork: node Softmax 'the_softmax', given Float [3, 2]: expected an axis from -2 to 1, got 2.",
            Assert.Throws<ArgumentException>(
                () => new MadeModel().Node("Softmax", "x", "y", Whole("axis", 2)).Load().Predict(Tensor.Zeros<float>([3, 2]))).Message);
    }

    [Fact]
    public void Attributes_that_nobody_knows_twice_or_of_another_type_are_refused()
    {
        AssertBad("node Relu 'the_relu': has the attribute 'slope', which is not known.", new MadeModel().Node("Relu", "x", "y",
            Whole("slope", 1)));
        AssertBad("node Softmax 'the_softmax': has two attributes 'axis'.",
            new MadeModel().Node("Softmax", "x", "y", Whole("axis", 1), Whole("axis", 0)));
        AssertBad("node Softmax 'the_softmax': expected 'axis' to be Int, got Ints.", new MadeModel().Node("Softmax", "x", "y",
            Wholes("axis", 1)));
        // Not lost in an operation of several nodes either.
        AssertBad("node Add 'the_add': has the attribute 'axis', which is not known.", new MadeModel()
            .Weight("one", [], 1).Weight("root", [], MathF.Sqrt(2)).Weight("half", [], 0.5f).Node("Div", "x root", "q").Node("Erf", "q",
                "e")
            .Node("Add", "e one", "s", Whole("axis", 1)).Node("Mul", "x s", "m").Node("Mul", "m half", "y"));
    }

    [Fact]
    public void Garbage_and_a_file_cut_short_are_refused()
    {
        byte[] file = new MadeModel().Weight("w", [2], 1, 2).Node("Add", "x w", "y").ToBytes();
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Exception error = Assert.ThrowsAny<Exception>(() => Load(cut));
            Assert.True(error is InvalidDataException or NotSupportedException, $"{length}: {error}");
            Assert.StartsWith("'made.onnx': ", error.Message, StringComparison.Ordinal);
        }
    }

    private static MadeModel WithTensor(TensorProto tensor)
    {
        MadeModel model = new MadeModel().Node("Add", "x w", "y");
        model.Graph.Initializer.Add(tensor);
        return model;
    }

    private static TensorProto With(TensorProto tensor, Action<TensorProto> change)
    {
        change(tensor);
        return tensor;
    }

    private static byte[] Field(int number, byte[] content) => [.. ToVarint(number << 3 | 2), .. ToVarint(content.Length), .. content];

    private static byte[] ToVarint(long value)
    {
        using MemoryStream stream = new();
        using CodedOutputStream output = new(stream);
        output.WriteInt64(value);
        output.Flush();
        return stream.ToArray();
    }

    private static OnnxNetwork<float> Load(byte[] file)
    {
        using MemoryStream stream = new(file);
        return OnnxNetwork<float>.Load(stream, "made.onnx", new OnnxImportOptions());
    }

    private static void AssertBad(string expected, MadeModel model) =>
        Assert.Equal($"'made.onnx': {expected}", Assert.Throws<InvalidDataException>(() => model.Load()).Message);

    private static void AssertUnsupported(string expected, MadeModel model)
    {
        Assert.Equal($"'made.onnx': it needs what is not supported: {expected}", Assert.Throws<NotSupportedException>(() =>
            model.Load()).Message);
    }
}
