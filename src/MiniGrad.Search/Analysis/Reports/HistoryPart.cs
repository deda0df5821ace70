using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>Values by trial with the best so far, a chart for each goal.</summary>
internal static class HistoryPart
{
    private const int MostDots = 1000;

    /// <summary>Paler than that of complete trials, which count.</summary>
    public static readonly ThemedColor PrunedColor = ThemedColor.Between(Colors.Lines[7], Colors.Background, 0.4);

    public static ReportSection? Of(StudyView view)
    {
        XElement[] charts = [.. view.Goals.Select((_, goal) => Chart(view, goal)).OfType<XElement>()];
        return charts.Length == 0 ? null : new ReportSection("history", "History", [Html.Tag("div", Html.Class("figures"), charts)]);
    }

    private static XElement? Chart(StudyView view, int goal)
    {
        IReadOnlyList<TrialRecord> ranked = view.RankedBy(goal);
        if (ranked.Count == 0) return null;
        IReadOnlyList<TrialRecord> shown = StudyView.Thin(ranked, MostDots);
        ValueAxis axis = new(view.GoalName(goal), view.Goals[goal], shown.Select(trial => trial.Values[goal]));
        List<DotSeries> series = [];
        Add("violates constraints", Colors.Lines[3], trial => trial.Violation > 0);
        Add("pruned", PrunedColor, trial => trial is { Violation: 0, State: TrialState.Pruned });
        Add("complete", Colors.Lines[0], trial => trial is { Violation: 0, State: TrialState.Complete });
        List<(double, double)> best = BestSoFar(view, goal);
        if (best.Count > 0) series.Add(new DotSeries("best so far", Colors.Lines[1], best) { HasLine = true, Diameter = 0 });
        string caption = $"{view.GoalName(goal)} by trial{StudyView.OfAll(shown.Count, ranked.Count)}{axis.Note}";
        string description = $"{caption}. " + (ranked[0] is { State: TrialState.Complete } first
            ? $"Best: {ReportText.Number(first.Values[goal])} in trial {ReportText.Count(first.Number)}."
            : "No trial is complete.");
        return ChartFigure.Of(Capital(caption), description, view.Theme, width => new ScatterChart(series)
        {
            Width = width,
            PlotHeight = width < 400 ? 190 : 250,
            XAxis = new Axis("trial"),
            YAxis = axis.Axis,
        });

        void Add(string name, ThemedColor color, Func<TrialRecord, bool> belongs)
        {
            (double, double)[] points = [.. shown.Where(belongs).Select(trial => ((double)trial.Number, trial.Values[goal]))];
            if (points.Length > 0) series.Add(new DotSeries(name, color, points) { Diameter = shown.Count > 300 ? 3.5 : 5 });
        }
    }

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The stairs of the best complete trial that violates nothing, from its first to the last trial.</summary>
    private static List<(double, double)> BestSoFar(StudyView view, int goal)
    {
        List<(double X, double Y)> stairs = [];
        double best = double.PositiveInfinity;
        foreach (TrialRecord trial in view.Counted)
        {
            if (trial.State != TrialState.Complete || trial.Violation > 0 || !double.IsFinite(trial.Values[goal])) continue;
            if (view.LossOf(trial, goal) >= best) continue;
            best = view.LossOf(trial, goal);
            if (stairs.Count > 0) stairs.Add((trial.Number, stairs[^1].Y));
            stairs.Add((trial.Number, trial.Values[goal]));
        }
        if (stairs.Count > 0) stairs.Add((view.Trials.Count - 1, stairs[^1].Y));
        return stairs;
    }
}
