using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>Layers that normalise or look vectors up train as PyTorch's do, running averages included, and compute the same in
/// inference.</summary>
public class GoldenLayerTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Networks.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name) => AssertAgrees<double>(name, 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_PyTorch(string name) => AssertAgrees<float>(name, 1e-5);

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenNetwork golden = GoldenFile.Networks.Single(network => network.Name == name);
        Sequential<T> model = Create<T>(name);
        foreach (GoldenTensor start in golden.Start) Tensor(model, start.Name!).Assign(start.As<T>());
        Sgd<T> optimizer = new(model.Parameters, golden.LearningRate);
        TrainingStep<T> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets));

        List<T> losses = [];
        List<int> checkedSteps = [];
        for (int i = 0; i < golden.Losses.Length; i++)
        {
            GoldenBatch batch = golden.Batches[i % golden.Batches.Count];
            losses.Add(step.Run(new(batch.Inputs.As<T>(), batch.Targets.As<T>())));
            if (golden.States.SingleOrDefault(state => state.Step == i + 1) is not { } state) continue;
            checkedSteps.Add(state.Step);
            for (int j = 0; j < golden.Names.Count; j++)
                Agreement.AssertClose(state.Parameters[j], Tensor(model, golden.Names[j]), relativeError,
                    $"{name}: {golden.Names[j]} after step {state.Step}");
        }

        Assert.Equal([1, 2, 12], checkedSteps);
        Assert.Equal(model.NamedParameters.Select(entry => entry.Name).Concat(model.NamedBuffers.Select(entry => entry.Name)).Order(),
            golden.Names.Order());
        Agreement.AssertClose(golden.Losses, MiniGrad.Tensor.Vector<T>([.. losses]), relativeError, $"{name}: loss");
        Agreement.AssertClose(golden.InferenceOutputs.Values, model.Predict(golden.InferenceInputs.As<T>()), relativeError,
            $"{name}: inference");
    }

    private static Sequential<T> Create<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        if (name == "embedding") return new(new Embedding<T>(6, 2, random), new Flatten<T>(), new Linear<T>(6, 2, random));
        Layer<T> middle = name switch
        {
            "batch normalisation" => new BatchNormalization<T>(5, momentum: 0.3, epsilon: 1e-3),
            "batch normalisation, not affine" => new BatchNormalization<T>(5, momentum: 0.3, epsilon: 1e-3, affine: false),
            "layer normalisation" => new LayerNormalization<T>([5], epsilon: 1e-3),
            _ => new RmsNormalization<T>([5], epsilon: 1e-3),
        };
        return new(new Linear<T>(3, 5, random, hasBias: false), middle, new ActivationLayer<T>(Activation.Tanh),
            new Linear<T>(5, 2, random));
    }

    private static Parameter<T> Tensor<T>(Layer<T> model, string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        model.NamedParameters.Concat(model.NamedBuffers).Single(entry => entry.Name == name).Item2;
}
