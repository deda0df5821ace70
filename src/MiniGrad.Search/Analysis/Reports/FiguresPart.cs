using System.Xml.Linq;
using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The key figures, the best trial, and how the study searches.</summary>
internal static class FiguresPart
{
    public static ReportSection? Of(StudyView view)
    {
        if (view.Trials.Count == 0) return null;
        List<object> tiles = [];
        TrialRecord[] complete = [.. view.Counted.Where(trial => trial.State == TrialState.Complete)];
        TrialRecord? best = view.Goals.Count == 1 && complete.Length > 0 ? view.BestFirst(1)[0] : null;
        if (best is not null)
        {
            string repeated = view.MeanOf(best).Complete is > 1 and var count ? $", mean of {ReportText.Count(count)}" : "";
            tiles.Add(Html.Tile("best value", ReportText.Number(best.Values[0]), $"trial {ReportText.Count(best.Number)}{repeated}"));
        }
        IReadOnlyList<TrialRecord> front = view.Goals.Count > 1 ? view.BestTradeOffs() : [];
        for (int goal = 0; goal < view.Goals.Count && front.Count > 0; goal++)
        {
            IEnumerable<double> values = front.Select(trial => trial.Values[goal]);
            double value = view.Goals[goal] == Goal.Minimize ? values.Min() : values.Max();
            tiles.Add(Html.Tile($"best {view.GoalName(goal)}", ReportText.Number(value)));
        }
        if (front.Count > 0) tiles.Add(Html.Tile("best trade-offs", ReportText.Count(front.Count)));
        tiles.Add(Html.Tile("trials", ReportText.Count(view.Trials.Count)));
        foreach (TrialState state in Enum.GetValues<TrialState>())
            if (view.Trials.Count(trial => trial.State == state) is > 0 and var count)
                tiles.Add(Html.Tile(NameOf(state), ReportText.Count(count), ReportText.Percent((double)count / view.Trials.Count)));
        if (view.Trials.Count(trial => trial.Violation > 0) is > 0 and var violating)
            tiles.Add(Html.Tile("violate constraints", ReportText.Count(violating)));
        TimeSpan time = TimeSpan.FromTicks(view.Trials.Sum(trial => trial.Duration.Ticks));
        if (time > TimeSpan.Zero) tiles.Add(Html.Tile("time of trials", ReportText.Duration(time), "of all workers together"));
        List<XElement> content = [Html.Tag("div", Html.Class("part"), Html.Tag("dl", Html.Class("tiles"), tiles))];
        if (best is not null)
        {
            IEnumerable<(string, string)> pairs = view.Study.Space.Parameters
                .Where(parameter => !double.IsNaN(StudyView.NumberOf(best, parameter)))
                .Select(parameter => (parameter.Name, parameter.TextOf(StudyView.NumberOf(best, parameter))));
            string violation = best.Violation > 0 ? $", which violates constraints by {ReportText.Number(best.Violation)}" : "";
            content.Add(Html.Tag(
                "div", Html.Class("part"), Html.Tag("h3", $"Parameters of the best trial{violation}"), Html.Pairs(pairs)));
        }
        return new ReportSection("figures", "Key figures", content);
    }

    public static ReportSection Settings(StudyView view)
    {
        Study study = view.Study;
        List<(string, string)> pairs =
        [
            ("sampler", study.Sampler.Name),
            .. study.SamplerNote is { Length: > 0 } note ? new[] { ("sampler's note", note) } : [],
            ("pruner", study.Pruner.Name), ("seed", Invariant($"{study.Seed}")), ("overlap", ReportText.Count(study.Overlap)),
            .. study.Repeats == 1 ? [] : new[]
            {
                ("repeats", $"{ReportText.Count(study.Repeats)} trials of the best parameters, which count by the mean"),
            },
            .. study.Goals.Select((goal, i) =>
                (view.GoalName(i), goal == Goal.Minimize ? "the smaller, the better" : "the larger, the better")),
        ];
        XElement table = Html.Table(
            "Parameters", ["parameter", "values", "condition"],
            study.Space.Parameters.Select(parameter => (IReadOnlyList<object>)[
                parameter.Name, parameter.Domain.ToString(), parameter.When is { } when ? $"when {when}" : "always"]),
            leftColumns: 3);
        string required = string.Join("; ", study.Space.RelationNames);
        return new ReportSection("search", "Search", [
            Html.Tag("div", Html.Class("part"), Html.Pairs(pairs)),
            Html.Tag(
                "div", Html.Class("part"), Html.Tag("h3", "Space"), table,
                required.Length > 0 ? Html.Tag("p", $"Required: {required}.") : null),
        ]);
    }

    public static string NameOf(TrialState state) => state.ToString().ToLowerInvariant();
}
