using MiniGrad.Search;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>What is shown of a study, as it is now.</summary>
internal static class StudyDescription
{
    private const int MostTradeOffs = 10, MostWorkers = 40;

    /// <summary>All there is to see, line by line.</summary>
    public static IEnumerable<string> Of(Study study, StudyPlace place)
    {
        IReadOnlyList<TrialRecord> trials = study.Trials;
        yield return $"{OneLine.Of(study.Name)}, in {place}";
        yield return Line("goals", string.Join(", ", study.Goals.Select(goal => $"{goal}".ToLowerInvariant())));
        yield return Line("sampler", $"{OneLine.Of(study.Sampler.Name)}, {Seed(study)}");
        yield return Line("pruner", OneLine.Of(study.Pruner.Name));
        yield return Line("processors", string.Join("; ", study.Processors.Select(OneLine.Of)));
        foreach (string line in Listed("space", study.Space.Parameters.Select(parameter => OneLine.Of($"{parameter}")))) yield return line;
        yield return Line("trials", TrialText.States(trials));
        foreach (string line in Best(study)) yield return line;
        TrialRecord[] running = [.. trials.Where(trial => trial.State == TrialState.Running).OrderBy(trial => trial.Holder is null)];
        string more = running.Length > MostWorkers ? Invariant($"… and {running.Length - MostWorkers} more") : "";
        IEnumerable<string> workers = running.Take(MostWorkers).Select(Worker);
        foreach (string line in Listed("workers", more.Length > 0 ? workers.Append(more) : workers)) yield return line;
    }

    /// <summary>The study in a line: for lists, and for what follows a change.</summary>
    public static string InALine(Study study)
    {
        IReadOnlyList<TrialRecord> best = study.BestTradeOffs;
        string values = best.Count == 0 ? ""
            : study.Goals.Count > 1 ? Invariant($"; {best.Count} best {Noun.Of(best.Count, "trade-off")}")
            : Invariant($"; best: trial {best[0].Number}: {TrialText.Values(best[0].Values)}");
        IReadOnlyList<TrialRecord> trials = study.Trials;
        return $"trials {TrialText.States(trials)}{values}";
    }

    private static string Seed(Study study) => Invariant($"seed {study.Seed}, overlap {study.Overlap}") +
        (study.Repeats > 1 ? Invariant($", {study.Repeats} repeats") : "");

    private static IEnumerable<string> Best(Study study)
    {
        IReadOnlyList<TrialRecord> best = study.BestTradeOffs;
        if (best.Count == 0)
        {
            yield return Line("best", "none is complete yet");
            yield break;
        }
        if (study.Goals.Count > 1)
        {
            IEnumerable<string> shown = best.Take(MostTradeOffs).Select(trial => OneLine.Of($"{trial}"));
            if (best.Count > MostTradeOffs) shown = shown.Append(Invariant($"… and {best.Count - MostTradeOffs} more"));
            foreach (string line in Listed("best", shown)) yield return line;
            yield break;
        }
        string mean = study.MeanOf(best[0]) is { Complete: > 1 } of ? Invariant($", mean of {of.Complete}: {of.Values[0]:G6}") : "";
        yield return Line("best", Invariant($"trial {best[0].Number}: {TrialText.Values(best[0].Values)}") + mean);
        foreach ((string name, string value) in TrialText.Parameters(study, best[0]))
            yield return $"               {OneLine.Of(name),-16} {OneLine.Of(value)}";
    }

    private static string Worker(TrialRecord trial) => $"{OneLine.Of(trial.Holder ?? "nobody"),-20} {TrialText.Running(trial)}";

    private static IEnumerable<string> Listed(string name, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            yield return Line(name, line);
            name = "";
        }
        if (name.Length > 0) yield return Line(name, "none");
    }

    private static string Line(string name, string text) => $"  {name,-12} {text}";
}
