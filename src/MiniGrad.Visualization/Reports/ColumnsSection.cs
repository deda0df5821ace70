namespace MiniGrad.Visualization;

/// <summary>Which columns a model's score needs, and what it makes of them.</summary>
internal static class ColumnsSection
{
    private const int WideHeight = 240;
    private const int NarrowHeight = 190;
    private const int NarrowWidth = 400;

    public static ReportSection? Of(PermutationImportance? importance, IReadOnlyList<PartialDependence> dependences, Theme theme)
    {
        List<XElement> figures = [];
        if (importance is not null && importance.Features.All(feature => double.IsFinite(feature.Mean + feature.Deviation)))
        {
            figures.Add(ChartFigure.Of(
                $"How much worse the {importance.ScoreName} gets when a column is shuffled", Describe(importance), theme,
                width => new ImportanceChart(importance) { Width = width }));
        }
        foreach (PartialDependence dependence in dependences.Where(dependence => dependence.Means.All(means => means.All(double.IsFinite))))
        {
            figures.Add(ChartFigure.Of(
                $"Mean prediction by '{dependence.Column}'",
                $"Mean prediction where '{dependence.Column}' has a value in all rows.", theme,
                width => PartialDependenceChart.Of(
                    dependence, "", theme, width, width < NarrowWidth ? NarrowHeight : WideHeight)));
        }
        return figures.Count == 0
            ? null
            : new ReportSection("columns", "Columns", [Html.Tag("div", Html.Class("figures"), figures)]);
    }

    private static string Describe(PermutationImportance importance)
    {
        IEnumerable<string> bars =
            importance.Ranked.Take(ImportanceChart.MaxCount).Select(feature => $"{feature.Name}: {ReportText.Number(feature.Mean)}");
        return $"Loss of {importance.ScoreName} by column: {string.Join("; ", bars)}.";
    }
}
