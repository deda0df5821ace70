using System.Text.Json;
using System.Text.Json.Serialization;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace Mnist;

/// <summary>The file with the figures of a run, in JSON.</summary>
internal static class FiguresFile
{
    private static readonly JsonSerializerOptions format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, MnistOptions options, ImageData data, IReadOnlyList<EpochFigures> epochs, bool isInterrupted) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, Content(options, data, epochs, isInterrupted), format));

    private static object Content(MnistOptions options, ImageData data, IReadOnlyList<EpochFigures> epochs, bool isInterrupted) => new
    {
        Configuration = new
        {
            Data = options.DataFolder ?? "generated",
            TrainingImages = data.Training.Count,
            TestImages = data.Test.Count,
            options.Hidden,
            options.Activation,
            options.Epochs,
            Batch = options.BatchSize,
            options.Optimizer,
            options.LearningRate,
            options.Seed,
        },
        Epochs = epochs,
        Interrupted = isInterrupted,
    };
}
