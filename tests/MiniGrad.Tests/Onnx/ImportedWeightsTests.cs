using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>Weights of imported networks in files of their own, and networks of one sample.</summary>
public sealed class ImportedWeightsTests : IDisposable
{
    // Linear as PyTorch exports it, [out, in], square so that a transpose does not show in the shape.
    private static readonly float[] weight = [1, 2, 3, 4];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_go_to_PyTorch_and_come_from_there_in_its_layout()
    {
        OnnxNetwork<float> network = Square().Load<float>();
        Tensor<float> x = Tensor.Create([1f, 10], [1, 2]);
        Assert.Equal([21, 43], network.Predict(x).ToArray());

        string path = folder.File("torch.safetensors");
        Weights.Save(network, path, layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(network));
        using (SafetensorsFile file = SafetensorsFile.Open(path)) Assert.Equal(weight, file.ReadTensor<float>("a.weight").ToArray());
        foreach (Parameter<float> parameter in network.Parameters) parameter.BeginUpdate().Clear();
        Weights.Load(network, path, new WeightsOptions { Rename = TorchNames.FromTorch(network) });
        Assert.Equal([21, 43], network.Predict(x).ToArray());

        // What is no linear layer's stays as it is: here a matrix that is multiplied as it stands.
        OnnxNetwork<float> product = new ModelBuilder(13).Input("x").Numbers("m", weight, 2, 2).Node("MatMul", ["x", "m"], ["y"])
            .Output("y").Load<float>();
        Weights.Save(product, path, layout: WeightLayout.OutputsFirst);
        using (SafetensorsFile file = SafetensorsFile.Open(path)) Assert.Equal(weight, file.ReadTensor<float>("m").ToArray());
    }

    [Fact]
    public void Weights_of_a_layer_stay_those_of_a_layer_in_a_file_of_ones_own()
    {
        Linear<float> linear = new(2, 2, new Random(1));
        OnnxFile.Save(linear, folder.File("own.onnx"), [2]);
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(folder.File("own.onnx"));
        Weights.Save(linear, folder.File("linear.safetensors"), layout: WeightLayout.OutputsFirst);
        Weights.Load(network, folder.File("linear.safetensors"));
        Assert.Equal(linear.Weight.ToArray(), network.Parameters[0].ToArray());
    }

    [Fact]
    public void An_output_that_is_a_weight_stays_as_it_was()
    {
        OnnxNetwork<float> network = new ModelBuilder(13).Input("x").Numbers("w", weight, 4).Node("Add", ["x", "w"], ["y"])
            .Output("y").Output("w").Load<float>();
        using GraphRegion region = Inference.Begin();
        Tensor<float> before = network.Run(new OnnxInputs { ["x"] = Tensor.Zeros<float>([4]) })["w"].ToTensor<float>();
        network.Parameters[0].BeginUpdate().Clear();
        Assert.Equal(weight, before.ToArray());
    }

    [Fact]
    public void A_file_of_one_sample_takes_any_number_if_asked_for()
    {
        ModelBuilder model = Square(1, 2);
        Tensor<float> x = Tensor.Create([1f, 10, 0, 1], [2, 2]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Load<float>().Predict(x));
        Assert.Contains("FreesBatch of OnnxImportOptions", error.Message, StringComparison.Ordinal);
        OnnxNetwork<float> freed = model.Load<float>(new OnnxImportOptions { FreesBatch = true });
        Assert.Equal("x: Float [batch, 2]", freed.Inputs[0].ToString());
        Assert.Equal([21, 43, 2, 4], freed.Predict(x).ToArray());
    }

    [Fact]
    public void A_file_that_needs_its_one_sample_inside_is_refused_with_more()
    {
        OnnxNetwork<float> network = new ModelBuilder(13).Input("x", sizes: [1, 2]).Integers("flat", 1, -1)
            .Node("Reshape", ["x", "flat"], ["y"]).Output("y", sizes: [1, 2]).Load<float>(new OnnxImportOptions { FreesBatch = true });
        ArgumentException error = Assert.Throws<ArgumentException>(() => network.Predict(Tensor.Zeros<float>([3, 2])));
        Assert.Contains("for 3 samples the output y: Float [1, 2] is Float [1, 6]", error.Message, StringComparison.Ordinal);
    }

    private static ModelBuilder Square(params long[] sizes) => new ModelBuilder(13).Input("x", sizes: sizes)
        .Numbers("a.weight", weight, 2, 2).Numbers("a.bias", [0, 0], 2)
        .Node("Gemm", ["x", "a.weight", "a.bias"], ["y"], ("transB", 1)).Output("y", sizes: sizes);
}
