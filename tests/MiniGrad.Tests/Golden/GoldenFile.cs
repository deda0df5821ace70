using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MiniGrad.Tests.Golden;

/// <summary>Reads the figures that <c>make_golden.py</c> computed by PyTorch and scikit-learn in double precision.</summary>
internal static class GoldenFile
{
    /// <summary>One case for every row of the catalog of operations.</summary>
    public static IReadOnlyList<GoldenOperation> Operations { get; } = Read("operations.json", GoldenJson.Default.GoldenOperations).Cases;

    /// <summary>Training by every variant of the optimizers.</summary>
    public static GoldenTrajectories Trajectories { get; } = Read("trajectories.json", GoldenJson.Default.GoldenTrajectories);

    /// <summary>Training and inference with layers that normalise or look vectors up.</summary>
    public static IReadOnlyList<GoldenNetwork> Networks { get; } = Read("layers.json", GoldenJson.Default.GoldenNetworks).Networks;

    /// <summary>Outputs, last states and gradients of LSTM and GRU.</summary>
    public static GoldenRecurrence Recurrence { get; } = Read("recurrent.json", GoldenJson.Default.GoldenRecurrence);

    /// <summary>Runs of L-BFGS.</summary>
    public static IReadOnlyList<GoldenLbfgsRun> LbfgsRuns { get; } = Read("lbfgs.json", GoldenJson.Default.GoldenLbfgsRuns).Runs;

    /// <summary>Learning rates by every schedule that PyTorch has, and by its reduction on a plateau.</summary>
    public static GoldenSchedules Schedules { get; } = Read("schedules.json", GoldenJson.Default.GoldenSchedules);

    /// <summary>Networks in files of <c>torch.save</c>, and what such a file holds of each type.</summary>
    public static GoldenTorchFiles TorchFiles { get; } = Read("torch_files.json", GoldenJson.Default.GoldenTorchFiles);

    /// <summary>Ten steps from the weights in files of PyTorch's.</summary>
    public static IReadOnlyList<GoldenTorchTraining> TorchTrainings { get; } =
        Read("torch_training.json", GoldenJson.Default.GoldenTorchTrainings).Networks;

    /// <summary>Metrics of random outputs.</summary>
    public static IReadOnlyList<GoldenMetrics> Metrics { get; } = Read("metrics.json", GoldenJson.Default.GoldenMetricsFile).Cases;

    private static TFile Read<TFile>(string name, JsonTypeInfo<TFile> type)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", name));
        return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidDataException($"{name} is empty.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GoldenOperations))]
[JsonSerializable(typeof(GoldenTrajectories))]
[JsonSerializable(typeof(GoldenNetworks))]
[JsonSerializable(typeof(GoldenRecurrence))]
[JsonSerializable(typeof(GoldenLbfgsRuns))]
[JsonSerializable(typeof(GoldenSchedules))]
[JsonSerializable(typeof(GoldenMetricsFile))]
[JsonSerializable(typeof(GoldenTorchFiles))]
[JsonSerializable(typeof(GoldenTorchTrainings))]
internal sealed partial class GoldenJson : JsonSerializerContext;
