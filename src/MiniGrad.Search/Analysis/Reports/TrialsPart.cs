using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The best trials as a table, and why others failed.</summary>
internal static class TrialsPart
{
    private const int MostRows = 100;
    private const int MostOpenRows = 12;
    private const int MostParameters = 40;
    private const int MostErrors = 20;
    private const int LongestError = 300;

    public static ReportSection? Of(StudyView view)
    {
        if (view.Trials.Count == 0) return null;
        IReadOnlyList<TrialRecord> rows = view.BestFirst(MostRows);
        HyperParameter[] parameters = [.. view.Study.Space.Parameters.Take(MostParameters)];
        bool hasViolations = view.Trials.Any(trial => trial.Violation > 0), hasReports = view.Trials.Any(trial => trial.Reports.Count > 0);
        bool hasRepeats = view.Counted.Count < view.Trials.Count;
        int choicesFrom = (hasRepeats ? 3 : 2) + view.Goals.Count + (hasViolations ? 1 : 0);
        XElement table = Html.Table(
            "Trials",
            [
                "trial", "state", .. hasRepeats ? (string[])["complete"] : [],
                .. view.Goals.Select((_, goal) => view.GoalName(goal)), .. hasViolations ? (string[])["violation"] : [],
                .. parameters.Select(parameter => parameter.Name), .. hasReports ? (string[])["steps"] : [], "time",
            ],
            rows.Select(trial => (IReadOnlyList<object>)[
                ReportText.Count(trial.Number), FiguresPart.NameOf(trial.State),
                .. hasRepeats ? (object[])[ReportText.Count(view.MeanOf(trial).Complete)] : [],
                .. view.Goals.Select((_, goal) => trial.Values.Count > 0 ? ReportText.Number(trial.Values[goal]) : "–"),
                .. hasViolations ? (object[])[ReportText.Number(trial.Violation)] : [],
                .. parameters.Select(parameter => StudyView.TextOf(parameter, StudyView.NumberOf(trial, parameter))),
                .. hasReports ? (object[])[trial.Reports.Count > 0 ? ReportText.Count(trial.Reports[^1].Step) : "–"] : [],
                trial.Times is null ? "–" : ReportText.Duration(trial.Duration),
            ]),
            leftColumns: 0,
            isText: column => column == 1 ||
                (column >= choicesFrom && column < choicesFrom + parameters.Length && parameters[column - choicesFrom].Domain.IsChoice));
        int left = view.Counted.Count - rows.Count, hidden = view.Study.Space.Parameters.Count - parameters.Length;
        string summary = $"{ReportText.Count(rows.Count, "trial")}, the best first" +
            (hasRepeats ? ", each with its repeats by the mean" : "") +
            (left > 0 ? $"; {ReportText.Count(left)} more are left out" : "") +
            (hidden > 0 ? $"; {ReportText.Count(hidden, "parameter")} left out" : "");
        XAttribute? open = rows.Count <= MostOpenRows ? Html.Attribute("open", "open") : null;
        return new ReportSection("trials", "Trials", [Html.Tag("details", open, Html.Tag("summary", summary), table)]);
    }

    public static ReportSection? Failures(StudyView view)
    {
        IGrouping<string, TrialRecord>[] errors =
        [
            .. view.Trials.Where(trial => trial.State == TrialState.Failed).GroupBy(trial => trial.Error ?? "unknown")
                .OrderByDescending(group => group.Count()).ThenBy(group => group.First().Number),
        ];
        if (errors.Length == 0) return null;
        List<XElement> items =
        [
            .. errors.Take(MostErrors).Select(group => Html.Tag(
                "li", Html.Class("note bad"),
                $"{(group.Key.Length > LongestError ? $"{group.Key[..LongestError]}…" : group.Key)} ({Trials(group)})")),
        ];
        if (errors.Length > MostErrors)
            items.Add(Html.Tag("li", Html.Class("note bad"), $"and {ReportText.Count(errors.Length - MostErrors, "other reason")}"));
        return new ReportSection("failures", "Failures", [Html.Tag("ul", Html.Class("notes"), items)]);

        static string Trials(IGrouping<string, TrialRecord> group)
        {
            string first = ReportText.Count(group.First().Number);
            return group.Count() == 1 ? $"trial {first}" : $"{ReportText.Count(group.Count(), "trial")}, the first is {first}";
        }
    }
}
