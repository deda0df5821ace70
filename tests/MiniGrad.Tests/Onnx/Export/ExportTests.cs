using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>What is exported computes the same in ONNX Runtime, and the same bits when it is imported.</summary>
public sealed class ExportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(17, 500)]
    [InlineData(13, 60)]
    [InlineData(23, 60)]
    public void Random_networks_agree_with_ONNX_Runtime_and_come_back_to_the_bit(int opset, int networks)
    {
        OnnxExportOptions options = new() { Opset = opset };
        double single = 0, twice = 0;
        List<string> faults = [];
        for (int seed = 0; seed < networks; seed++)
        {
            (double difference, string? fault) = ExportRun.Compare<float>(seed, folder.Path, options);
            (double finer, string? other) = ExportRun.Compare<double>(seed, folder.Path, options);
            (single, twice) = (Math.Max(single, difference), Math.Max(twice, finer));
            faults.AddRange(new[] { fault, other }.OfType<string>());
        }
        output.WriteLine(FormattableString.Invariant($"opset {opset}: {single:E1} in single precision, {twice:E1} in double"));
        Assert.Empty(faults);
        Assert.InRange(single, 0, 5e-6);
        Assert.InRange(twice, 0, 1e-13);
    }

    [Fact]
    public void Probabilities_and_logarithms_are_those_of_the_scores()
    {
        foreach (int outputs in (int[])[1, 4])
            foreach (OnnxOutput kind in Enum.GetValues<OnnxOutput>())
            {
                Mlp<float> model = new([3, 5, outputs], Activation.Tanh, new XoshiroRandom(1));
                string path = folder.File($"{outputs}{kind}.onnx");
                OnnxFile.Save(model, path, [3], new OnnxExportOptions
                {
                    InputName = "pixels",
                    OutputName = "probabilities",
                    Output = kind,
                    Metadata = { ["trained_on"] = "nothing" },
                });
                Tensor<float> input = Tensor.Normal([7, 3], 0f, 1f, new XoshiroRandom(2)), scores = model.Predict(input);
                Tensor<float> pair = Tensor.Concatenate([-scores, scores], axis: 1);
                Tensor<float> expected = kind switch
                {
                    OnnxOutput.Scores => scores,
                    OnnxOutput.Probabilities => outputs == 1 ? pair.Sigmoid() : scores.Softmax(),
                    _ => outputs == 1 ? -(-pair).Softplus() : scores.LogSoftmax(),
                };
                using OnnxRuntime runtime = new(path);
                Assert.InRange(ExportRun.Relative(expected, runtime.Run(input)), 0, 1e-6);
                OnnxDescription about = OnnxFile.Describe(path);
                Assert.Equal("pixels: Float [batch, 3]", about.Inputs.Single().ToString());
                Assert.Equal("probabilities", about.Outputs.Single().Name);
                Assert.Equal("nothing", about.Metadata["trained_on"]);
                Assert.Empty(about.Unsupported);
                Assert.InRange(about.WeightCount, model.Parameters.Sum(parameter => parameter.ElementCount), 100);
            }
    }

    [Fact]
    public void Names_of_weights_are_the_models_and_an_imported_network_goes_on_learning()
    {
        Mlp<float> model = new([4, 8, 3], Activation.Relu, new XoshiroRandom(1));
        string path = folder.File("model.onnx");
        OnnxFile.Save(model, path, [4]);
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
        Assert.Equal(model.NamedParameters.Select(named => named.Name), network.NamedParameters.Select(named => named.Name));
        OnnxImportOptions onlyBiases = new() { IsTrained = name => name.EndsWith("bias", StringComparison.Ordinal) };
        OnnxNetwork<float> frozen = OnnxNetwork<float>.Load(path, onlyBiases);
        Assert.Equal(2, frozen.Parameters.Count(parameter => !parameter.IsFrozen));

        XoshiroRandom random = new(3);
        Tensor<float> inputs = Tensor.Normal([16, 4], 0f, 1f, random);
        IndexTensor labels = IndexTensor.Create([.. Enumerable.Range(0, 16).Select(_ => random.Next(3))]);
        Batch<float> batch = new(inputs, labels);
        TrainingStep<float> own = Step(model), imported = Step(network);
        for (int step = 0; step < 20; step++)
            Assert.Equal(own.Run(batch), imported.Run(batch));
        string again = folder.File("again.onnx");
        OnnxFile.Save(network, again, [4]);
        Assert.Equal(model.Predict(inputs).ToArray(), OnnxNetwork<float>.Load(again).Predict(inputs).ToArray());

        static TrainingStep<float> Step(Layer<float> layer) => new(
            new MiniGrad.Optimizers.Adam<float>(layer.Parameters, 0.01),
            batch => MiniGrad.Losses.Loss.CrossEntropy(layer.Forward(batch.Inputs), batch.Labels));
    }

    [Fact]
    public void An_operation_of_ones_own_is_refused_by_name_until_it_has_a_form()
    {
        OwnLayer model = new();
        string path = folder.File("own.onnx");
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => OnnxFile.Save(model, path, [3]));
        Assert.Contains("the operation OwnCube cannot be exported: it has no form in ONNX; Conversions[\"OwnCube\"]", error.Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        OnnxFile.Save(model, path, [3], new OnnxExportOptions
        {
            Conversions = { ["OwnCube"] = (graph, inputs) => graph.Node("Pow", [inputs[0], graph.Number(3)]) },
        });
        Tensor<float> input = Tensor.Create([1f, -2, 3], [1, 3]);
        using OnnxRuntime runtime = new(path);
        Assert.Equal([1f, -8, 27], runtime.Run(input).ToArray());
    }

    [Fact]
    public void What_depends_on_the_number_of_samples_or_on_values_is_refused()
    {
        Assert.Contains(
            "other operations for batch 13 than for batch 11", Refusal(x => x.Shape[0] > 12 ? x.Tanh() : x), StringComparison.Ordinal);
        Assert.Contains("depends on values", Refusal(x => x.Span[0] > 0 ? x.Tanh() : x), StringComparison.Ordinal);
        Assert.Contains("depends on the sizes of batch",
            Refusal(x => x + Tensor.Range(0f, x.Shape[0], 1f).ExpandDimension(1)), StringComparison.Ordinal);

        string Refusal(Func<Tensor<float>, Tensor<float>> function) => Assert.Throws<NotSupportedException>(
            () => OnnxFile.Save(new FunctionLayer(function), folder.File("refused.onnx"), [3])).Message;
    }

    private sealed class FunctionLayer(Func<Tensor<float>, Tensor<float>> function) : Layer<float>
    {
        protected override Tensor<float> Compute(Tensor<float> input) => function(input);
    }

    private sealed class OwnLayer : Layer<float>
    {
        protected override Tensor<float> Compute(Tensor<float> input) => new OwnCube(input).Apply();
    }

    private sealed class OwnCube(Tensor<float> x) : Operation<float>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override Shape InferShape() => Input(0).Shape;

        protected override void Forward(Span<float> output)
        {
            for (int i = 0; i < output.Length; i++) output[i] = MathF.Pow(Input(0).Span[i], 3);
        }

        protected override void Backward(Tensor<float> gradient, GradientSink<float> sink) =>
            sink.Add(0, gradient * 3f * Input(0).Square());
    }
}
