using System.Text.Json;
using System.Text.Json.Serialization;
using Examples;
using MiniGrad.Data;

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

    /// <summary>Makes sure that the file can be written later, rather than train first and lose the figures then.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void CheckWritable(string path)
    {
        if (path.Length == 0 || Directory.Exists(path)) throw new IOException($"The figures cannot be written to '{path}': expected the path of a file.");
        try
        {
            OutputPath.Probe(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The figures cannot be written to '{path}': {error.Message}", error);
        }
    }

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
