namespace MiniGrad.Visualization;

/// <summary>How well a classifier ranks samples, and whether its probabilities are right.</summary>
internal static class RankingSection
{
    private const int WideHeight = 300;
    private const int NarrowHeight = 220;
    private const int NarrowWidth = 400;
    private const int LargestTable = 60;

    public static ReportSection? Of(ClassifierCurves? curves, Theme theme)
    {
        if (curves is null) return null;
        List<XElement> figures = [];
        if (curves.Classes.Any(one => one.Roc is not null))
            figures.Add(Figure("ROC curve", width => ClassifierCurveChart.Roc(curves, "", theme, width, HeightFor(width))));
        if (curves.Classes.Any(one => one.PrecisionRecall is not null))
        {
            figures.Add(Figure(
                "Precision and recall", width => ClassifierCurveChart.PrecisionRecall(curves, "", theme, width, HeightFor(width))));
        }
        figures.Add(Figure("Calibration", width => ClassifierCurveChart.Calibration(curves, "", theme, width, HeightFor(width))));
        List<XElement> content = [Html.Tag("div", Html.Class("figures"), figures), Table(curves)];
        if (curves.Classes.Count > ClassifierCurveChart.MaxClassCount)
        {
            content.Insert(0, Html.Tag(
                "p", $"Each picture shows the {ClassifierCurveChart.MaxClassCount} of {ReportText.Count(curves.Classes.Count)} classes " +
                "that are worst in it."));
        }
        return new ReportSection("ranking", "Probabilities", content);

        XElement Figure(string caption, Func<int, Picture> draw) =>
            ChartFigure.Of(caption, $"{caption}; its figures are in the table below.", theme, draw);
    }

    private static int HeightFor(int width) => width < NarrowWidth ? NarrowHeight : WideHeight;

    private static XElement Table(ClassifierCurves curves)
    {
        IReadOnlyList<ClassCurves> shown = curves.Classes;
        string label = shown.Count == 1 ? "Figures of the class" : "Figures of each class against the rest";
        if (shown.Count > LargestTable)
        {
            shown = [.. shown.OrderBy(one => one.Roc?.Area ?? double.PositiveInfinity).Take(LargestTable)];
            label = $"The {LargestTable} of {ReportText.Count(curves.Classes.Count)} classes with the smallest area";
        }
        return Html.Table(
            label, ["class", "ROC-AUC", "average precision", "share of the class", "calibration error"],
            shown.Select(one => (IReadOnlyList<object>)[
                one.Name, Text(one.Roc?.Area), Text(one.PrecisionRecall?.AveragePrecision),
                ReportText.Percent(one.PrecisionRecall?.Share ?? 0), ReportText.Number(one.Calibration.Error)]),
            leftColumns: 1);
    }

    private static string Text(double? figure) => figure is { } number ? ReportText.Number(number) : "–";
}
