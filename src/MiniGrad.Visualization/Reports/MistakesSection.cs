namespace MiniGrad.Visualization;

/// <summary>The worst mistakes of a model, as images or as rows of a table.</summary>
internal static class MistakesSection
{
    /// <summary>The largest number of shown numbers of an input.</summary>
    private const int MostColumns = 16;

    public static ReportSection? Of(WorstMistakes? mistakes)
    {
        if (mistakes is null or { Items.Count: 0 }) return null;
        return new ReportSection("mistakes", mistakes.IsClassification ? "Worst mistakes" : "Largest errors", [
            Html.Tag("p", Introduction(mistakes)), mistakes.ImageShape is { } shape ? Images(mistakes, shape) : Table(mistakes),
        ]);
    }

    private static string Introduction(WorstMistakes mistakes)
    {
        string shown = ReportText.Count(mistakes.Items.Count), all = ReportText.Count(mistakes.SampleCount, "sample");
        if (!mistakes.IsClassification) return $"The {shown} of {all} with the largest squared error.";
        string wrong = ReportText.Count(mistakes.MistakeCount);
        return $"The {shown} with the largest loss, of {wrong} wrong among {all}; " +
            "p is the probability that the model gives to its prediction.";
    }

    private static XElement Images(WorstMistakes mistakes, Shape shape) =>
        Html.Tag("div", Html.Class("images"), mistakes.Items.Select(mistake => Image(mistake, shape, mistakes.IsClassification)));

    private static XElement Image(Mistake mistake, Shape shape, bool isClassification)
    {
        byte[] png = PngImage.Encode(Pixels(mistake.Input), shape[1], shape[0]);
        string loss = $"{(isClassification ? "loss" : "error")} {ReportText.Number(mistake.Loss)}";
        return Html.Tag(
            "figure",
            Html.Tag(
                "img", Html.Attribute("src", $"data:image/png;base64,{Convert.ToBase64String(png)}"),
                Html.Attribute("alt", $"Sample {mistake.Sample}: {mistake.Predicted} instead of {mistake.Right}"),
                Html.Attribute("width", ReportText.Setting(shape[1])), Html.Attribute("height", ReportText.Setting(shape[0]))),
            Html.Tag(
                "figcaption", Html.Tag("span", Html.Class("right"), $"right: {mistake.Right}"),
                Html.Tag("span", Html.Class("wrong"), $"predicted: {mistake.Predicted}"),
                Html.Tag("span", mistake.Probability is { } probability ? $"p {ReportText.Percent(probability)}, {loss}" : loss),
                Html.Tag("span", $"sample {ReportText.Count(mistake.Sample)}")));
    }

    private static XElement Table(WorstMistakes mistakes)
    {
        string[] scores = mistakes.IsClassification ? ["p", "loss"] : ["error"];
        int before = 3 + scores.Length;
        bool[] areTexts = [.. Columns(mistakes).Select((_, column) => mistakes.Items.Any(mistake => IsText(mistake, column)))];
        return Html.Table(
            "Samples", [mistakes.Rows is null ? "sample" : "row in the file", "right", "predicted", .. scores, .. Columns(mistakes)],
            mistakes.Items.Select(mistake => (IReadOnlyList<object>)[
                ReportText.Count(mistakes.Rows?.Invoke(mistake.Sample) ?? mistake.Sample), mistake.Right, mistake.Predicted,
                .. mistakes.IsClassification ? (string[])[ReportText.Percent(mistake.Probability ?? double.NaN)] : [],
                ReportText.Number(mistake.Loss),
                .. mistakes.Cells?.Invoke(mistake.Sample) ?? Numbers(mistake.Input)]),
            leftColumns: 3, isText: column => column >= before && areTexts[column - before]);

        bool IsText(Mistake mistake, int column) =>
            mistakes.Cells?.Invoke(mistake.Sample)[column] is { Length: > 0 } cell &&
            !double.TryParse(cell, CultureInfo.InvariantCulture, out _);
    }

    private static IReadOnlyList<string> Columns(WorstMistakes mistakes)
    {
        int size = mistakes.Items[0].Input.Count;
        IReadOnlyList<string> columns = mistakes.Columns ?? [.. Enumerable.Range(0, size).Select(i => $"input {ReportText.Count(i)}")];
        if (mistakes.Cells is not null || size <= MostColumns) return columns;
        return [.. columns.Take(MostColumns), $"{ReportText.Count(size - MostColumns)} more"];
    }

    private static IReadOnlyList<string> Numbers(IReadOnlyList<double> input) =>
        [.. input.Take(MostColumns).Select(ReportText.Number), .. input.Count > MostColumns ? (string[])["…"] : []];

    /// <summary>Numbers as bytes; an image with numbers outside 0 to 1 is stretched to that range first.</summary>
    private static byte[] Pixels(IReadOnlyList<double> input)
    {
        double[] finite = [.. input.Where(double.IsFinite)];
        (double low, double high) = finite.Length > 0 && (finite.Min() < 0 || finite.Max() > 1) ? (finite.Min(), finite.Max()) : (0, 1);
        double range = high > low ? high - low : 1;
        return [.. input.Select(value => double.IsFinite(value) ? (byte)Math.Round(255 * (value - low) / range) : (byte)0)];
    }
}
