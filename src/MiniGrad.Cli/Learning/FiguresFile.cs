using System.Text.Json;

namespace MiniGrad.Cli;

/// <summary>The file with the figures of a training, in JSON.</summary>
internal static class FiguresFile
{
    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="learner">Knows the figures.</param>
    /// <param name="running">The epoch that was interrupted, or null.</param>
    public static void Write(string path, TrainOptions options, Learner learner, RunningEpoch? running) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("configuration");
        json.WriteString("data", options.Source.Name);
        learner.WriteData(json);
        json.Integers("hidden", options.Hidden);
        json.WriteString("activation", Name($"{options.Activation}"));
        json.WriteNumber("epochs", options.Epochs);
        json.WriteNumber("batch", options.BatchSize);
        json.WriteString("optimizer", Name($"{options.Optimizer}"));
        json.WriteNumber("learningRate", options.LearningRate);
        json.WriteNumber("seed", options.Seed);
        json.WriteEndObject();
        json.WriteStartArray("epochs");
        learner.WriteEpochs(json, running);
        json.WriteEndArray();
        learner.WriteResult(json);
        json.WriteBoolean("interrupted", running is not null);
        json.WriteEndObject();
    });

    private static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
