using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>Values against each parameter, pairs of parameters coloured by value, and the trade-offs of two goals.</summary>
internal static class ScatterParts
{
    private const int MostDots = 500;
    private const int MostSlices = 12;
    private const int MostPairs = 3;
    private const int ParetoDots = 1000;
    private const int LeastForContours = 20;

    /// <summary>The mean ranks of contours, as shares from the best.</summary>
    private static readonly double[] levels = [0.2, 0.35, 0.5, 0.65];

    /// <summary>The shares of trials that a colour shows, from the best.</summary>
    private static readonly (string Name, double Share, ThemedColor Color)[] bands =
    [
        ("the best tenth", 0.1, Colors.Lines[1]), ("to a quarter", 0.25, Colors.Lines[4]), ("to a half", 0.5, Colors.Lines[6]),
        ("others", 1, ThemedColor.Between(Colors.AxisLine, Colors.Background, 0.5)),
    ];

    public static ReportSection? Slices(StudyView view)
    {
        int each = Math.Max(1, MostSlices / view.Goals.Count);
        List<XElement> charts = [];
        for (int goal = 0; goal < Math.Min(view.Goals.Count, MostSlices); goal++)
            foreach (HyperParameter parameter in view.Parameters.Take(each))
                if (Slice(view, parameter, goal) is { } chart) charts.Add(chart);
        if (charts.Count == 0) return null;
        XElement? note = view.Parameters.Count <= each ? null : Html.Tag(
            "p", $"The {ReportText.Count(each)} most important of {ReportText.Count(view.Parameters.Count, "parameter")}.");
        XElement figures = Html.Tag("div", Html.Class("figures"), charts);
        return new ReportSection("slices", "Values by parameter", note is null ? [figures] : [note, figures]);
    }

    public static ReportSection? Pairs(StudyView view)
    {
        HyperParameter[] first = [.. view.Parameters.Take(3)];
        List<XElement> charts = [];
        for (int goal = 0; goal < Math.Min(view.Goals.Count, MostPairs); goal++)
            for (int i = 0; i < first.Length && charts.Count < MostPairs; i++)
                for (int k = i + 1; k < first.Length && charts.Count < MostPairs; k++)
                    if (Pair(view, first[i], first[k], goal) is { } chart) charts.Add(chart);
        return charts.Count == 0
            ? null
            : new ReportSection("pairs", "Pairs of parameters", [Html.Tag("div", Html.Class("figures"), charts)]);
    }

    /// <summary>The Pareto front of two goals.</summary>
    public static ReportSection? Front(StudyView view)
    {
        if (view.Goals.Count != 2) return null;
        TrialRecord[] all = [.. view.RankedBy(0).Where(trial => double.IsFinite(trial.Values[1]))];
        if (all.Length == 0) return null;
        int complete = all.Count(trial => trial.State == TrialState.Complete);
        TrialRecord[] front =
        [
            .. view.BestTradeOffs().Where(trial => trial.Values.All(double.IsFinite))
                .OrderBy(trial => trial.Values[0]).ThenBy(trial => trial.Values[1]),
        ];
        IReadOnlyList<TrialRecord> shown = StudyView.Thin(all, ParetoDots);
        ValueAxis x = new(view.GoalName(0), view.Goals[0], shown.Select(trial => trial.Values[0]));
        ValueAxis y = new(view.GoalName(1), view.Goals[1], shown.Select(trial => trial.Values[1]));
        List<DotSeries> series = [];
        Add("violates constraints", Colors.Lines[3], shown.Where(trial => trial.Violation > 0));
        Add("dominated or pruned", Colors.Lines[6], shown.Where(trial => trial.Violation == 0).Except(front));
        if (front.Length > 0)
            series.Add(new DotSeries("Pareto front", Colors.Lines[1], [.. front.Select(Place)]) { HasLine = true, Diameter = 6 });
        string note = string.Concat(new[] { x.Note, y.Note }.Distinct());
        string caption = $"{view.GoalName(1)} and {view.GoalName(0)}{StudyView.OfAll(shown.Count, all.Length)}{note}";
        string description = $"{caption}. {ReportText.Count(front.Length, "trial")} on the front.";
        XElement chart = ChartFigure.Of(HistoryPart.Capital(caption), description, view.Theme, width => new ScatterChart(series)
        {
            Width = width,
            PlotHeight = width < 400 ? 240 : 320,
            XAxis = x.Axis,
            YAxis = y.Axis,
        });
        return new ReportSection("front", "Trade-offs", [
            Html.Tag("p", complete == 0 ? "No trial is complete."
                : $"{ReportText.Count(front.Length)} of {ReportText.Count(complete, "complete trial")} " +
                $"{(front.Length == 1 ? "is" : "are")} dominated by no other."),
            chart,
        ]);

        static (double, double) Place(TrialRecord trial) => (trial.Values[0], trial.Values[1]);

        void Add(string name, ThemedColor color, IEnumerable<TrialRecord> trials)
        {
            (double, double)[] points = [.. trials.Select(Place)];
            if (points.Length > 0) series.Add(new DotSeries(name, color, points) { Diameter = 4 });
        }
    }

    private static XElement? Slice(StudyView view, HyperParameter parameter, int goal)
    {
        IReadOnlyList<TrialRecord> ranked = Having(view, goal, parameter), shown = StudyView.Thin(ranked, MostDots);
        if (shown.Count == 0) return null;
        ParameterAxis axis = new(parameter);
        ValueAxis values = new(view.GoalName(goal), view.Goals[goal], shown.Select(trial => trial.Values[goal]));
        List<DotSeries> series = [];
        Add("pruned", HistoryPart.PrunedColor, trial => trial.State == TrialState.Pruned);
        Add("complete", Colors.Lines[0], trial => trial.State == TrialState.Complete);
        if (ranked.FirstOrDefault(trial => trial.State == TrialState.Complete) is { } best)
            series.Add(new DotSeries("the best", Colors.Lines[1], [(axis.PlaceOf(best), best.Values[goal])]) { Diameter = 8 });
        string which = view.Goals.Count == 1 ? "" : $", {view.GoalName(goal)}";
        string caption = $"{parameter.Name}{which}{StudyView.OfAll(shown.Count, ranked.Count)}{values.Note}";
        return ChartFigure.Of(caption, $"{view.GoalName(goal)} by {caption}", view.Theme, width => new ScatterChart(series)
        {
            Width = width,
            PlotHeight = width < 400 ? 170 : 190,
            XAxis = axis.Create(),
            YAxis = values.Axis,
        });

        void Add(string name, ThemedColor color, Func<TrialRecord, bool> belongs)
        {
            (double, double)[] points = [.. shown.Where(belongs).Select(trial => (axis.PlaceOf(trial), trial.Values[goal]))];
            if (points.Length > 0) series.Add(new DotSeries(name, color, points) { Diameter = shown.Count > 200 ? 3.5 : 4.5 });
        }
    }

    private static XElement? Pair(StudyView view, HyperParameter one, HyperParameter other, int goal)
    {
        IReadOnlyList<TrialRecord> ranked = Having(view, goal, one, other), shown = StudyView.Thin(ranked, MostDots);
        if (shown.Count < 3) return null;
        ParameterAxis x = new(one), y = new(other);
        Dictionary<TrialRecord, int> rank = ranked.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        // They are the first; of a pruned one nobody knows how good it would have become.
        int complete = ranked.Count(trial => trial.State == TrialState.Complete);
        List<DotSeries> series = [];
        Add("pruned", HistoryPart.PrunedColor, 3, trial => trial.State == TrialState.Pruned);
        for (int band = bands.Length - 1; band >= 0; band--)
        {
            (double from, double to) = (band == 0 ? -1 : bands[band - 1].Share, bands[band].Share);
            Add(bands[band].Name, bands[band].Color, 5, trial => rank[trial] < complete &&
                (double)rank[trial] / complete is var share && (share >= from && share < to));
        }
        string which = view.Goals.Count == 1 ? "" : $", {view.GoalName(goal)}";
        string caption = $"{other.Name} and {one.Name}{which}{StudyView.OfAll(shown.Count, ranked.Count)}";
        ContourLine[] contours = Contours(ranked, one, other, x, y);
        return ChartFigure.Of(caption, $"{caption}, coloured by rank", view.Theme, width => new ScatterChart(series)
        {
            Width = width,
            PlotHeight = width < 400 ? 220 : 280,
            XAxis = x.Create(),
            YAxis = y.Create(),
            Contours = contours,
        });

        void Add(string name, ThemedColor color, double diameter, Func<TrialRecord, bool> belongs)
        {
            (double, double)[] points = [.. shown.Where(belongs).Select(trial => (x.PlaceOf(trial), y.PlaceOf(trial)))];
            if (points.Length > 0) series.Add(new DotSeries(name, color, points) { Diameter = diameter });
        }
    }

    /// <summary>Lines of equal rank, smoothed, where both axes have numbers.</summary>
    private static ContourLine[] Contours(
        IReadOnlyList<TrialRecord> ranked, HyperParameter one, HyperParameter other, ParameterAxis x, ParameterAxis y)
    {
        if (!x.IsContinuous || !y.IsContinuous || ranked.Count < LeastForContours) return [];
        // Of many evenly, not more of the best.
        int step = (ranked.Count + MostDots - 1) / MostDots;
        ContourField field = new(
        [
            .. ranked.Index().Where(entry => entry.Index % step == 0).Select(entry => (
                x.ShareOf(StudyView.NumberOf(entry.Item, one)), y.ShareOf(StudyView.NumberOf(entry.Item, other)),
                (entry.Index + 0.5) / ranked.Count)),
        ]);
        return
        [
            .. levels.Index().Select(level => new ContourLine(
                Invariant($"mean rank {100 * level.Item:0} %"),
                ThemedColor.Between(Colors.Lines[1], Colors.AxisLine, level.Index / (levels.Length - 1.0)),
                [.. field.Lines(level.Item).Select(piece => (Place(piece.From), Place(piece.To)))]))
                .Where(line => line.Pieces.Count > 0),
        ];

        Point Place(Point share) => new(x.NumberAt(share.X), y.NumberAt(share.Y));
    }

    private static IReadOnlyList<TrialRecord> Having(StudyView view, int goal, params HyperParameter[] parameters) =>
        [.. view.RankedBy(goal).Where(trial => parameters.All(parameter => !double.IsNaN(StudyView.NumberOf(trial, parameter))))];
}
