using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniGrad.Data;
using MiniGrad.Losses;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;

namespace MiniGrad.Tests.Onnx;

/// <summary>Networks that PyTorch wrote as ONNX files, and what they compute and learn there; <c>Golden/onnx_networks.py</c> made
/// them.</summary>
internal static class TorchNetworks
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    private static readonly TorchNetworkFile file = Read();

    public static IReadOnlyList<TorchNetwork> All => file.Networks;

    /// <summary>The networks by name with the opset of each of their files.</summary>
    public static IEnumerable<(string Name, int Opset)> Files => All.SelectMany(network => file.Opsets.Select(opset => (network.Name,
        opset)));

    public static TorchNetwork Find(string name) => All.Single(network => network.Name == name);

    public static string PathOf<T>(string name, int opset) =>
        Path.Combine(folder, "onnx", $"{name}_{opset}_{(typeof(T) == typeof(float) ? "float" : "double")}.onnx");

    private static TorchNetworkFile Read()
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, "onnx_networks.json"));
        return JsonSerializer.Deserialize(stream, TorchJson.Default.TorchNetworkFile)!;
    }
}

internal sealed record TorchNetworkFile(int[] Opsets, IReadOnlyList<TorchNetwork> Networks);

/// <summary>A network: its inputs, what it is to learn, the number of its parameters, and what becomes of it in each precision.</summary>
internal sealed record TorchNetwork(
    string Name, bool IsClassifier, IReadOnlyList<TorchTensor> Inputs, double[] Targets, int Parameters, TorchResults Float,
    TorchResults Double)
{
    public TorchResults Results<T>() => typeof(T) == typeof(float) ? Float : Double;

    /// <summary>The inputs with the targets.</summary>
    public Batch<T> Batch<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, Tensor<T>> numbers = [];
        Dictionary<string, IndexTensor> labels = [];
        foreach (TorchTensor input in Inputs)
            if (input.IsInteger) labels[input.Name!] = input.ToIndices();
            else numbers[input.Name!] = input.ToTensor<T>();
        int[] shape = Results<T>().Outputs.Shape;
        if (IsClassifier) labels["labels"] = IndexTensor.Create(Array.ConvertAll(Targets, target => (int)target));
        else numbers["targets"] = Tensor.Create(Array.ConvertAll(Targets, T.CreateChecked), shape);
        return new Batch<T>(numbers, labels);
    }

    /// <summary>The network's inputs out of a batch.</summary>
    public OnnxInputs InputsOf<T>(Batch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxInputs inputs = [];
        foreach (TorchTensor input in Inputs)
            inputs[input.Name!] = input.IsInteger ? batch.LabelsOf(input.Name!) : Value(batch[input.Name!]);
        return inputs;

        static OnnxValue Value(Tensor<T> tensor) => tensor is Tensor<float> single ? single : (Tensor<double>)(object)tensor;
    }

    public Tensor<T> LossOf<T>(Tensor<T> outputs, Batch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        IsClassifier ? Loss.CrossEntropy(outputs, batch.Labels) : Loss.MeanSquaredError(outputs, batch.Targets);
}

/// <summary>Outputs before training, and by the name of the optimizer what becomes of them.</summary>
internal sealed record TorchResults(TorchTensor Outputs, IReadOnlyDictionary<string, TorchTraining> Trained)
{
    /// <summary>Optimizers as PyTorch has them by default, with the script's learning rates.</summary>
    public static Optimizer<T> Optimizer<T>(string name, IReadOnlyList<Parameter<T>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            "sgd" => new Sgd<T>(parameters, 0.05),
            "momentum" => new Sgd<T>(parameters, 0.05, 0.9, MomentumKind.HeavyBall),
            _ => new Adam<T>(parameters, 0.01),
        };
}

/// <summary>The loss before each step, and the outputs after the last.</summary>
internal sealed record TorchTraining(double[] Losses, double[] Outputs);

internal sealed record TorchTensor(int[] Shape, double[] Values, string? Name = null, bool IsInteger = false)
{
    public Tensor<T> ToTensor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create(Array.ConvertAll(Values, T.CreateChecked), Shape);

    public IndexTensor ToIndices() => IndexTensor.Create(Array.ConvertAll(Values, value => (int)value), Shape);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TorchNetworkFile))]
internal sealed partial class TorchJson : JsonSerializerContext;
