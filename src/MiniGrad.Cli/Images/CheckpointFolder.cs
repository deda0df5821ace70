using System.Text.Json;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>The checkpoints of a run, and beside them the settings that it has to be gone on with.</summary>
internal static class CheckpointFolder
{
    private const string OptionName = "--checkpoint";
    private const string SettingsName = "settings.json";
    private const string DataName = "data";

    /// <summary>Makes the folder, and makes sure that it is one for this run.</summary>
    /// <returns>Null if no checkpoints are wanted.</returns>
    /// <exception cref="IOException">The folder cannot be written to, or holds an earlier run that was not asked for.</exception>
    /// <exception cref="InvalidDataException">The run that is to be resumed had other settings.</exception>
    public static Checkpoints? Open(TrainOptions options)
    {
        if (options.CheckpointFolder is not { } folder) return null;
        OutputPath.MakeFolder(folder, OptionName);
        Checkpoints checkpoints = new(folder) { EverySteps = options.CheckpointEvery };
        string settings = Path.Combine(folder, SettingsName);
        if (checkpoints.Latest() is not { } latest) AtomicFile.Write(settings, stream => Write(stream, options));
        else if (!options.Resume)
            throw new IOException($"{OptionName}: {latest} is of an earlier run: expected --resume to go on with it, or another folder.");
        else CheckSettings(Read(settings), options);
        return checkpoints;
    }

    /// <summary>Goes on from the latest checkpoint.</summary>
    /// <exception cref="InvalidDataException">The data are not those of the run; or as for <see cref="Trainer{T}.Resume()"/>.</exception>
    public static void Resume(Trainer<float> trainer, TrainOptions options)
    {
        try
        {
            trainer.Resume();
        }
        catch (InvalidDataException error)
        {
            // The same data may lie in another folder, so that the folder alone is no reason to refuse them.
            string? saved = Read(Path.Combine(options.CheckpointFolder!, SettingsName)).GetValueOrDefault(DataName);
            if (saved is null || saved == options.Source.Options) throw;
            throw new InvalidDataException(
                $"--resume: expected the data of the run in {options.CheckpointFolder}, which had {saved}, got {options.Source.Options}: " +
                error.Message, error);
        }
    }

    private static void Write(Stream stream, TrainOptions options)
    {
        using Utf8JsonWriter json = new(stream);
        json.WriteStartObject();
        json.WriteString(DataName, options.Source.Options);
        foreach ((string name, string value) in options.Settings) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.ToString());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: not the settings of a run: {error.Message}", error);
        }
    }

    private static void CheckSettings(Dictionary<string, string> saved, TrainOptions options)
    {
        string[] others =
        [
            .. options.Settings
                .Where(setting => saved.GetValueOrDefault(setting.Name) != setting.Value)
                .Select(setting => $"{setting.Name} {setting.Value} instead of {saved.GetValueOrDefault(setting.Name) ?? "nothing"}"),
        ];
        if (others.Length == 0) return;
        throw new InvalidDataException(
            $"--resume: expected the options of the run in {options.CheckpointFolder}, got {string.Join(", ", others)}.");
    }
}
