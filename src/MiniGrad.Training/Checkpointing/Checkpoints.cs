using System.Globalization;
using System.Text.RegularExpressions;
using MiniGrad.Serialization;

namespace MiniGrad.Training;

/// <summary>Where and when a trainer writes checkpoints: <c>checkpoint-0000001200.safetensors</c> after 1,200 steps, and
/// <c>best.safetensors</c>, the weights and buffers of the best epoch, with its last step as metadata <c>step</c>.</summary>
public sealed partial class Checkpoints
{
    internal const string StepKey = "step";
    private const string Prefix = "checkpoint-", Extension = ".safetensors", SetAsideExtension = ".set-aside";

    /// <param name="folder">The folder, made if it does not exist.</param>
    public Checkpoints(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How many are kept, at least 1: the latest ones. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int KeepLast { get; init => field = Guard.AtLeast(value, 1, nameof(Checkpoints), parameter: nameof(KeepLast)); } = 3;

    /// <summary>Whether the weights of the best epoch are kept. Default: yes.</summary>
    public bool KeepsBest { get; init; } = true;

    /// <summary>Whether one is written at the end of every epoch. Default: yes.</summary>
    public bool WritesEveryEpoch { get; init; } = true;

    /// <summary>After how many steps one is written, at least 1. Default: null, not by steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? EverySteps
    {
        get;
        init => field = Guard.That(value is null or >= 1, value, "at least 1", nameof(Checkpoints), "the number of steps");
    }

    /// <summary>After how much time since the last one is written, after the step that is going on. Default: null, not by time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? Every
    {
        get;
        init => field = Guard.That(value is null || value > TimeSpan.Zero, value, "positive", nameof(Checkpoints), "the time");
    }

    /// <summary>The weights and buffers of the best epoch.</summary>
    public string BestPath => Path.Combine(Folder, $"best{Extension}");

    /// <summary>The latest checkpoint in the folder, or null if there is none.</summary>
    public string? Latest() => Existing() is [string latest, ..] ? latest : null;

    /// <summary>The checkpoints in the folder, the latest first.</summary>
    internal IReadOnlyList<string> Existing() => !Directory.Exists(Folder) ? [] :
    [
        .. Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}")
            .Select(path => (Path: path, Step: StepOf(path)))
            .Where(entry => entry.Step is not null)
            .OrderByDescending(entry => entry.Step)
            .Select(entry => entry.Path),
    ];

    internal string PathOf(long step) => Path.Combine(Folder, Invariant($"{Prefix}{step:D10}{Extension}"));

    /// <summary>Removes checkpoints beyond those to keep, and unfinished files of killed runs.</summary>
    internal void RemoveOld(string written)
    {
        foreach (string path in Existing().Where(path => Path.GetFileName(path) != Path.GetFileName(written)).Skip(KeepLast - 1))
            File.Delete(path);
        foreach (string path in Directory.EnumerateFiles(Folder))
            if (Unfinished().IsMatch(Path.GetFileName(path))) File.Delete(path);
    }

    /// <summary>Renames checkpoints and best weights of later steps: they are damaged, or of a run that is given up.</summary>
    internal void SetAsideAfter(long step)
    {
        foreach (string path in Existing())
            if (StepOf(path) > step) SetAside(path);
        if (BestStep() > step) SetAside(BestPath);
    }

    private static void SetAside(string path) => File.Move(path, path + SetAsideExtension, overwrite: true);

    /// <summary>The step that the best weights are of, if that can be read.</summary>
    private long? BestStep()
    {
        if (!File.Exists(BestPath)) return null;
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(BestPath);
            string? number = file.Metadata.GetValueOrDefault(StepKey);
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The temporary files of <see cref="AtomicFile"/> for checkpoints.</summary>
    [GeneratedRegex(@"^(checkpoint-\d+|best)\.safetensors\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp$")]
    private static partial Regex Unfinished();

    private static long? StepOf(string path)
    {
        string number = Path.GetFileName(path)[Prefix.Length..^Extension.Length];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null;
    }
}
