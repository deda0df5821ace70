using MiniGrad.Data;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>Trials as columns.</summary>
internal static class TrialTable
{
    public static Table Of(Study study)
    {
        IReadOnlyList<TrialRecord> trials = study.Snapshot();
        List<TableColumn> before =
        [
            Numbers("number", trial => trial.Number),
            Texts("state", trial => trial.State.ToString().ToLowerInvariant()),
            .. study.Goals.Select((_, goal) => Numbers(
                study.Goals.Count == 1 ? "value" : Invariant($"value {goal + 1}"),
                trial => goal < trial.Values.Count ? trial.Values[goal] : double.NaN)),
            Numbers("violation", trial => trial.Violation),
            .. study.Repeats > 1 ? Means(study, trials) : [],
        ];
        List<TableColumn> after =
        [
            Numbers("reported steps", trial => trial.Reports.Count > 0 ? trial.Reports[^1].Step : double.NaN),
            Numbers("seconds", trial => trial.Times is null ? double.NaN : trial.Duration.TotalSeconds),
            Numbers("worker", trial => trial.Worker ?? double.NaN),
            .. trials.Any(trial => trial.Process is not null) ? [Texts("process", trial => trial.Process)] : (TableColumn[])[],
            // Of what others have thrown a file need not hold each character.
            Texts("error", trial => trial.Error is null ? null : XmlText.Clean(trial.Error)),
        ];
        HashSet<string> taken = new(before.Concat(after).Select(column => column.Name), StringComparer.Ordinal);
        HashSet<string> names = new(study.Space.Parameters.Select(parameter => parameter.Name), StringComparer.Ordinal);
        return new Table([.. before, .. study.Space.Parameters.Select(Column), .. after]);

        TableColumn Column(HyperParameter parameter)
        {
            string name = parameter.Name;
            while (taken.Contains(name) || (name != parameter.Name && names.Contains(name))) name = $"{name} (parameter)";
            taken.Add(name);
            return parameter.Domain.IsChoice
                ? Texts(name, trial => Of(trial, parameter) is var number && double.IsNaN(number) ? null : parameter.TextOf(number))
                : Numbers(name, trial => Of(trial, parameter));
        }

        NumberColumn Numbers(string name, Func<TrialRecord, double> value) =>
            new(name, (ReadOnlyMemory<double>)trials.Select(value).ToArray());

        TextColumn Texts(string name, Func<TrialRecord, string?> value) => new(name, trials.Select(value).ToArray());
    }

    /// <summary>Which trial each one repeats, and the means of them together.</summary>
    private static IEnumerable<NumberColumn> Means(Study study, IReadOnlyList<TrialRecord> trials)
    {
        yield return new NumberColumn(
            "repeat of", (ReadOnlyMemory<double>)trials.Select(trial => trial.RepeatOf ?? double.NaN).ToArray());
        Dictionary<int, TrialMean> means = trials.GroupBy(trial => trial.FirstNumber)
            .ToDictionary(same => same.Key, same => TrialMean.Of([.. same]));
        for (int goal = 0; goal < study.Goals.Count; goal++)
        {
            double[] column =
            [
                .. trials.Select(trial => means[trial.FirstNumber].Values)
                    .Select(mean => goal < mean.Count ? mean[goal] : double.NaN),
            ];
            yield return new NumberColumn(study.Goals.Count == 1 ? "mean" : Invariant($"mean {goal + 1}"), (ReadOnlyMemory<double>)column);
        }
    }

    private static double Of(TrialRecord trial, HyperParameter parameter) => trial.Parameters.Numbers[parameter.Index];
}
