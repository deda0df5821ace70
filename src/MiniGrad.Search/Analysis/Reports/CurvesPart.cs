using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>What trials reported on their way, the best in colour.</summary>
internal static class CurvesPart
{
    private const int MostCurves = 80;
    private const int MostPoints = 60;
    private const int BestCount = 5;
    private const int FaintColor = 7;
    private const int OtherColor = 6;

    public static ReportSection? Of(StudyView view)
    {
        TrialRecord[] reporting = [.. view.Trials.Where(trial => trial.Reports.Count > 0)];
        if (reporting.Length == 0) return null;
        XElement[] charts = [.. view.Goals.Select((_, goal) => Chart(view, reporting, goal)).OfType<XElement>()];
        return charts.Length == 0 ? null : new ReportSection("curves", "Learning curves", [Html.Tag("div", Html.Class("figures"), charts)]);
    }

    private static XElement? Chart(StudyView view, TrialRecord[] reporting, int goal)
    {
        TrialRecord[] best =
        [
            .. view.RankedBy(goal).Where(trial => trial.State == TrialState.Complete && trial.Reports.Count > 0).Take(BestCount),
        ];
        TrialRecord[] others = [.. reporting.ExceptBy(best.Select(trial => trial.Number), trial => trial.Number)];
        int room = MostCurves - best.Length;
        TrialRecord[] faint = others.Length <= room
            ? others
            : [.. Enumerable.Range(0, room).Select(i => others[(int)((long)i * others.Length / room)])];
        if (!faint.Concat(best).Any(trial => trial.Reports.Any(report => double.IsFinite(report.Values[goal])))) return null;
        ValueAxis axis = new(
            view.GoalName(goal), view.Goals[goal],
            faint.Concat(best).SelectMany(Thinned).Select(report => report.Values[goal]));
        List<LineSeries> lines = [];
        AddFaint("pruned", FaintColor, faint.Where(trial => trial.State == TrialState.Pruned));
        AddFaint("others", OtherColor, faint.Where(trial => trial.State != TrialState.Pruned));
        for (int i = best.Length - 1; i >= 0; i--)
            lines.Add(Line(Invariant($"trial {best[i].Number}{(i == 0 ? ", the best" : "")}"), best[i], ColorOf(i), isFaint: false));
        int shown = best.Length + faint.Length;
        string caption = $"{view.GoalName(goal)} by reported step{StudyView.OfAll(shown, reporting.Length)}{axis.Note}";
        return ChartFigure.Of(HistoryPart.Capital(caption), caption, view.Theme, width =>
        {
            LineChart chart = new()
            {
                Width = width,
                PlotHeight = width < 400 ? 190 : 250,
                XAxis = new Axis("step"),
                YAxis = axis.Axis,
            };
            foreach (LineSeries line in lines) chart.Add(line);
            return chart;
        });

        void AddFaint(string name, int color, IEnumerable<TrialRecord> trials)
        {
            foreach ((int index, TrialRecord trial) in trials.Index())
                lines.Add(Line(index == 0 ? name : "", trial, color, isFaint: true));
        }

        LineSeries Line(string name, TrialRecord trial, int color, bool isFaint)
        {
            TrialReport[] reports = [.. Thinned(trial)];
            return new LineSeries(name, reports.Select(report => (double)report.Step), reports.Select(report => report.Values[goal]))
            {
                ColorIndex = color,
                IsFaint = isFaint,
                Style = LineStyle.Solid,
            };
        }
    }

    /// <summary>The best stands out from the next ones.</summary>
    private static int ColorOf(int rank) => rank switch { 0 => 1, 1 => 0, _ => rank };

    /// <summary>Some of many reports, evenly, with the last.</summary>
    private static IEnumerable<TrialReport> Thinned(TrialRecord trial)
    {
        int count = trial.Reports.Count;
        if (count <= MostPoints) return trial.Reports;
        return Enumerable.Range(0, MostPoints).Select(i => trial.Reports[(int)((long)i * (count - 1) / (MostPoints - 1))]);
    }
}
