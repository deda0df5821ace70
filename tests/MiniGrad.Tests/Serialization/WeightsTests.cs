using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Serialization;

public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(WeightLayout.InputsFirst)]
    [InlineData(WeightLayout.OutputsFirst)]
    public void A_model_comes_back_bit_for_bit_in_either_layout(WeightLayout layout)
    {
        Sequential<float> model = Model(1), other = Model(2);
        Weights.Save(model, FilePath, [new("epoch", "7")], layout);

        LoadedWeights result = Weights.Load(other, FilePath);

        Assert.Empty(result.Missing);
        Assert.Empty(result.Extra);
        AssertEqual(model, other);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Equal("7", file.Metadata["epoch"]);
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias", "layers.3.count", "layers.3.mean"],
            file.Entries.Select(entry => entry.Name));
        Assert.Equal(layout == WeightLayout.InputsFirst ? [3, 4] : [4, 3], file.Find("layers.0.weight")!.Shape);
        Assert.Equal([2, 3], file.Find("layers.3.mean")!.Shape);
    }

    [Fact]
    public void PyTorch_keeps_the_transpose_under_shorter_names()
    {
        new SafetensorsBuilder()
            .Add("0.weight", [1.0, 2, 3, 4, 5, 6], [2, 3])
            .Add("0.bias", [(Half)10, (Half)20])
            .AddScalar("1.num_batches_tracked", 5L)
            .Save(FilePath);
        Sequential<float> model = new(new Linear<float>(3, 2, new Random(1)));

        Weights.Load(model, FilePath, new WeightsOptions { Rename = TorchNames.FromTorch(model) });

        Assert.Equal([10f + 1, 20 + 4], model.Predict(Tensor.Create([1f, 0, 0], [1, 3])).ToArray());
        Assert.Equal([10f + 3, 20 + 6], model.Predict(Tensor.Create([0f, 0, 1], [1, 3])).ToArray());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Square_weights_of_PyTorch_are_transposed_by_its_names_or_by_the_format_in_the_file(bool hasNames, bool hasFormat)
    {
        Sequential<float> model = new(new Linear<float>(2, 2, new Random(1)));
        SafetensorsBuilder builder = new();
        if (hasFormat) builder.AddMetadata("format", "pt");
        string prefix = hasNames ? "0" : "layers.0";
        builder.Add($"{prefix}.weight", [1f, 2, 3, 4], [2, 2]).Add($"{prefix}.bias", [10f, 20]).Save(FilePath);

        Weights.Load(model, FilePath, new WeightsOptions { Rename = hasNames ? TorchNames.FromTorch(model) : null });

        Assert.Equal([10f + 1 + 4, 20 + 3 + 8], model.Predict(Tensor.Create([1f, 2], [1, 2])).ToArray());
        Weights.Load(model, FilePath, new WeightsOptions
        {
            Layout = WeightLayout.InputsFirst,
            Rename = hasNames ? TorchNames.FromTorch(model) : null,
        });
        Assert.Equal([10f + 1 + 6, 20 + 2 + 8], model.Predict(Tensor.Create([1f, 2], [1, 2])).ToArray());
    }

    [Fact]
    public void Square_weights_are_refused_until_something_tells_the_layout()
    {
        Sequential<float> model = new(new Linear<float>(2, 2, new Random(1))), unchanged = new(new Linear<float>(2, 2, new Random(1)));
        new SafetensorsBuilder().Add("a.weight", [1f, 2, 3, 4], [2, 2]).Add("a.bias", [10f, 20]).Save(FilePath);
        WeightsOptions options = new() { Rename = name => name.Replace("a.", "layers.0.", StringComparison.Ordinal) };

        string message = Assert.Throws<ArgumentException>(() => Weights.Load(model, FilePath, options)).Message;

        Assert.StartsWith(
            $"{FilePath} does not fit the model: 'layers.0.weight' is square and nothing in the file says whether linear weights are " +
            "(in, out) or, as PyTorch's, (out, in): set Layout.",
            message, StringComparison.Ordinal);
        AssertEqual(unchanged, model);
        Weights.Load(model, FilePath, options with { Layout = WeightLayout.InputsFirst });
        Assert.Equal([10f + 1 + 6, 20 + 2 + 8], model.Predict(Tensor.Create([1f, 2], [1, 2])).ToArray());
    }

    [Fact]
    public void Another_weight_that_is_not_square_tells_the_layout()
    {
        Sequential<float> model = new(new Linear<float>(2, 2, new Random(1)), new Linear<float>(2, 1, new Random(1)));
        new SafetensorsBuilder()
            .Add("layers.0.weight", [1f, 2, 3, 4], [2, 2]).Add("layers.0.bias", [0f, 0])
            .Add("layers.1.weight", [1f, 1], [2, 1]).Add("layers.1.bias", [0f])
            .Save(FilePath);

        Weights.Load(model, FilePath);

        Assert.Equal([1f + 6 + 2 + 8], model.Predict(Tensor.Create([1f, 2], [1, 2])).ToArray());
    }

    [Fact]
    public void Names_of_PyTorch_are_recognised_and_the_message_says_what_to_set()
    {
        Sequential<float> model = new(new Linear<float>(2, 2, new Random(1)));
        new SafetensorsBuilder().Add("0.weight", [1f, 2, 3, 4], [2, 2]).Add("0.bias", [10f, 20]).Save(FilePath);

        string message = Assert.Throws<ArgumentException>(() => Weights.Load(model, FilePath)).Message;

        Assert.Contains("'layers.0.weight' is missing", message, StringComparison.Ordinal);
        Assert.Contains(
            " For PyTorch's names set Rename = TorchNames.FromTorch(model), which implies Layout = OutputsFirst.",
            message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_among_other_things_bring_their_layout_along()
    {
        Linear<float> linear = new(2, 2, new Random(1)), other = new(2, 2, new Random(2));
        SafetensorsBuilder builder = new();
        Weights.AddTo(builder, linear, WeightLayout.OutputsFirst);
        builder.Save(FilePath);

        Weights.Load(other, FilePath);

        AssertEqual(linear, other);
        Assert.Throws<ArgumentException>(() => Weights.AddTo(builder, new Sequential<float>(linear)));
    }

    [Fact]
    public void A_file_for_PyTorch_has_its_names_and_layout()
    {
        Linear<double> linear = new(2, 3, new Random(1));
        Sequential<double> model = new(linear);
        Weights.Save(model, FilePath, layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(model));

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);

        Assert.Equal(["0.weight", "0.bias"], file.Entries.Select(entry => entry.Name));
        Assert.Equal(linear.Weight.Transpose().ToArray(), file.ReadTensor<double>("0.weight").ToArray());
        Assert.Equal([3, 2], file.Find("0.weight")!.Shape);
    }

    [Fact]
    public void All_mismatches_are_listed_at_once_and_nothing_is_changed()
    {
        Sequential<float> model = Model(1), unchanged = Model(1);
        new SafetensorsBuilder()
            .Add("layers.0.weight", new float[12], [4, 3])
            .Add("layers.0.bias", [9f, 9, 9, 9])
            .Add("layers.2.weight", new int[8], [4, 2])
            .Add("layers.3.mean", new float[6], [6])
            .Add("strange", [1f])
            .Save(FilePath);

        string message = Assert.Throws<ArgumentException>(() => Weights.Load(model, FilePath)).Message;

        Assert.StartsWith(
            $"{FilePath} does not fit the model: 'layers.0.weight' has the shape [4, 3] instead of [3, 4] " +
            "(transposed: PyTorch keeps linear weights as (out, in); Layout = OutputsFirst), " +
            "'layers.2.weight' has elements of type I32 instead of floating-point numbers, 'layers.3.mean' has the shape [6] " +
            "instead of [2, 3], " +
            "'layers.2.bias' is missing, 'layers.3.count' is missing, 'strange' is not expected.",
            message, StringComparison.Ordinal);
        AssertEqual(unchanged, model);
    }

    [Fact]
    public void PyTorch_counts_all_parts_of_a_perceptron()
    {
        Mlp<float> plain = new([4, 3, 2], Activation.Relu, new Random(1));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"],
            plain.NamedParameters.Select(entry => TorchNames.ToTorch(plain)(entry.Name)));
        Mlp<float> normalized = new([4, 3, 3, 2], Activation.Relu, new Random(1), dropout: 0.1, normalization: Normalization.Batch);
        Sequential<float> nested = new(new ActivationLayer<float>(Activation.Relu), new Residual<float>(normalized));
        string[] expected =
        [
            "0.weight", "1.weight", "1.bias", "4.weight", "5.weight", "5.bias", "8.weight", "8.bias", "1.running_mean", "1.running_var",
                "5.running_mean",
            "5.running_var",
        ];
        string[] own = [.. nested.NamedParameters.Select(entry => entry.Name), .. nested.NamedBuffers.Select(entry => entry.Name)];
        string inner = nested.Children[1].Layer.Children[0].Name;
        Assert.Equal(expected.Select(name => $"1.{inner}.{name}"), own.Select(TorchNames.ToTorch<float>(nested)));
        Assert.Equal(own, expected.Select(name => TorchNames.FromTorch<float>(nested)($"1.{inner}.{name}")));
        Assert.Null(TorchNames.FromTorch<float>(nested)($"1.{inner}.1.num_batches_tracked"));
        Assert.Equal("else", TorchNames.FromTorch<float>(nested)("else"));
    }

    [Theory]
    [InlineData(WeightLayout.InputsFirst, "(transposed: PyTorch keeps linear weights as (out, in); Layout = OutputsFirst)")]
    [InlineData(WeightLayout.OutputsFirst, "(transposed: the file keeps linear weights as (in, out); Layout = InputsFirst)")]
    public void A_weight_in_the_other_layout_is_told_from_one_that_does_not_fit(WeightLayout layout, string hint)
    {
        Sequential<float> model = new(new Linear<float>(3, 2, new Random(1)));
        Weights.Save(model, FilePath, layout: layout == WeightLayout.InputsFirst ? WeightLayout.OutputsFirst : WeightLayout.InputsFirst);
        string message =
            Assert.Throws<ArgumentException>(() => Weights.Load(model, FilePath, new WeightsOptions { Layout = layout })).Message;
        Assert.Contains(hint, message, StringComparison.Ordinal);
        model = new Sequential<float>(new Linear<float>(4, 2, new Random(1)));
        message = Assert.Throws<ArgumentException>(() => Weights.Load(model, FilePath, new WeightsOptions { Layout = layout })).Message;
        Assert.DoesNotContain("transposed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_of_a_checkpoint_are_loaded_without_the_rest_of_it()
    {
        Mlp<float> model = new([4, 3, 2], Activation.Relu, new Random(1), normalization: Normalization.Batch);
        Mlp<float> other = new([4, 3, 2], Activation.Relu, new Random(2), normalization: Normalization.Batch);
        Adam<float> optimizer = new(model.Parameters);
        for (int i = 0; i < 2; i++)
        {
            model.Forward(Tensor.Uniform<float>([5, 4], -1, 1, new Random(i))).Square().Sum().Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
        }
        Checkpoint.Save(FilePath, model, optimizer, [new("epoch", "2")]);

        LoadedWeights result = Weights.Load(other, FilePath);

        Assert.Equal("everything fits", result.ToString());
        Assert.Equal(State(model), State(other));
        Assert.Equal([new("epoch", "2")], Checkpoint.Load(FilePath, other, new Adam<float>(other.Parameters)));
        string message =
            Assert.Throws<ArgumentException>(() => Weights.Load(new Mlp<float>([4, 2], Activation.Relu, new Random(1)), FilePath)).Message;
        Assert.Contains("'layers.0.weight' has the shape [4, 3] instead of [4, 2]", message, StringComparison.Ordinal);
        Assert.DoesNotContain("optimizer", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Weights.Save(model, FilePath, [new("weights_prefix", "a")]));

        static float[] State(Layer<float> layer) =>
            [.. layer.NamedParameters.Concat(layer.NamedBuffers).SelectMany(entry => entry.Item2.ToArray())];
    }

    [Fact]
    public void Names_may_be_missing_or_extra_where_that_is_allowed()
    {
        Sequential<float> model = Model(1), unchanged = Model(1);
        new SafetensorsBuilder().Add("other", [1f]).Add("layers.2.bias", [8f, 9]).Add("another", [1]).Save(FilePath);

        LoadedWeights result = Weights.Load(model, FilePath, new WeightsOptions { AllowMissing = true, AllowExtra = true });

        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.3.count", "layers.3.mean"], result.Missing);
        Assert.Equal(["other", "another"], result.Extra);
        Assert.Equal("missing: layers.0.weight, layers.0.bias, layers.2.weight, layers.3.count, layers.3.mean; extra: other, another",
            result.ToString());
        Assert.Equal([8f, 9], model.Parameters[3].ToArray());
        Assert.Equal(unchanged.Parameters[0].ToArray(), model.Parameters[0].ToArray());
    }

    [Fact]
    public void Two_names_of_a_file_for_one_of_the_model_are_refused()
    {
        new SafetensorsBuilder().Add("a", [1f, 2]).Add("b", [1f, 2]).Save(FilePath);

        WeightsOptions options = new() { AllowMissing = true, Rename = _ => "layers.2.bias" };

        string message = Assert.Throws<ArgumentException>(() => Weights.Load(Model(1), FilePath, options)).Message;

        Assert.Contains("'layers.2.bias' is there twice, as 'a' and 'b'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_parameter_is_in_the_file_once()
    {
        Linear<float> shared = new(2, 2, new Random(1));
        Sequential<float> model = new(shared, shared);
        Weights.Save(model, FilePath);

        Sequential<float> other = new(new Linear<float>(2, 2, new Random(2)));
        Weights.Load(other, FilePath);

        AssertEqual(model, other);
    }

    [Fact]
    public void Weights_can_lie_beside_other_things()
    {
        Sequential<float> model = Model(1), other = Model(2);
        SafetensorsBuilder builder = new SafetensorsBuilder().AddScalar("step", 3.0);
        Weights.AddTo(builder, model, rename: name => $"model.{name}");
        builder.Save(FilePath);

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Weights.Load(other, file,
            new WeightsOptions { Rename = name => name.StartsWith("model.", StringComparison.Ordinal) ? name["model.".Length..] : null });

        AssertEqual(model, other);
        Assert.Equal(3, file.ReadScalar<double>("step"));
    }

    [Fact]
    public void A_file_in_double_precision_is_rounded()
    {
        Linear<double> wide = new(2, 2, new Random(1));
        Weights.Save(wide, FilePath);
        Linear<float> narrow = new(2, 2, new Random(2));

        Weights.Load(narrow, FilePath);

        Assert.Equal(Array.ConvertAll(wide.Weight.ToArray(), value => (float)value), narrow.Weight.ToArray());
    }

    [Fact]
    public void Loading_is_seen_by_graphs_and_refused_while_an_average_is_in()
    {
        Linear<float> model = new(2, 1, new Random(1));
        Weights.Save(model, FilePath);
        Tensor<float> loss = model.Forward(Tensor.Ones<float>([1, 2])).Square().Sum();
        Weights.Load(model, FilePath);
        Assert.Throws<InvalidOperationException>(() => loss.Backward());

        Sgd<float> optimizer = new(model.Parameters, 0.1);
        ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>(0.9));
        model.Forward(Tensor.Ones<float>([1, 2])).Square().Sum().Backward();
        optimizer.Step();
        using (average.Apply())
            Assert.Contains("weights cannot be loaded",
                Assert.Throws<InvalidOperationException>(() => Weights.Load(model, FilePath)).Message, StringComparison.Ordinal);
        Weights.Load(model, FilePath);
    }

    [Fact]
    public void Key_of_the_layout_is_reserved()
    {
        Assert.Throws<ArgumentException>(() => Weights.Save(Model(1), FilePath, [new("linear_weights", "x")]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Weights.Save(Model(1), FilePath, layout: (WeightLayout)7));
        Assert.False(File.Exists(FilePath));
    }

    private static Sequential<float> Model(int seed)
    {
        Random random = new(seed);
        return new(new Linear<float>(3, 4, random), new ActivationLayer<float>(Activation.Tanh), new Linear<float>(4, 2, random),
            new Keeper(random));
    }

    private static void AssertEqual(Layer<float> expected, Layer<float> actual)
    {
        foreach (
            (Parameter<float> one, Parameter<float> two) in expected.Parameters.Concat(expected.NamedBuffers.Select(entry => entry.Buffer))
            .Zip(actual.Parameters.Concat(actual.NamedBuffers.Select(entry => entry.Buffer)))) Assert.Equal(one.ToArray(), two.ToArray());
    }

    /// <summary>Has state that is not trained.</summary>
    private sealed class Keeper : Layer<float>
    {
        public Keeper(Random random)
        {
            RegisterBuffer("count", Tensor.Scalar((float)random.Next(100)));
            RegisterBuffer("mean", Tensor.Uniform([2, 3], 0f, 1f, random));
        }

        protected override Tensor<float> Compute(Tensor<float> input) => input;
    }
}
