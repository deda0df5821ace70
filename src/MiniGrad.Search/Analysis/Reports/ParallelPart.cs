using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The best trials among all, through the axes of the most important parameters.</summary>
internal static class ParallelPart
{
    private const int MostLines = 150;
    private const int MostAxes = 12;
    private const int BestCount = 10;
    private const int MostTicks = 40;

    public static ReportSection? Of(StudyView view)
    {
        HyperParameter[] parameters = [.. view.Parameters.Take(MostAxes)];
        IReadOnlyList<TrialRecord> ranked = view.RankedBy(0);
        if (parameters.Length < 2 || ranked.Count < 2) return null;
        IReadOnlyList<TrialRecord> shown = StudyView.Thin(ranked, MostLines);
        TrialRecord[] complete = [.. shown.Where(trial => trial.State == TrialState.Complete)];
        int all = ranked.Count(trial => trial.State == TrialState.Complete);
        TrialRecord[] best = [.. complete.Take(Math.Min(BestCount, Math.Max(1, all / 5)))];
        ParallelAxis[] axes =
        [
            .. parameters.Select(Axis),
            new ParallelAxis(
                $"rank by {view.GoalName(0)}", End(all > 0 ? "best" : "first", ranked[0]), End("last", ranked[^1]), [], MayBeAbsent: false),
        ];
        Dictionary<TrialRecord, int> rank = ranked.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        ParallelLines[] lines =
        [
            Lines("pruned", HistoryPart.PrunedColor, 0.8, shown.Where(trial => trial.State == TrialState.Pruned)),
            Lines("others", ThemedColor.Between(Colors.Lines[6], Colors.Background, 0.55), 0.8, complete.Skip(best.Length)),
            Lines(best.Length == 1 ? "" : $"the best {ReportText.Count(best.Length)}", Colors.Lines[0], 1.4, best.Skip(1)),
            Lines("the best", Colors.Lines[1], 2.4, best.Take(1)),
        ];
        string of = parameters.Length < view.Parameters.Count
            ? $", the {MostAxes} most important of {ReportText.Count(view.Parameters.Count)}" : "";
        string caption = $"Parameters from top to bottom{of}{StudyView.OfAll(shown.Count, ranked.Count)}";
        bool hasAbsent = axes.Any(axis => axis.MayBeAbsent);
        return new ReportSection("parallel", "Parallel coordinates", [
            .. hasAbsent
                ? new[] { Html.Tag("p", "Lines through the ring to the left of an axis are of trials that do not have the parameter.") }
                : [],
            ChartFigure.Of(caption, caption, view.Theme, width => new ParallelCoordinates(
                axes, [.. lines.Where(group => group.Places.Count > 0)]) { Width = width }),
        ]);

        static string End(string name, TrialRecord trial) =>
            $"{name}: {ReportText.Number(trial.Values[0])}{(trial.State == TrialState.Pruned ? " (pruned)" : "")}";

        ParallelLines Lines(string name, ThemedColor color, double width, IEnumerable<TrialRecord> trials) => new(name, color, width, [
            .. trials.Select(trial => (double[])[
                .. parameters.Select(parameter => Place(parameter, StudyView.NumberOf(trial, parameter))),
                ranked.Count > 1 ? rank[trial] / (ranked.Count - 1.0) : 0,
            ]),
        ]);

        ParallelAxis Axis(HyperParameter parameter)
        {
            Domain domain = parameter.Domain;
            IEnumerable<double> ticks = domain.Count <= MostTicks
                ? Enumerable.Range(0, (int)domain.Count!.Value).Select(place => Place(parameter, domain.ValueAt(place))) : [];
            return new ParallelAxis(
                parameter.Name, StudyView.TextOf(parameter, domain.FromUnit(0)), StudyView.TextOf(parameter, domain.FromUnit(1)),
                [.. ticks], parameter.When is not null);
        }
    }

    /// <summary>The place on an axis from the smallest to the largest value; the cells of separate ones end half a cell beyond.</summary>
    private static double Place(HyperParameter parameter, double value)
    {
        if (double.IsNaN(value)) return double.NaN;
        Domain domain = parameter.Domain;
        double low = domain.ToCoordinate(domain.FromUnit(0)), high = domain.ToCoordinate(domain.FromUnit(1));
        return high > low ? Math.Clamp((domain.ToCoordinate(value) - low) / (high - low), 0, 1) : 0.5;
    }
}
