using MiniGrad.Onnx;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>What operators meant in older opsets.</summary>
public class OperatorVersionTests
{
    private static readonly Tensor<float> cube = Tensor.Range(0f, 12, 1f).Reshape(2, 2, 3);

    [Fact]
    public void Softmax_is_that_of_rows_of_all_further_axes_before_opset_13()
    {
        Tensor<float> old = Run("Softmax", 12, cube, ("axis", 1)), now = Run("Softmax", 13, cube, ("axis", 1));
        Close(cube.Reshape(2, 6).Softmax().Reshape(2, 2, 3), old);
        Close(cube.Softmax(1), now);
        // The usual axis has changed as well.
        Close(old, Run("Softmax", 11, cube));
        Close(cube.Softmax(), Run("Softmax", 13, cube));
        Close(cube.Reshape(2, 6).LogSoftmax().Reshape(2, 2, 3), Run("LogSoftmax", 6, cube));
        Close(cube.LogSoftmax(), Run("LogSoftmax", 25, cube));
    }

    [Fact]
    public void Bounds_of_Clip_are_attributes_before_opset_11()
    {
        Tensor<float> x = Tensor.Vector(-3f, -1, 0, 2, 5);
        Same([-1, -1, 0, 2, 2], Run("Clip", 6, x, ("min", -1f), ("max", 2f)));
        Same([-3, -1, 0, 2, 2], Run("Clip", 10, x, ("max", 2f)));
        OnnxNetwork<float> network =
            new ModelBuilder(11).Input("x").Numbers("low", [-1]).Node("Clip", ["x", "low"], ["y"]).Output("y").Load<float>();
        Same([-1, -1, 0, 2, 5], network.Predict(x));
        Assert.Empty(network.Parameters);
    }

    [Fact]
    public void Bounds_of_Clip_that_are_out_of_order_give_the_upper_one()
    {
        OnnxNetwork<float> network = new ModelBuilder(13).Input("x").Numbers("low", [3]).Numbers("high", [1])
            .Node("Clip", ["x", "low", "high"], ["y"]).Output("y").Load<float>();
        Same([1, 1, 1], network.Predict(Tensor.Vector(0f, 2, 4)));
    }

    [Fact]
    public void Axes_are_attributes_before_opset_13()
    {
        Tensor<float> x = cube.Reshape(2, 1, 6, 1);
        Shaped([2, 6, 1], Run("Squeeze", 11, x, ("axes", new long[] { 1 })));
        Shaped([2, 6], Run("Squeeze", 12, x));
        Shaped([2, 1, 6], Run("Squeeze", 13, x, ["axes"], builder => builder.Integers("axes", -1)));
        Shaped([1, 2, 2, 1, 3], Run("Unsqueeze", 11, cube, ("axes", new long[] { 0, -2 })));
        Shaped([1, 2, 2, 1, 3], Run("Unsqueeze", 13, cube, ["axes"], builder => builder.Integers("axes", 0, -2)));
        Same([3, 12, 21, 30], Run("ReduceSum", 11, cube, ("axes", new long[] { -1 }), ("keepdims", 0)));
        Same([3, 12, 21, 30], Run("ReduceSum", 13, cube, ["axes"], builder => builder.Integers("axes", 2)));
        Same([1, 4, 7, 10], Run("ReduceMean", 17, cube, ("axes", new long[] { 2 })));
        Same([1, 4, 7, 10], Run("ReduceMean", 18, cube, ["axes"], builder => builder.Integers("axes", 2)));
    }

    [Fact]
    public void Reductions_over_no_axes_are_over_all_unless_they_are_to_do_nothing()
    {
        Same([66], Run("ReduceSum", 13, cube, ["axes"], builder => builder.Integers("axes")));
        Same(cube.ToArray(), Run("ReduceSum", 13, cube, ["axes"], builder => builder.Integers("axes"), ("noop_with_empty_axes", 1)));
        Same(cube.Square().ToArray(), Run("ReduceSumSquare", 18, cube, ("noop_with_empty_axes", 1)));
        Shaped([1, 1, 1], Run("ReduceMax", 11, cube));
    }

    [Fact]
    public void Slice_has_attributes_before_opset_10()
    {
        Same(
            [1, 2, 4, 5],
            Run("Slice", 9, cube, ("starts", new long[] { 0, 1 }), ("ends", new long[] { 1, 1000 }), ("axes", new long[] { 0, 2 })));
        Same([6, 7, 8, 9, 10, 11], Run("Slice", 9, cube, ("starts", new long[] { -1 }), ("ends", new long[] { 1000 })));
        Same([11, 8, 5, 2], Run("Slice", 10, cube.Reshape(12), ["starts", "ends", "axes", "steps"], builder => builder
            .Integers("starts", 11).Integers("ends", long.MinValue).Integers("axes", 0).Integers("steps", -3)));
    }

    [Fact]
    public void Lengths_of_Split_are_an_attribute_before_opset_13()
    {
        OnnxNetwork<float> network = new ModelBuilder(11).Input("x")
            .Node("Split", ["x"], ["a", "b"], ("axis", 2), ("split", new long[] { 1, 2 })).Output("a").Output("b").Load<float>();
        IReadOnlyDictionary<string, OnnxValue> parts = network.Run(new OnnxInputs { ["x"] = cube });
        Same([0, 3, 6, 9], parts["a"].ToTensor<float>());
        Same([1, 2, 4, 5, 7, 8, 10, 11], parts["b"].ToTensor<float>());

        ModelBuilder unequal = new ModelBuilder(13).Input("x").Node("Split", ["x"], ["a", "b"], ("axis", 2)).Output("a").Output("b");
        ArgumentException error = Assert.Throws<ArgumentException>(() => unequal.Load<float>().Run(new OnnxInputs { ["x"] = cube }));
        Assert.Contains("3 cannot be split into 2 equal parts", error.Message, StringComparison.Ordinal);

        OnnxNetwork<float> newer = new ModelBuilder(18).Input("x").Node("Split", ["x"], ["a", "b"], ("axis", 2), ("num_outputs", 2))
            .Output("a").Output("b").Load<float>();
        Shaped([2, 2, 2], newer.Run(new OnnxInputs { ["x"] = cube })["a"].ToTensor<float>());
    }

    [Fact]
    public void Pads_are_attributes_before_opset_11()
    {
        Tensor<float> x = Tensor.Vector(1f, 2, 3);
        Same([7, 7, 1, 2, 3, 7], Run("Pad", 10, x, ("pads", new long[] { 2, 1 }), ("value", 7f)));
        Same([3, 2, 1, 2, 3, 2], Run("Pad", 2, x, ("pads", new long[] { 2, 1 }), ("mode", "reflect")));
        Same([2, 3, 0], Run("Pad", 10, x, ("pads", new long[] { -1, 1 })));
        Same([1, 1, 1, 2, 3, 3], Run("Pad", 11, x, ["pads"], builder => builder.Integers("pads", 2, 1), ("mode", "edge")));
        Same([2, 3, 1, 2, 3, 1], Run("Pad", 19, x, ["pads"], builder => builder.Integers("pads", 2, 1), ("mode", "wrap")));
    }

    [Fact]
    public void Mirrored_and_repeated_elements_get_all_their_gradients()
    {
        foreach (string mode in (string[])["reflect", "edge", "wrap"])
        {
            OnnxNetwork<double> network = new ModelBuilder(19).Input("x").Integers("pads", 2, 1, 1, 2)
                .Node("Pad", ["x", "pads"], ["y"], ("mode", mode)).Output("y").Load<double>();
            GradientCheck.Require(
                x => network.Forward(x).Power(3.0), Tensor.Uniform<double>([3, 4], 0.5, 2, new Random(1)),
                new GradientCheckOptions { Order = 2 });
        }
    }

    [Fact]
    public void Addition_broadcasts_only_on_request_before_opset_7()
    {
        Tensor<float> x = Tensor.Zeros<float>([2, 3, 4]);
        Tensor<float> middle = Add(x, Tensor.Vector(1f, 2, 3), ("broadcast", 1), ("axis", 1));
        Assert.Equal([1f, 2, 3], [middle[0, 0, 0], middle[1, 1, 3], middle[0, 2, 1]]);
        Tensor<float> last = Add(x, Tensor.Vector(1f, 2, 3, 4), ("broadcast", 1));
        Assert.Equal([1f, 4], [last[0, 0, 0], last[1, 2, 3]]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Add(x, Tensor.Vector(1f, 2, 3, 4)));
        Assert.Contains("does not ask for broadcasting", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Add(x, Tensor.Vector(1f, 2), ("broadcast", 1), ("axis", 1)));

        static Tensor<float> Add(Tensor<float> a, Tensor<float> b, params (string, object)[] attributes) =>
            new ModelBuilder(6).Input("a").Input("b").Node("Add", ["a", "b"], ["y"], attributes).Output("y").Load<float>()
                .Run(new OnnxInputs { ["a"] = a, ["b"] = b })["y"].ToTensor<float>();
    }

    [Fact]
    public void Batch_normalization_uses_the_averages_of_the_file()
    {
        foreach ((int opset, (string, object)[] attributes) in ((int, (string, object)[])[])
            [(6, [("is_test", 1)]), (7, []), (9, []), (14, []), (15, [("training_mode", 0)])])
        {
            OnnxNetwork<float> network = Normalization(opset, attributes).Load<float>();
            Close(Tensor.Create([10f, 12, 14, 40, 44, 48], [1, 2, 3]), network.Predict(Tensor.Create([1f, 2, 3, 2, 3, 4], [1, 2, 3])));
            Assert.Equal(["scale", "shift"], network.NamedParameters.Select(parameter => parameter.Name));
        }
        Refused<NotSupportedException>(Normalization(6), "'is_test' is 0");
        Refused<NotSupportedException>(Normalization(8, ("spatial", 0)), "'spatial' is 0");

        static ModelBuilder Normalization(int opset, params (string, object)[] attributes) => new ModelBuilder(opset).Input("x")
            .Numbers("scale", [2, 4], 2).Numbers("shift", [10, 40], 2).Numbers("mean", [1, 2], 2).Numbers("variance", [0.75f, 0.75f], 2)
            .Node("BatchNormalization", ["x", "scale", "shift", "mean", "variance"], ["y"], [.. attributes, ("epsilon", 0.25f)])
            .Output("y");
    }

    [Fact]
    public void Dropout_is_nothing_in_inference_and_refused_in_training()
    {
        Same([1, 2], Run("Dropout", 7, Tensor.Vector(1f, 2), ("ratio", 0.5f)));
        Same([1, 2], Run("Dropout", 6, Tensor.Vector(1f, 2), ("is_test", 1)));
        Refused<NotSupportedException>(new ModelBuilder(6).Input("x").Node("Dropout", ["x"], ["y"]).Output("y"), "as in training");
        Refused<NotSupportedException>(
            new ModelBuilder(13).Input("x").Numbers("ratio", [0.5f]).Truth("mode", true)
                .Node("Dropout", ["x", "ratio", "mode"], ["y"]).Output("y"),
            "as in training");
        OnnxNetwork<float> zero = new ModelBuilder(13).Input("x").Numbers("ratio", [0]).Truth("mode", true)
            .Node("Dropout", ["x", "ratio", "mode"], ["y"]).Output("y").Load<float>();
        Same([1, 2], zero.Predict(Tensor.Vector(1f, 2)));
        Assert.Empty(zero.Parameters);
    }

    [Fact]
    public void Sizes_of_0_and_minus_1_fit_any_batch()
    {
        OnnxNetwork<float> network = new ModelBuilder(13).Input("x").Integers("sizes", 0, -1)
            .Node("Reshape", ["x", "sizes"], ["y"]).Output("y").Load<float>();
        foreach (int batch in (int[])[0, 1, 5]) Shaped([batch, 6], network.Predict(Tensor.Zeros<float>([batch, 2, 3])));
        Tensor<float> none = Tensor.Zeros<float>([3, 0]);
        Shaped([0, 3], Run("Reshape", 14, none, ["sizes"], builder => builder.Integers("sizes", 0, 3), ("allowzero", 1)));
    }

    [Fact]
    public void Constants_that_would_fill_the_memory_are_not_computed_ahead()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        new ModelBuilder(13).Numbers("one", [1]).Integers("sizes", 1 << 15, 1 << 15).Node("Expand", ["one", "sizes"], ["y"]).Output("y")
            .Load<float>();
        new ModelBuilder(13).Numbers("one", [1], 1).Integers("pads", 1 << 30, 0).Node("Pad", ["one", "pads"], ["y"]).Output("y")
            .Load<float>();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void Integers_wrap_and_lose_their_fraction()
    {
        Assert.Equal([int.MinValue, -2L], Pair("Add", OnnxElementType.Int32, [int.MaxValue, -3], [1, 1]));
        Assert.Equal([-3L, 3], Pair("Div", OnnxElementType.Int64, [-7, 7], [2, 2]));
        Assert.Equal([9L, -8], Pair("Pow", OnnxElementType.Int64, [3, -2], [2, 3]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Pair("Div", OnnxElementType.Int32, [1, 1], [1, 0]));
        Assert.Contains("Div 'the Div'", error.Message, StringComparison.Ordinal);

        static long[] Pair(string type, OnnxElementType kind, long[] a, long[] b) =>
            new ModelBuilder(15).Input("a", kind).Input("b", kind).Node(type, ["a", "b"], ["y"]).Output("y", kind).Load<float>()
                .Run(new OnnxInputs { ["a"] = OnnxValue.Integers(a, [2], kind), ["b"] = OnnxValue.Integers(b, [2], kind) })["y"]
                .ToIntegers();
    }

    [Fact]
    public void What_an_operator_does_not_know_is_refused_with_node_and_operator()
    {
        Refused<InvalidDataException>(One(13, "Relu", 1, ("slope", 1f)), "Relu 'the Relu'", "'slope'");
        Refused<InvalidDataException>(One(13, "Softmax", 1, ("axis", 1f)), "Softmax 'the Softmax'", "'axis'");
        Refused<InvalidDataException>(One(13, "Add", 1), "Add 'the Add'", "2 inputs, got 1");
        Refused<InvalidDataException>(One(13, "Squeeze", 3), "Squeeze", "1 to 2 inputs, got 3");
        Refused<InvalidDataException>(One(13, "Squeeze", 1, ("axes", new long[] { 0 })), "Squeeze", "'axes'");
        Refused<NotSupportedException>(One(19, "Gelu", 1), "Gelu before opset 20");
        Refused<NotSupportedException>(One(13, "Cast", 1, ("to", 2)), "Cast", "UInt8");

        static ModelBuilder One(int opset, string type, int inputs, params (string, object)[] attributes) => new ModelBuilder(opset)
            .Input("x").Node(type, [.. Enumerable.Repeat("x", inputs)], ["y"], attributes).Output("y");
    }

    [Fact]
    public void An_axis_that_is_not_there_is_refused_with_node_and_operator()
    {
        foreach ((string type, (string, object)[] attributes) in ((string, (string, object)[])[])
        [
            ("Softmax", [("axis", 3)]), ("Flatten", [("axis", 4)]), ("Concat", [("axis", 3)]),
            ("ReduceMean", [("axes", new long[] { -4 })]),
            ("Squeeze", [("axes", new long[] { 5 })]), ("Transpose", [("perm", new long[] { 0, 1, 3 })]), ("ArgMax", [("axis", 7)]),
            ("ReduceSum", [("axes", new long[] { 1, -2 })]), ("Unsqueeze", [("axes", new long[] { 9 })]), ("Split", [("axis", -4)]),
        ])
        {
            OnnxElementType result = type == "ArgMax" ? OnnxElementType.Int64 : OnnxElementType.Float;
            OnnxNetwork<float> network =
                new ModelBuilder(11).Input("x").Node(type, ["x"], ["y"], attributes).Output("y", result).Load<float>();
            ArgumentException error = Assert.Throws<ArgumentException>(() => network.Run(new OnnxInputs { ["x"] = cube }));
            Assert.Contains($"{type} 'the {type}'", error.Message, StringComparison.Ordinal);
            Assert.Contains("[2, 2, 3]", error.Message, StringComparison.Ordinal);
        }
    }

    private static Tensor<float> Run(string type, int opset, Tensor<float> x, params (string, object)[] attributes) =>
        Run(type, opset, x, [], builder => builder, attributes);

    private static Tensor<float> Run(
        string type, int opset, Tensor<float> x, string[] further, Func<ModelBuilder, ModelBuilder> add,
        params (string, object)[] attributes) =>
        add(new ModelBuilder(opset).Input("x")).Node(type, ["x", .. further], ["y"], attributes).Output("y").Load<float>().Predict(x);

    private static void Refused<TException>(ModelBuilder model, params string[] words) where TException : Exception
    {
        TException error = Assert.Throws<TException>(() => model.Load<float>());
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static void Same(float[] expected, Tensor<float> found) => Assert.Equal(expected, found.ToArray());

    private static void Shaped(Shape expected, Tensor<float> found) => Assert.Equal(expected, found.Shape);

    private static void Close(Tensor<float> expected, Tensor<float> found)
    {
        Assert.Equal(expected.Shape, found.Shape);
        Assert.All(expected.ToArray().Zip(found.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
