using System.Text.Json;
using MiniGrad.Search;

namespace MiniGrad.Cli;

/// <summary>The file with the figures of a study, in JSON.</summary>
internal static class StudyFiguresFile
{
    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, Study study, StudyPlace place) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream, JsonText.Plain with { Indented = true });
        IReadOnlyList<TrialRecord> trials = study.Trials;
        json.WriteStartObject();
        json.WriteString("study", study.Name);
        json.WriteString("place", $"{place}");
        json.Texts("goals", study.Goals.Select(goal => $"{goal}".ToLowerInvariant()));
        json.WriteNumber("seed", study.Seed);
        json.WriteNumber("overlap", study.Overlap);
        json.WriteNumber("repeats", study.Repeats);
        json.WriteString("sampler", study.Sampler.Name);
        json.WriteString("pruner", study.Pruner.Name);
        json.Texts("processors", study.Processors);
        json.Texts("space", study.Space.Parameters.Select(parameter => $"{parameter}"));
        json.WriteStartObject("trials");
        foreach (TrialState state in Enum.GetValues<TrialState>())
            json.WriteNumber($"{state}".ToLowerInvariant(), trials.Count(trial => trial.State == state));
        json.WriteEndObject();
        json.WriteStartArray("best");
        foreach (TrialRecord trial in study.BestTradeOffs)
        {
            json.WriteStartObject();
            json.WriteNumber("trial", trial.Number);
            json.WriteValues(trial.Values);
            if (trial.Violation > 0) json.Figure("violation", trial.Violation);
            json.WriteParameters(study, trial);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("running");
        foreach (TrialRecord trial in trials.Where(trial => trial.State == TrialState.Running)) WriteRunning(json, trial);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteRunning(Utf8JsonWriter json, TrialRecord trial)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", trial.Number);
        json.WriteString("worker", trial.Holder);
        if (trial.LeaseLeft is { } left) json.Figure("leaseSeconds", Math.Round(left.TotalSeconds, 3));
        if (trial.Latest is { } latest)
        {
            json.WriteStartObject("latest");
            json.WriteNumber("step", latest.Step);
            json.WriteValues(latest.Values);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
