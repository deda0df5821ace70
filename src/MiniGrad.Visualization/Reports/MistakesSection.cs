using System.Globalization;
using System.Xml.Linq;

namespace MiniGrad.Visualization.Reports;

/// <summary>What a model gets most wrong: as images, or as rows of a table.</summary>
internal static class MistakesSection
{
    /// <summary>How many numbers of an input are shown.</summary>
    private const int MostColumns = 16;

    public static ReportSection? Of(WorstMistakes? mistakes)
    {
        if (mistakes is null or { Items.Count: 0 }) return null;
        string what = mistakes.IsClassification
            ? $"The {ReportText.Count(mistakes.Items.Count)} with the largest loss, of {ReportText.Count(mistakes.MistakeCount)} wrong among {ReportText.Count(mistakes.SampleCount, "sample")}; p is the probability that the model gives to its prediction."
            : $"The {ReportText.Count(mistakes.Items.Count)} of {ReportText.Count(mistakes.SampleCount, "sample")} with the largest squared error.";
        return new ReportSection("mistakes", mistakes.IsClassification ? "Worst mistakes" : "Largest errors", [
            Html.Tag("p", what),
            mistakes.ImageShape is { } shape ? Html.Tag("div", Html.Class("images"), mistakes.Items.Select(mistake => Image(mistake, shape, mistakes.IsClassification))) : Table(mistakes),
        ]);
    }

    private static XElement Image(Mistake mistake, Shape shape, bool isClassification)
    {
        byte[] png = PngImage.Encode(Pixels(mistake.Input), shape[1], shape[0]);
        string loss = $"{(isClassification ? "loss" : "error")} {ReportText.Number(mistake.Loss)}";
        return Html.Tag(
            "figure",
            Html.Tag(
                "img", Html.Attribute("src", $"data:image/png;base64,{Convert.ToBase64String(png)}"), Html.Attribute("alt", $"Sample {mistake.Sample}: {mistake.Predicted} instead of {mistake.Right}"),
                Html.Attribute("width", shape[1].ToString(CultureInfo.InvariantCulture)), Html.Attribute("height", shape[0].ToString(CultureInfo.InvariantCulture))),
            Html.Tag(
                "figcaption", Html.Tag("span", Html.Class("right"), Html.Attribute("title", mistake.Right), $"right: {mistake.Right}"),
                Html.Tag("span", Html.Class("wrong"), Html.Attribute("title", mistake.Predicted), $"predicted: {mistake.Predicted}"),
                Html.Tag("span", mistake.Probability is { } probability ? $"p {ReportText.Percent(probability)}, {loss}" : loss),
                Html.Tag("span", $"sample {ReportText.Count(mistake.Sample)}")));
    }

    private static XElement Table(WorstMistakes mistakes)
    {
        int size = mistakes.Items[0].Input.Count, shown = Math.Min(size, MostColumns);
        IReadOnlyList<string> columns = mistakes.Columns ?? [.. Enumerable.Range(0, size).Select(i => $"input {ReportText.Count(i)}")];
        if (mistakes.Cells is null) columns = [.. columns.Take(shown), .. size > shown ? (string[])[$"{ReportText.Count(size - shown)} more"] : []];
        return Html.Table(
            "Samples", ["sample", "right", "predicted", .. mistakes.IsClassification ? (string[])["p"] : [], mistakes.IsClassification ? "loss" : "error", .. columns],
            mistakes.Items.Select(mistake => (IReadOnlyList<object>)[
                ReportText.Count(mistake.Sample), mistake.Right, mistake.Predicted,
                .. mistakes.IsClassification ? (object[])[ReportText.Percent(mistake.Probability ?? double.NaN)] : [], ReportText.Number(mistake.Loss),
                .. mistakes.Cells is { } cells ? cells(mistake.Sample) : [.. mistake.Input.Take(shown).Select(ReportText.Number), .. size > shown ? (string[])["…"] : []]]),
            leftColumns: 3);
    }

    /// <summary>Numbers from 0 to 1 as bytes; those that have others are stretched to that range first.</summary>
    private static byte[] Pixels(IReadOnlyList<double> input)
    {
        double[] finite = [.. input.Where(double.IsFinite)];
        (double low, double high) = finite.Length > 0 && (finite.Min() < 0 || finite.Max() > 1) ? (finite.Min(), finite.Max()) : (0, 1);
        double range = high > low ? high - low : 1;
        return [.. input.Select(value => double.IsFinite(value) ? (byte)Math.Round(255 * (value - low) / range) : (byte)0)];
    }
}
