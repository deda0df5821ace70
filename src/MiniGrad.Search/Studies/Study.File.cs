using System.Security.Cryptography;
using System.Text;

namespace MiniGrad.Search;

// A study as text, and back.
public sealed partial class Study
{
    /// <summary>The study as JSON: settings, space and trials, without times and workers. Two studies that went the same way give the same
    /// text, to the last byte.</summary>
    public string Dump()
    {
        Open();
        lock (gate) return Encoding.UTF8.GetString(StudyWriter.Write(this, trials, Queued, withTimes: false));
    }

    /// <summary>The SHA-256 of <see cref="Dump"/>, in hexadecimal digits.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Dump())));

    /// <summary>Writes the study to a file, with times and workers; whole or not at all. Trials under way are written as to begin
    /// again.</summary>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Open();
        byte[] text;
        lock (gate) text = StudyWriter.Write(this, trials, Queued, withTimes: true);
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    /// <summary>Takes over the trials of a study that <see cref="Save"/> has written, to go on with it. The space may have grown since:
    /// wider ranges, more choices, parameters with a default.</summary>
    /// <param name="path">The file. Nothing happens where there is none.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">This study has trials already.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or is of a study with another name, seed, overlap, repeats, goals or
    /// pruner, or with trials that this space does not have. The message begins with the path. Nothing is taken over.</exception>
    public bool Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckNotViewed();
        if (!File.Exists(path)) return false;
        Open();
        Refresh();
        lock (gate)
            if (trials.Count > 0) throw new InvalidOperationException($"{Who}: it has trials already; resume a new one.");
        (List<TrialRecord> read, List<ParameterValues> wanted) = StudyReader.Read(this, path);
        StoredTrial[] rows = [.. read.Select(trial => new StoredTrial(trial.Number, trial.State, StudyWriter.Text(trial), 0))];
        Exchange(known => Storage.Fill(known, rows, [.. wanted.Select(StudyWriter.Text)]));
        return true;
    }

    private IReadOnlyList<ParameterValues> Queued => [.. queue.Select(entry => entry.Values)];
}
