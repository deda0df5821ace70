using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Golden;

/// <summary>Networks that are built here and take their weights from PyTorch's files go on learning as they would there.</summary>
public class GoldenTorchTrainingTests(ITestOutputHelper output)
{
    private const int Steps = 10;

    /// <summary>State dictionaries, checkpoints that hold one, and safetensors.</summary>
    public static TheoryData<string, string> Files
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (GoldenTorchTraining golden in GoldenFile.TorchTrainings)
                foreach (string ending in (string[])["pt", "pth", "safetensors"]) data.Add(golden.Name, ending);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Ten_steps_in_double_precision_are_those_of_PyTorch(string name, string ending) =>
        AssertGoesOn<double>(name, $"{name}_double.{ending}", 1e-10, golden => golden.Double);

    [Theory]
    [MemberData(nameof(Files))]
    public void Ten_steps_in_single_precision_are_those_of_PyTorch(string name, string ending) =>
        AssertGoesOn<float>(name, $"{name}_float.{ending}", 1e-5, golden => golden.Float);

    private void AssertGoesOn<T>(
        string name, string file, double error, Func<GoldenTorchTraining, IReadOnlyDictionary<string, GoldenTrained>> resultsOf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenTorchTraining golden = GoldenFile.TorchTrainings.Single(golden => golden.Name == name);
        IReadOnlyDictionary<string, GoldenTrained> results = resultsOf(golden);
        Assert.Equal(["adam", "momentum", "sgd"], results.Keys.Order());
        Tensor<T> inputs = golden.Inputs.As<T>();
        Batch<T> batch = golden.IsClassifier
            ? new Batch<T>(inputs, IndexTensor.Create(Array.ConvertAll(golden.Targets.Values, target => (int)target)))
            : new Batch<T>(inputs, golden.Targets.As<T>());
        double largest = 0;
        foreach ((string optimizer, GoldenTrained expected) in results)
        {
            Sequential<T> model = Create<T>(name);
            Load(model, file);
            TrainingStep<T> step = new(Optimizer(optimizer, model.Parameters), given => golden.IsClassifier
                ? Loss.CrossEntropy(model.Forward(given.Inputs), given.Labels)
                : Loss.MeanSquaredError(model.Forward(given.Inputs), given.Targets));
            T[] losses = new T[Steps];
            for (int i = 0; i < Steps; i++) losses[i] = step.Run(batch);
            Agreement.AssertClose(expected.Losses, Tensor.Create<T>(losses), error, $"{file}, losses of {optimizer}");
            // They learn at all.
            Assert.True(expected.Losses[^1] < 0.99 * expected.Losses[0]);
            Tensor<T> outputs = model.Predict(inputs);
            double scale = expected.Outputs.Max(Math.Abs);
            largest = Math.Max(largest, expected.Outputs.Zip(outputs.ToArray(), (one, other) =>
                Math.Abs(one - double.CreateChecked(other))).Max() / scale);
        }
        output.WriteLine(FormattableString.Invariant($"{file}: outputs at most {largest:E1} apart"));
        Assert.InRange(largest, 0, error);
    }

    private static void Load<T>(Sequential<T> model, string file) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "torch", file);
        // Of PyTorch's own files the names are found.
        WeightsOptions options = file.EndsWith(".safetensors", StringComparison.Ordinal)
            ? new() { Rename = TorchNames.FromTorch(model) }
            : new();
        Assert.Equal("everything fits", Weights.Load(model, path, options).ToString());
    }

    // As PyTorch has them by default, with the script's learning rates.
    private static Optimizer<T> Optimizer<T>(string name, IReadOnlyList<Parameter<T>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            "sgd" => new Sgd<T>(parameters, 0.05),
            "momentum" => new Sgd<T>(parameters, 0.05, 0.9, MomentumKind.HeavyBall),
            _ => new Adam<T>(parameters, 0.01),
        };

    private static Sequential<T> Create<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        ActivationLayer<T> relu = new(Activation.Relu);
        return name switch
        {
            "tanh" => new(new Linear<T>(4, 8, random), new ActivationLayer<T>(Activation.Tanh), new Linear<T>(8, 3, random)),
            "relu" => new(new Linear<T>(6, 10, random), relu, new Linear<T>(10, 10, random), relu, new Linear<T>(10, 4, random)),
            _ => new(
                new Linear<T>(5, 8, random, hasBias: false), new LayerNormalization<T>(8), new ActivationLayer<T>(Activation.Gelu),
                new Linear<T>(8, 2, random)),
        };
    }
}
