namespace MiniGrad.Visualization;

/// <summary>The confusion matrix with the scores of classes and the most frequent mistakes.</summary>
internal static class ConfusionSection
{
    /// <summary>With more classes, cells would be too small for a page.</summary>
    private const int LargestChart = 60;
    private const int LargestTable = 60;
    private const int FewClasses = 16;
    private const int MostPairs = 10;

    public static ReportSection? Of(ConfusionMatrix? matrix, Theme theme)
    {
        if (matrix is null || !(matrix.Total > 0)) return null;
        string description = $"Confusion matrix of {ReportText.Count(matrix.ClassCount)} classes; its figures are in the tables beside it.";
        XElement? chart = matrix.ClassCount > LargestChart ? null : ChartFigure.Of(
            "Right and predicted classes", description, theme, width => new ConfusionMatrixChart(matrix) { Width = width });
        // Two columns of about the same height.
        bool isLong = matrix.ClassCount > FewClasses;
        return new ReportSection("confusion", "Classes", [
            Html.Tag("p", $"{ReportText.Percent(matrix.Accuracy)} of {Amount(matrix.Total)} samples are right."),
            Html.Tag(
                "div", Html.Class("figures"), Html.Tag("div", chart, isLong ? Pairs(matrix) : null),
                Html.Tag("div", ClassTable(matrix), isLong ? null : Pairs(matrix))),
        ]);
    }

    private static XElement ClassTable(ConfusionMatrix matrix)
    {
        IEnumerable<int> classes = Enumerable.Range(0, matrix.ClassCount);
        string label = "Scores of the classes";
        if (matrix.ClassCount > LargestTable)
        {
            classes = classes.OrderBy(matrix.F1).Take(LargestTable);
            label = $"The {LargestTable} of {ReportText.Count(matrix.ClassCount)} classes with the lowest F1";
        }
        return Html.Tag("div", Html.Class("part"), Html.Tag("h3", label), Html.Table(
            label, ["class", "precision", "recall", "F1", "samples"],
            classes.Select(index => (IReadOnlyList<object>)[
                matrix.ClassNames[index], ReportText.Percent(matrix.Precision(index)), ReportText.Percent(matrix.Recall(index)),
                ReportText.Percent(matrix.F1(index)), Amount(matrix.Support(index))]),
            leftColumns: 1));
    }

    /// <summary>The most frequent mistakes; null if there are none.</summary>
    private static XElement? Pairs(ConfusionMatrix matrix)
    {
        List<(int Actual, int Predicted, double Count)> pairs = [];
        for (int actual = 0; actual < matrix.ClassCount; actual++)
            for (int predicted = 0; predicted < matrix.ClassCount; predicted++)
                if (actual != predicted && matrix[actual, predicted] > 0) pairs.Add((actual, predicted, matrix[actual, predicted]));
        if (pairs.Count == 0) return null;
        return Html.Tag("div", Html.Class("part"), Html.Tag("h3", "Most frequent mistakes"), Html.Table(
            "Most frequent mistakes", ["right class", "predicted class", "samples", "of the class"],
            pairs.OrderByDescending(pair => pair.Count).Take(MostPairs).Select(pair => (IReadOnlyList<object>)[
                matrix.ClassNames[pair.Actual], matrix.ClassNames[pair.Predicted], Amount(pair.Count),
                ReportText.Percent(pair.Count / matrix.Support(pair.Actual))]),
            leftColumns: 2));
    }

    /// <summary>The text of a number of samples or their weight.</summary>
    private static string Amount(double count) => count.ToString("#,0.##", CultureInfo.InvariantCulture);
}
