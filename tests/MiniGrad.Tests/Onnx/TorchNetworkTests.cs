using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Golden;
using MiniGrad.Visualization;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx;

/// <summary>Networks that PyTorch exported compute what they compute there, and go on learning as they would there.</summary>
public sealed class TorchNetworkTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, int> Files
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach ((string name, int opset) in TorchNetworks.Files) data.Add(name, opset);
            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Single_precision_goes_on_as_in_PyTorch(string name, int opset) => AssertGoesOn<float>(name, opset, 1e-6, 1e-5);

    [Theory]
    [MemberData(nameof(Files))]
    public void Double_precision_goes_on_as_in_PyTorch(string name, int opset) => AssertGoesOn<double>(name, opset, 1e-12, 1e-10);

    [Theory]
    [InlineData("perceptron", "Gelu", "Silu", "LayerNormalize")]
    [InlineData("residual", "LayerNormalize", "Gelu", "LayerNormalize")]
    [InlineData("words", "Silu")]
    [InlineData("equal", "LayerNormalize", "Gelu", "LayerNormalize")]
    public void What_PyTorch_takes_apart_is_one_operation_again(string name, params string[] expected)
    {
        foreach ((_, int opset) in TorchNetworks.Files.Where(file => file.Name == name))
        {
            TorchNetwork torch = TorchNetworks.Find(name);
            OnnxNetwork<float> network = OnnxNetwork<float>.Load(TorchNetworks.PathOf<float>(name, opset));
            Tensor<float> outputs = Run(network, torch.InputsOf(torch.Batch<float>()));
            string[] labels = [.. ComputationGraph.Of(outputs).Nodes.Select(node => node.Label)];
            output.WriteLine(string.Join(", ", labels));
            Assert.Equal(expected.Order(), labels.Select(label => label.Split(' ', '(')[0])
                .Where(label => label is "Gelu" or "Silu" or "LayerNormalize").Order());
            // The parts are gone.
            Assert.DoesNotContain(labels, label => label.StartsWith("Erf", StringComparison.Ordinal)
                || label.StartsWith("Sqrt", StringComparison.Ordinal) || label.StartsWith("Sigmoid", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Weights_that_happen_to_be_equal_stay_two_and_statistics_are_none()
    {
        OnnxNetwork<double> network = OnnxNetwork<double>.Load(TorchNetworks.PathOf<double>("equal", 15));
        string[] names = [.. network.NamedParameters.Select(named => named.Name)];
        Assert.Equal(
            [
                "first.bias", "first.weight", "one.bias", "one.weight", "second.bias", "second.weight", "three.bias", "three.weight",
                "two.bias", "two.weight",
            ], names.Order());
        Assert.Equal(names.Length, network.Parameters.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Weights_are_saved_as_safetensors_and_loaded()
    {
        TorchNetwork torch = TorchNetworks.Find("perceptron");
        string file = TorchNetworks.PathOf<float>("perceptron", 13), saved = folder.File("trained.safetensors");
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(file), again = OnnxNetwork<float>.Load(file);
        Train(torch, network, "adam", 5);
        Weights.Save(network, saved);
        Tensor<float> inputs = torch.Batch<float>()["x"], expected = network.Predict(inputs);
        Assert.NotEqual(expected.ToArray(), again.Predict(inputs).ToArray());
        LoadedWeights loaded = Weights.Load(again, saved);
        Assert.Empty(loaded.Missing);
        Assert.Equal(expected.ToArray(), again.Predict(inputs).ToArray());
    }

    [Theory]
    [InlineData("perceptron", 4)]
    [InlineData("residual", 3, 6)]
    [InlineData("shared", 4)]
    [InlineData("equal", 4)]
    public void A_trained_network_is_exported_again(string name, params int[] sample)
    {
        TorchNetwork torch = TorchNetworks.Find(name);
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(TorchNetworks.PathOf<float>(name, 11));
        Train(torch, network, "momentum", 3);
        string path = folder.File("again.onnx");
        OnnxFile.Save(network, path, sample);
        Tensor<float> inputs = torch.Batch<float>()["x"], expected = network.Predict(inputs);
        OnnxNetwork<float> again = OnnxNetwork<float>.Load(path);
        Assert.Equal(expected.ToArray(), again.Predict(inputs).ToArray());
        using OnnxRuntime runtime = new(path);
        Assert.InRange(ExportRun.Relative(expected, runtime.Run(inputs)), 0, 5e-6);
        // Names stay, whatever was transposed.
        Assert.Equal(
            network.NamedParameters.Select(named => named.Name).Order(), again.NamedParameters.Select(named => named.Name).Order());
    }

    [Fact]
    public void An_imported_network_is_drawn_and_summed_up()
    {
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(TorchNetworks.PathOf<float>("residual", 16));
        // Else what is computed of the input alone would be a constant.
        Tensor<float> inputs = TorchNetworks.Find("residual").Batch<float>()["x"].Tracked();
        GraphPicture picture = new(ComputationGraph.Of(network.Forward(inputs), (inputs, "x")));
        string path = folder.File("network.svg");
        picture.Save(path);
        string drawn = File.ReadAllText(path);
        foreach (string label in (string[])["Gelu", "LayerNormalize", "wide.bias", "head.weight", ">x<"])
            Assert.Contains(label, drawn, StringComparison.Ordinal);
        Assert.DoesNotContain(">constant<", drawn, StringComparison.Ordinal);
        string summary = network.Summary([1, 3, 6]);
        output.WriteLine(summary);
        Assert.Contains("ONNX", summary, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{network.Parameters.Sum(parameter => parameter.ElementCount)}"), summary,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("residual")]
    [InlineData("shared")]
    [InlineData("equal")]
    public void A_captured_network_gives_the_same_bits_for_batches_of_any_size(string name)
    {
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(TorchNetworks.PathOf<float>(name, 15));
        Tensor<float> inputs = TorchNetworks.Find(name).Batch<float>()["x"];
        InferenceStep<float> step = new(network);
        for (int round = 0; round < 3; round++)
            foreach (int count in (int[])[1, 3, 8])
            {
                Tensor<float> batch = inputs.Slice(0, round % (9 - count), count);
                Assert.Equal(network.Predict(batch).ToArray(), step.Run(batch).ToArray());
            }
    }

    private void AssertGoesOn<T>(string name, int opset, double outputError, double trainingError)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TorchNetwork torch = TorchNetworks.Find(name);
        string path = TorchNetworks.PathOf<T>(name, opset);
        OnnxNetwork<T> start = OnnxNetwork<T>.Load(path);
        Assert.Equal(torch.Parameters, start.Parameters.Count);
        TorchResults expected = torch.Results<T>();
        Batch<T> batch = torch.Batch<T>();
        Tensor<T> outputs;
        using (Inference.Begin()) outputs = Run(start, torch.InputsOf(batch));
        Assert.Equal<Shape>(expected.Outputs.Shape, outputs.Shape);
        double difference = Difference(expected.Outputs.Values, outputs), trained = 0;
        Assert.InRange(difference, 0, outputError);
        foreach ((string optimizer, TorchTraining training) in expected.Trained)
        {
            OnnxNetwork<T> network = OnnxNetwork<T>.Load(path);
            T[] losses = Train(torch, network, optimizer, training.Losses.Length);
            Agreement.AssertClose(training.Losses, Tensor.Create<T>(losses), trainingError, $"{name}, losses of {optimizer}");
            Assert.True(training.Losses[^1] < training.Losses[0]);
            using (Inference.Begin()) outputs = Run(network, torch.InputsOf(batch));
            trained = Math.Max(trained, Difference(training.Outputs, outputs));
        }
        output.WriteLine(FormattableString.Invariant($"{name}, opset {opset}: {difference:E1}, after training {trained:E1}"));
        Assert.InRange(trained, 0, trainingError);
    }

    /// <summary>The largest difference, relative to the largest output.</summary>
    private static double Difference<T>(double[] expected, Tensor<T> actual) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ExportRun.Relative(Tensor.Create<T>(Array.ConvertAll(expected, T.CreateChecked), actual.Shape), actual);

    private static T[] Train<T>(TorchNetwork torch, OnnxNetwork<T> network, string optimizer, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Batch<T> batch = torch.Batch<T>();
        TrainingStep<T> step = new(
            TorchResults.Optimizer(optimizer, network.Parameters), given => torch.LossOf(Run(network, torch.InputsOf(given)), given));
        T[] losses = new T[steps];
        for (int i = 0; i < steps; i++) losses[i] = step.Run(batch);
        return losses;
    }

    private static Tensor<T> Run<T>(OnnxNetwork<T> network, OnnxInputs inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        network.Run(inputs)["scores"].ToTensor<T>();
}
