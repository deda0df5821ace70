using MiniGrad.Layers;
using MiniGrad.Onnx;
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
