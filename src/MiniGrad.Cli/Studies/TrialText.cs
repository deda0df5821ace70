using System.Text.Json;
using MiniGrad.Search;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>What is shown of trials.</summary>
internal static class TrialText
{
    /// <summary>Values, such as <c>0.082 and 12</c>.</summary>
    public static string Values(IReadOnlyList<double> values) => string.Join(" and ", values.Select(value => Invariant($"{value:G6}")));

    /// <summary>How many trials there are in each state: <c>60: 41 complete, 19 pruned</c>.</summary>
    public static string States(IReadOnlyList<TrialRecord> trials)
    {
        string states = string.Join(", ", Enum.GetValues<TrialState>()
            .Select(state => (Name: $"{state}".ToLowerInvariant(), Count: trials.Count(trial => trial.State == state)))
            .Where(entry => entry.Count > 0)
            .Select(entry => Invariant($"{entry.Count:N0} {entry.Name}")));
        return Invariant($"{trials.Count:N0}{(states.Length > 0 ? ": " : "")}{states}");
    }

    /// <summary>Who runs a trial that is under way, how far it is, and for how long it is held.</summary>
    public static string Running(TrialRecord trial)
    {
        string reached = trial.Latest is { } latest ? Invariant($", step {latest.Step}: {Values(latest.Values)}") : "";
        string lease = (trial.Holder, trial.LeaseLeft) switch
        {
            (null, _) => ", waits to be gone on with",
            (_, null) => "",
            (_, { } left) when left < TimeSpan.Zero => Invariant($", lease over for {-left.TotalSeconds:F0} s, to be taken over"),
            (_, { } left) => Invariant($", lease for {left.TotalSeconds:F0} s"),
        };
        return Invariant($"trial {trial.Number}{reached}{lease}");
    }

    /// <summary>The parameters that a trial has, with their values.</summary>
    public static IEnumerable<(string Name, string Value)> Parameters(Study study, TrialRecord trial) => study.Space.Parameters
        .Where(trial.Parameters.Has).Select(parameter => (parameter.Name, trial.Parameters.TextOf(parameter)));

    /// <summary>Writes the parameters of a trial as an object.</summary>
    public static void WriteParameters(this Utf8JsonWriter json, Study study, TrialRecord trial)
    {
        json.WriteStartObject("parameters");
        foreach (HyperParameter parameter in study.Space.Parameters)
        {
            if (!trial.Parameters.Has(parameter)) continue;
            if (parameter.Domain.IsChoice) json.WriteString(parameter.Name, trial.Parameters.TextOf(parameter));
            // With all digits: a program may use it.
            else json.WriteNumber(parameter.Name, trial.Parameters.Numbers[parameter.Index]);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes the values of a trial or of a report as an array; those that are not finite as text.</summary>
    public static void WriteValues(this Utf8JsonWriter json, IReadOnlyList<double> values)
    {
        json.WriteStartArray("values");
        foreach (double value in values)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteStringValue(Invariant($"{value}"));
        }
        json.WriteEndArray();
    }
}
