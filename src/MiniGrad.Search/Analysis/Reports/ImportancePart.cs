using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>How much each parameter matters, as bars.</summary>
internal static class ImportancePart
{
    private const int MostRows = 30;
    private const int MostGoals = 3;

    public static ReportSection? Of(StudyView view)
    {
        int[] goals =
        [
            .. Enumerable.Range(0, view.Goals.Count).Take(MostGoals)
                .Where(goal => view.Parameters.Any(parameter => view.ShareOf(parameter, goal) > 0)),
        ];
        if (goals.Length == 0 || view.Parameters.Count < 2) return null;
        HyperParameter[] shown = [.. view.Parameters.Take(MostRows)];
        string some = shown.Length < view.Parameters.Count
            ? $" The first {MostRows} of {ReportText.Count(view.Parameters.Count, "parameter")}." : "";
        List<XElement> content =
        [
            Html.Tag(
                "p", "How far the values among the best tenth of trials differ from those among all; of a parameter with a condition, " +
                $"among the trials that have it.{some}"),
        ];
        foreach (int goal in goals)
        {
            string name = goals.Length == 1 && view.Goals.Count == 1 ? "Importance" : $"Importance for {view.GoalName(goal)}";
            XElement table = Html.Table(
                name, ["parameter", "share", ""],
                shown.OrderByDescending(parameter => view.ShareOf(parameter, goal)).Select(parameter => (IReadOnlyList<object>)[
                    parameter.Name, ReportText.Percent(view.ShareOf(parameter, goal)), Html.Bar(view.ShareOf(parameter, goal))]),
                leftColumns: 1);
            content.Add(view.Goals.Count == 1 ? table : Html.Tag("div", Html.Class("part"), Html.Tag("h3", name), table));
        }
        return new ReportSection("importance", "Importance", content);
    }
}
