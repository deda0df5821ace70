using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using Xunit;

namespace MiniGrad.Tests.Golden;

/// <summary>LSTM and GRU compute and differentiate as PyTorch's do, for all combinations of layers, directions, lengths and initial states,
/// and load its files.</summary>
public class GoldenRecurrenceTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Recurrence.Cases.Select(golden => golden.Name)];

    public static TheoryData<string> FileNames => [.. GoldenFile.Recurrence.Files.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_PyTorch(string name) => AssertAgrees<double>(name, 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_PyTorch(string name) => AssertAgrees<float>(name, 1e-5);

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Files_of_PyTorch_load_and_are_written_alike(string name)
    {
        GoldenSequences golden = GoldenFile.Recurrence.Files.Single(golden => golden.Name == name);
        Layer<float> model = Create<float>(golden, seed: 1);
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        Weights.Load(model, path, new WeightsOptions { Rename = TorchNames.FromTorch(model) });
        AssertResults(golden, model, 1e-5);

        string copy = Path.Combine(Directory.CreateTempSubdirectory("minigrad").FullName, name);
        Weights.Save(model, copy, layout: WeightLayout.OutputsFirst, rename: TorchNames.ToTorch(model));
        using SafetensorsFile written = SafetensorsFile.Open(copy), original = SafetensorsFile.Open(path);
        Assert.Equal(original.Entries.Select(entry => entry.Name).Order(), written.Entries.Select(entry => entry.Name).Order());
        foreach (SafetensorsEntry entry in original.Entries)
            Assert.Equal(original.ReadTensor<float>(entry.Name).ToArray(), written.ReadTensor<float>(entry.Name).ToArray());
    }

    // Sums over many steps cancel: PyTorch's own figures in single precision differ by more where an element is small beside the others.
    private static double SmallestShare<T>() => typeof(T) == typeof(float) ? 0.1 : 1e-3;

    private static void AssertAgrees<T>(string name, double relativeError) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenSequences golden = GoldenFile.Recurrence.Cases.Single(golden => golden.Name == name);
        Dictionary<string, GoldenTensor> weights = GoldenFile.Recurrence.Networks[golden.Network!].ToDictionary(tensor => tensor.Name!);
        Layer<T> model = Create<T>(golden, seed: 1);
        Func<string, string> toTorch = TorchNames.ToTorch(model);
        foreach ((string own, Parameter<T> parameter) in model.NamedParameters)
        {
            Tensor<T> values = weights[toTorch(own)].As<T>();
            parameter.Assign(values.Rank == 2 ? values.Transpose() : values);
        }
        AssertResults(golden, model, relativeError);

        Tensor<T> input = golden.Input.As<T>().Tracked();
        Tensor<T>? hidden = golden.InitialH?.As<T>().Tracked(), cell = golden.InitialC?.As<T>().Tracked();
        Tensor<T>[] results = Run(model, input, hidden, cell, golden.Lengths);
        Tensor<T> sum = results.Zip(golden.Constants!, (result, constants) =>
            (result * Tensor.Create<T>([.. constants.Select(T.CreateTruncating)], result.Shape)).Sum()).Aggregate((a, b) => a + b);
        (string Name, Tensor<T> Tensor)[] asked =
        [
            ("input", input), .. hidden is null ? [] : ((string, Tensor<T>)[])[("initialH", hidden)],
            .. cell is null ? [] : ((string, Tensor<T>)[])[("initialC", cell)],
            .. model.NamedParameters.Select(entry => (toTorch(entry.Name), (Tensor<T>)entry.Parameter)),
        ];
        Assert.Equal(golden.Gradients!.Keys.Order(), asked.Select(entry => entry.Name).Order());
        Tensor<T>[] gradients = Differentiation.Gradients(sum, [.. asked.Select(entry => entry.Tensor)]);
        foreach (((string asks, Tensor<T> tensor), Tensor<T> gradient) in asked.Zip(gradients))
        {
            bool isWeight = asks.StartsWith("weight", StringComparison.Ordinal);
            Agreement.AssertClose(
                golden.Gradients[asks], isWeight ? gradient.Transpose() : gradient, relativeError, $"{name}: {asks}", SmallestShare<T>());
        }
    }

    private static void AssertResults<T>(GoldenSequences golden, Layer<T> model, double relativeError)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T>[] results = Run(model, golden.Input.As<T>(), golden.InitialH?.As<T>(), golden.InitialC?.As<T>(), golden.Lengths);
        GoldenTensor[] expected = golden.LastC is { } cell ? [golden.Outputs, golden.LastH, cell] : [golden.Outputs, golden.LastH];
        Assert.Equal(expected.Length, results.Length);
        foreach ((GoldenTensor values, Tensor<T> result) in expected.Zip(results))
        {
            Assert.Equal<Shape>(values.Shape, result.Shape);
            Agreement.AssertClose(values.Values, result, relativeError, golden.Name, SmallestShare<T>());
        }
    }

    private static Layer<T> Create<T>(GoldenSequences golden, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What is drawn is overwritten.
        XoshiroRandom random = new((ulong)seed);
        int features = golden.Input.Shape[^1], units = golden.LastH.Shape[^1];
        return golden.Kind == "lstm"
            ? new Lstm<T>(features, units, random, golden.Layers, golden.IsBidirectional)
            : new Gru<T>(features, units, random, golden.Layers, golden.IsBidirectional);
    }

    /// <summary>Outputs, last hidden state and, of an LSTM, last cell.</summary>
    private static Tensor<T>[] Run<T>(Layer<T> model, Tensor<T> input, Tensor<T>? hidden, Tensor<T>? cell, int[]? lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IndexTensor? steps = lengths is null ? null : IndexTensor.Create(lengths);
        if (model is Gru<T> gru)
        {
            GruResult<T> result = gru.Run(input, hidden, steps);
            return [result.Outputs, result.Last];
        }
        LstmResult<T> ofLstm = ((Lstm<T>)model).Run(input, hidden is null ? null : new LstmState<T>(hidden, cell!), steps);
        return [ofLstm.Outputs, ofLstm.Last.Hidden, ofLstm.Last.Cell];
    }
}
