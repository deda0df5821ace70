using Google.Protobuf;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using Xunit;
using static MiniGrad.Tests.Onnx.MadeModel;

namespace MiniGrad.Tests.Onnx;

/// <summary>A small file can ask for values of any size: they are refused before there is memory for them.</summary>
public class ComputedSizeTests
{
    private const long Allowance = 64 << 20;
    private const int Million = 1_000_000;

    private static readonly AttributeProto edges = new()
    {
        Name = "mode",
        Type = AttributeProto.Types.AttributeType.String,
        S = ByteString.CopyFromUtf8("edge"),
    };

    // What is asked for, and what is said of it.
    private static readonly Dictionary<string, (MadeModel Model, string Message)> models = new()
    {
        ["Expand"] = (new MadeModel().Integers("s", [2], Million, Million).Node("Reshape", "x one", "c").Integers("one", [1], -1)
            .Node("Slice", "c zero first zero", "v").Integers("zero", [1], 0).Integers("first", [1], 1).Node("Expand", "v s", "y"),
            "node Expand 'the_expand', given Float [1], Int64 [2]: Expand: 1,000,000,000,000 elements, where 268,435,456 are allowed."),
        ["Expand of integers"] = (new MadeModel().Node("Shape", "x", "n").Integers("s", [3], 1 << 20, 1 << 20, 2)
            .Node("Expand", "n s", "y"), "Expand: 2,199,023,255,552 elements"),
        ["Expand beside nothing"] = (new MadeModel().Integers("s", [2], int.MaxValue, 0).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n s", "y"), "Expand: 2,147,483,647 elements"),
        ["pairs"] = (new MadeModel().Integers("s", [1], 1 << 16).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n s", "a")
            .Integers("column", [2], -1, 1).Node("Reshape", "a column", "b").Node("Add", "a b", "c").Node("Identity", "c", "y"),
            "node Add 'the_add', given Float [65536], Float [65536, 1]"),
        ["pairs of integers"] = (new MadeModel().Integers("s", [1], 1 << 15).Node("Shape", "x", "n").Integers("none", [0])
            .Node("ReduceSum", "n", "a", Whole("keepdims", 0)).Node("Expand", "a s", "b").Integers("column", [2], -1, 1)
            .Node("Reshape", "b column", "c")
            .Node("Less", "b c", "y"), "pairs of integers: 1,073,741,824 elements in shape [32768, 32768]"),
        ["choices"] = (new MadeModel().Integers("s", [1], 1 << 15).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n s", "a").Integers("column", [2], -1, 1).Node("Reshape", "a column", "b").Node("Less", "a a", "c")
            .Node("Where", "c b a", "y"), "Where: 1,073,741,824 elements in shape [32768, 32768]"),
        ["MatMul"] = (new MadeModel().Integers("s", [2], 1, 1 << 16).Integers("t", [2], -1, 1)
            .Node("ReduceSum", "x", "n", Whole("keepdims", 0)).Node("Expand", "n s", "a").Node("Reshape", "a t", "b")
            .Node("MatMul", "b a", "y"),
            "more elements than an array holds"),
        ["a smaller MatMul"] = (new MadeModel().Integers("s", [2], 1, 1 << 15).Integers("t", [2], -1, 1)
            .Node("ReduceSum", "x", "n", Whole("keepdims", 0)).Node("Expand", "n s", "a").Node("Reshape", "a t", "b")
            .Node("MatMul", "b a", "y"),
            "MatMul: 1,073,741,824 elements in shape [32768, 32768], where 268,435,456 are allowed. OnnxImportOptions can allow more."),
        ["Gemm"] = (new MadeModel().Integers("s", [2], 1, 1 << 15).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n s", "a").Node("Gemm", "a a", "y", Whole("transA", 1)), "node Gemm 'the_gemm'"),
        ["Pad"] = (new MadeModel().Integers("p", [4], 0, 0, 0, 1_000_000_000_000).Node("Pad", "x p", "y"),
            "node Pad 'the_pad', given Float [1, 2], Int64 [4]: Pad: 1,000,000,000,002 elements"),
        ["Pad beside nothing"] = (new MadeModel().Integers("none", [2], 0, 0).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n none", "v").Integers("p", [4], 0, Million * 1000L, 0, 0)
            .Node("Pad", "v p", "y", edges), "Pad: 1,000,000,000 elements"),
        ["Gather of places from Expand"] = (new MadeModel().Integers("s", [1], Million * 1000L).Node("Shape", "x", "n")
            .Node("ReduceSum", "n", "one", Whole("keepdims", 0)).Node("Expand", "one s", "i").Node("Gather", "x i", "y", Whole("axis", 1)),
            "node Expand 'the_expand'"),
        ["Gather"] = (new MadeModel().Integers("s", [1], 1 << 14).Node("ReduceSum", "x", "n", Whole("keepdims", 0))
            .Node("Expand", "n rows", "v").Integers("rows", [2], 2, 1 << 16).Node("Shape", "x", "sizes").Node("ArgMin", "sizes", "one")
            .Node("Expand", "one s", "i").Node("Gather", "v i", "y"), "1,073,741,824 elements in shape [16384, 65536]"),
        ["Gather of integers"] = (new MadeModel().Integers("s", [1], 1 << 15).Node("Shape", "x", "sizes").Node("ArgMin", "sizes", "one")
            .Node("Expand", "one s", "i").Node("Expand", "one rows", "v").Integers("rows", [2], 2, 1 << 15).Node("Gather", "v i", "y"),
            "integers from an axis: 1,073,741,824 elements in shape [32768, 32768]"),
        ["a sum of no elements"] = (new MadeModel().Integers("none", [3], 0, 1 << 15, 1 << 15).Node("Shape", "x", "sizes")
            .Weight("w", [0, 1 << 15, 1 << 15]).Node("ReduceSum", "w axes", "r").Integers("axes", [1], 0).Node("MatMul", "x r", "y"),
            "node ReduceSum 'the_reducesum', given Float [0, 32768, 32768], Int64 [1]: ReduceSum: 1,073,741,824 elements"),
        ["a part of no elements"] = (new MadeModel().Weight("w", [int.MaxValue, 0]).Integers("zero", [1], 0)
            .Integers("last", [1], int.MaxValue).Integers("one", [1], 1).Node("Slice", "w one last zero", "r").Node("Concat", "r r", "y",
            Whole("axis", 1)), "Slice: 2,147,483,646 elements"),
        ["states"] = (new MadeModel().Integers("s", [3], 1 << 16, 1 << 4, 1).Integers("w", [3], 1, 4 << 10, 1)
            .Integers("r", [3], 1, 4 << 10, 1 << 10)
            .Node("ReduceSum", "x", "n", Whole("keepdims", 0)).Node("Expand", "n s", "a").Node("Expand", "n w", "b")
            .Node("Expand", "n r", "c")
            .Node("LSTM", "a b c", "y"), "node LSTM 'the_lstm'"),
    };

    public static TheoryData<string> Names => [.. models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_beyond_the_bound_are_refused(string name)
    {
        (MadeModel model, string message) = models[name];
        long before = GC.GetAllocatedBytesForCurrentThread();

        ArgumentException refusal = Refusal(model, new OnnxImportOptions());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
    }

    [Fact]
    public void A_chain_that_doubles_a_value_ends_at_the_bound()
    {
        MadeModel model = new MadeModel(output: "v30").Node("Identity", "x", "v0");
        for (int i = 0; i < 30; i++) model.Node("Concat", $"v{i} v{i}", $"v{i + 1}", Whole("axis", 0));
        long before = GC.GetAllocatedBytesForCurrentThread();

        ArgumentException refusal = Refusal(model, new OnnxImportOptions { MaximumElements = 1 << 20 });

        Assert.Contains("2,097,152 elements in shape [1048576, 2], where 1,048,576 are allowed", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Many_values_that_are_kept_are_refused_together(bool isPrediction, bool areIntegers)
    {
        MadeModel model = new MadeModel(output: "c").Integers("s", [1], 1000).Node(areIntegers ? "Shape" : "Relu", "x", "r")
            .Node("ReduceSum", "r", "n", Whole("keepdims", 0));
        for (int i = 0; i < 5000; i++) model.Node("Expand", "n s", $"v{i}");
        model.Node("Concat", string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"v{i}")), "c", Whole("axis", 0));

        ArgumentException refusal = Refusal(
            model, new OnnxImportOptions { MaximumElements = 1000, MaximumElementsAtOnce = 100_000 }, isPrediction);

        Assert.Contains("1,000 elements", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("100,000 are allowed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_a_graph_keeps_are_counted_until_it_ends()
    {
        MadeModel model = new MadeModel(output: "v200").Weight("w", [100], new float[100]).Node("Sum", "w", "v0");
        for (int i = 0; i < 200; i++) model.Node("Neg", $"v{i}", $"v{i + 1}");
        OnnxImportOptions options = new() { MaximumElementsAtOnce = 10_000 };

        Assert.NotNull(Record.Exception(() => Run(model, options, isPrediction: false)));
        Run(model, options, isPrediction: true);
        Run(model, new OnnxImportOptions { MaximumElementsAtOnce = 20_100 }, isPrediction: false);
    }

    [Fact]
    public void Values_are_let_go_of_after_their_last_use()
    {
        MadeModel model = new MadeModel(output: "v300").Integers("s", [2], 1 << 18, 1).Node("Expand", "x s", "v0");
        for (int i = 0; i < 300; i++) model.Node("Neg", $"v{i}", $"v{i + 1}");
        OnnxNetwork<float> network = model.Load(new OnnxImportOptions { MaximumElementsAtOnce = 1 << 20 });

        Tensor<float> result = network.Predict(Tensor.Ones<float>([1, 2]));

        Assert.Equal(Tensor.Ones<float>([1 << 18, 2]).ToArray(), result.ToArray());
    }

    [Fact]
    public void A_large_batch_of_a_large_network_is_within_the_bounds()
    {
        MadeModel model = new MadeModel(output: "v8").Integers("sizes", [2], 1, 2048).Integers("axes", [1], 1)
            .Node("ReduceSum", "x axes", "r").Node("Expand", "r sizes", "v0");
        for (int i = 0; i < 8; i++) model.Node("Relu", $"v{i}", $"v{i + 1}");

        Assert.Equal([10_000, 2048], model.Load().Predict(Tensor.Ones<float>([10_000, 2])).Shape);
    }

    [Fact]
    public void The_bound_is_that_of_one_run()
    {
        OnnxNetwork<float> network = new MadeModel().Node("Relu", "x", "y").Load(new OnnxImportOptions { MaximumElements = 4 });

        Assert.Throws<ArgumentException>(() => network.Predict(Tensor.Ones<float>([3, 2])));
        Assert.Equal(6, (Tensor.Ones<float>([3, 2]) + 1f).ElementCount);
        Assert.Equal([2, 2], network.Predict(Tensor.Ones<float>([2, 2])).Shape);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_bound_below_one_is_refused(long bound)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxImportOptions { MaximumElements = bound });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxImportOptions { MaximumElementsAtOnce = bound });
    }

    private static ArgumentException Refusal(MadeModel model, OnnxImportOptions options, bool isPrediction = true) =>
        Assert.Throws<ArgumentException>(() => Run(model, options, isPrediction));

    private static void Run(MadeModel model, OnnxImportOptions options, bool isPrediction)
    {
        OnnxNetwork<float> network = model.Load(options);
        OnnxInputs inputs = new() { ["x"] = Tensor.Ones<float>([1, 2]) };
        if (!isPrediction)
        {
            network.Run(inputs);
            return;
        }
        using GraphRegion region = Inference.Begin();
        network.Run(inputs);
    }
}
