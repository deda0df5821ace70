using System.Text.Json;
using Examples;
using MiniGrad.Data;
using MiniGrad.Training.Checkpointing;

namespace Mnist;

/// <summary>The checkpoints of a run, and beside them the settings that it has to be gone on with.</summary>
internal static class CheckpointFolder
{
    private const string OptionName = "--checkpoint";
    private const string SettingsName = "settings.json";

    /// <summary>Makes the folder, and makes sure that it is one for this run.</summary>
    /// <returns>Null if no checkpoints are wanted.</returns>
    /// <exception cref="IOException">The folder cannot be written to, or holds an earlier run that was not asked for.</exception>
    /// <exception cref="InvalidDataException">The run that is to be resumed had other settings.</exception>
    public static Checkpoints? Open(MnistOptions options)
    {
        if (options.CheckpointFolder is not { } folder) return null;
        OutputPath.MakeFolder(folder, OptionName);
        Checkpoints checkpoints = new(folder) { EverySteps = options.CheckpointEvery };
        string settings = Path.Combine(folder, SettingsName);
        if (checkpoints.Latest() is not { } latest) AtomicFile.Write(settings, stream => JsonSerializer.Serialize(stream, options.Settings.ToDictionary()));
        else if (!options.Resume) throw new IOException($"{OptionName}: {latest} is of an earlier run: expected --resume to go on with it, or another folder.");
        else CheckSettings(settings, options);
        return checkpoints;
    }

    private static void CheckSettings(string path, MnistOptions options)
    {
        Dictionary<string, string?>? saved;
        try
        {
            saved = JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: not the settings of a run: {error.Message}", error);
        }
        string[] others =
        [
            .. options.Settings
                .Where(setting => saved?.GetValueOrDefault(setting.Name) != setting.Value)
                .Select(setting => $"{setting.Name} {setting.Value} instead of {saved?.GetValueOrDefault(setting.Name) ?? "nothing"}"),
        ];
        if (others.Length > 0) throw new InvalidDataException($"--resume: expected the options of the run in {options.CheckpointFolder}, got {string.Join(", ", others)}.");
    }
}
