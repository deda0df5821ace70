using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>Recurrent layers and attention as nodes of ONNX.</summary>
public sealed class RecurrentExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<bool, int, bool> Layers
    {
        get
        {
            TheoryData<bool, int, bool> layers = [];
            foreach (bool isGru in (bool[])[false, true])
                foreach (int count in (int[])[1, 2])
                    foreach (bool isBidirectional in (bool[])[false, true]) layers.Add(isGru, count, isBidirectional);
            return layers;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_is_a_node_for_each_direction_and_comes_back_to_the_bit(bool isGru, int layers, bool isBidirectional)
    {
        XoshiroRandom random = new(5);
        Layer<float> layer = isGru
            ? new Gru<float>(3, 7, random, layers, isBidirectional) : new Lstm<float>(3, 7, random, layers, isBidirectional);
        foreach (Parameter<float> parameter in layer.Parameters)
            parameter.Assign(parameter + Tensor.Normal(parameter.Shape, 0f, 0.3f, random));
        string path = folder.File("recurrent.onnx");
        OnnxFile.Save(layer, path, [5, 3]);
        OnnxDescription about = OnnxFile.Describe(path);
        Assert.Contains((isGru ? "GRU" : "LSTM", layers * (isBidirectional ? 2 : 1)), about.Operators);
        Assert.DoesNotContain(about.Operators, known => known.Operator == "Gemm");

        OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
        using OnnxRuntime runtime = new(path);
        foreach (int samples in (int[])[1, 3, 64])
        {
            Tensor<float> input = Tensor.Normal([samples, 5, 3], 0f, 1f, random), expected = layer.Predict(input);
            Assert.InRange(ExportRun.Relative(expected, runtime.Run(input)), 0, 5e-6);
            Assert.Equal(expected.ToArray(), network.Predict(input).ToArray());
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_imported_layer_goes_on_learning_and_is_exported_again(bool isGru, bool isBidirectional)
    {
        XoshiroRandom random = new(7);
        Layer<double> layer = isGru ? new Gru<double>(3, 4, random, isBidirectional: isBidirectional)
            : new Lstm<double>(3, 4, random, isBidirectional: isBidirectional);
        string path = folder.File("layer.onnx"), again = folder.File("again.onnx");
        OnnxFile.Save(layer, path, [5, 3]);
        OnnxNetwork<double> network = OnnxNetwork<double>.Load(path);
        Assert.Equal(Count(layer), Count(network));
        Assert.Contains(network.NamedParameters, parameter => parameter.Name == "layers.0.W");

        // Both learn the same, as derivatives go through the order of the gates.
        Tensor<double> input = Tensor.Normal([6, 5, 3], 0.0, 1, random);
        foreach (Layer<double> learner in (Layer<double>[])[layer, network])
        {
            Sgd<double> optimizer = new(learner.Parameters, 0.5);
            for (int step = 0; step < 3; step++)
            {
                learner.Forward(input).Square().Mean().Backward();
                optimizer.Step();
                optimizer.ZeroGradients();
            }
        }
        Assert.InRange(ExportRun.Relative(layer.Predict(input), network.Predict(input)), 0, 1e-12);
        OnnxFile.Save(network, again, [5, 3]);
        using OnnxRuntime runtime = new(again);
        Tensor<double> other = Tensor.Normal([2, 5, 3], 0.0, 1, random);
        Assert.InRange(ExportRun.Relative(network.Predict(other), OnnxNetwork<double>.Load(again).Predict(other)), 0, 1e-12);
    }

    [Fact]
    public void Two_layers_of_the_same_names_keep_their_own_weights()
    {
        XoshiroRandom random = new(8);
        // Each has been a model of its own before, with parameters of the same names.
        Lstm<float> first = new(3, 3, random), second = new(3, 3, random);
        Sequential<float> model = new(first, second);
        OnnxFile.Save(model, folder.File("two.onnx"), [4, 3]);
        Tensor<float> input = Tensor.Normal([2, 4, 3], 0f, 1f, random);
        using OnnxRuntime runtime = new(folder.File("two.onnx"));
        Assert.InRange(ExportRun.Relative(model.Predict(input), runtime.Run(input)), 0, 5e-6);
    }

    [Fact]
    public void A_layer_that_is_used_twice_is_in_the_file_once()
    {
        XoshiroRandom random = new(9);
        Gru<float> layer = new(3, 3, random);
        Sequential<float> model = new(layer, layer);
        OnnxFile.Save(model, folder.File("shared.onnx"), [4, 3]);
        Assert.Equal(Count(layer), Count(OnnxNetwork<float>.Load(folder.File("shared.onnx"))));
    }

    [Fact]
    public void Lengths_may_change_in_captured_steps_of_an_imported_reader()
    {
        XoshiroRandom random = new(10);
        Lstm<double> reader = new(3, 4, random);
        string path = folder.File("reader.onnx");
        OnnxFile.Save(
            reader, path, [OnnxInput.Numbers("x", "batch", "time", 3), OnnxInput.Integers("lengths", "batch")],
            inputs => new Dictionary<string, OnnxValue>
            {
                ["all"] = reader.Run(inputs["x"].ToTensor<double>(), lengths: inputs["lengths"].ToIndices()).Outputs,
            });
        OnnxNetwork<double> eager = OnnxNetwork<double>.Load(path), captured = OnnxNetwork<double>.Load(path);
        TrainingStep<double> step = new(new Sgd<double>(captured.Parameters, 0.1), batch => Error(captured, batch));
        Sgd<double> optimizer = new(eager.Parameters, 0.1);
        for (int round = 0; round < 3; round++)
        {
            Batch<double> batch = new(
                numbers: new() { ["x"] = Tensor.Normal([4, 5, 3], 0.0, 1, random) },
                labels: new() { ["lengths"] = IndexTensor.Create([5, 1 + round, 3, 2]) });
            Tensor<double> loss = Error(eager, batch);
            loss.Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
            Assert.Equal(loss.ToScalar(), step.Run(batch));
        }

        static Tensor<double> Error(OnnxNetwork<double> network, Batch<double> batch) =>
            network.Run(new OnnxInputs { ["x"] = batch["x"], ["lengths"] = batch.LabelsOf("lengths") })["all"]
                .ToTensor<double>().Square().Sum();
    }

    [Fact]
    public void An_encoder_with_attention_is_exported()
    {
        XoshiroRandom random = new(6);
        Reader model = new(random);
        string path = folder.File("attention.onnx");
        OnnxFile.Save(model, path, [5, 3]);
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
        using OnnxRuntime runtime = new(path);
        Tensor<float> input = Tensor.Normal([9, 5, 3], 0f, 1f, random), expected = model.Predict(input);
        Assert.InRange(ExportRun.Relative(expected, runtime.Run(input)), 0, 5e-6);
        Assert.InRange(ExportRun.Relative(expected, network.Predict(input)), 0, 1e-6);
    }

    private static int Count<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        layer.Parameters.Sum(parameter => parameter.ElementCount);

    /// <summary>The last state of an LSTM asks all outputs.</summary>
    private sealed class Reader : Layer<float>
    {
        private readonly Lstm<float> lstm;
        private readonly Attention<float> attention = new();
        private readonly Linear<float> head;

        public Reader(Random random)
        {
            lstm = Register("lstm", new Lstm<float>(3, 8, random));
            head = Register("head", new Linear<float>(8, 2, random));
        }

        protected override Tensor<float> Compute(Tensor<float> input)
        {
            LstmResult<float> result = lstm.Run(input);
            Tensor<float> query = result.Last.Hidden.Transpose(0, 1);
            return head.Forward(attention.Forward(query, result.Outputs, result.Outputs).Context.Squeeze(1));
        }
    }
}
