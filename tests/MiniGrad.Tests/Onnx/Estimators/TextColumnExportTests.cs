using Microsoft.ML.OnnxRuntime;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Booleans and rare categories give the same in ONNX Runtime; dates are refused in words.</summary>
public sealed class TextColumnExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Booleans_and_rare_categories_give_the_same(bool hasMissing)
    {
        TableEncoderOptions options =
            new() { MaximumCategories = 3, MissingIndicators = hasMissing, MissingCategories = hasMissing };
        MlpClassifier classifier = Fitted(Rows(hasMissing), options);
        Assert.Equal(
            hasMissing
                ? ["old", "old (missing)", "kind=a", "kind=b", "kind=(other)", "kind (missing)"]
                : ["old", "kind=a", "kind=b", "kind=(other)"],
            classifier.Encoder!.FeatureNames);
        Table judged = new(
            new TextColumn("old", new[] { "yes", "YES", "No", "maybe", null, "no" }),
            new TextColumn("kind", new[] { "a", "b", "f", "never seen", null, "d" }));
        Assert.InRange(EstimatorRun.AssertSame(classifier, judged, folder.File("texts.onnx")), 0, 1e-6);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData(null)]
    public void A_boolean_that_is_refused_is_refused_in_both(string? word)
    {
        MlpClassifier classifier = Fitted(Rows(hasMissing: false), new() { RefuseUnknownCategories = true, RefuseNewMissing = true });
        Table judged = new(new TextColumn("old", new[] { "yes", word }), new TextColumn("kind", new[] { "a", "b" }));
        Assert.Throws<TableRowException>(() => classifier.PredictClassNames(judged));
        OnnxFile.Save(classifier, folder.File("strict.onnx"));
        string message = Assert.Throws<OnnxRuntimeException>(() => EstimatorRun.Classify(folder.File("strict.onnx"), judged)).Message;
        Assert.Contains("an unknown category of 'old' or a missing value of 'old'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_are_refused_in_words()
    {
        Table rows = Rows(hasMissing: false);
        string[] days = [.. Enumerable.Range(0, rows.Count).Select(row => FormattableString.Invariant($"2026-01-{1 + (row % 28):00}"))];
        MlpClassifier classifier = Fitted(new Table([.. rows.Columns, new TextColumn("day", days)]), new());
        string message =
            Assert.Throws<NotSupportedException>(() => OnnxFile.Save(classifier, folder.File("dates.onnx"))).Message;
        Assert.Contains("column 'day' has dates, which ONNX cannot read", message, StringComparison.Ordinal);
    }

    private static MlpClassifier Fitted(Table rows, TableEncoderOptions options)
    {
        MlpClassifier classifier = new() { HiddenSizes = [4], Seed = 1, Epochs = 3, StopsEarly = false };
        classifier.Fit(rows, "y", options);
        return classifier;
    }

    private static Table Rows(bool hasMissing)
    {
        int[] rows = [.. Enumerable.Range(0, 84)];
        return new Table(
            new TextColumn("old", Array.ConvertAll(rows, row => hasMissing && row == 5 ? null : row % 3 == 0 ? "yes" : "no")),
            new TextColumn("kind", Array.ConvertAll(rows, row => hasMissing && row == 7 ? null : $"{"abcdefabcdeabcdabcaba"[row % 21]}")),
            new TextColumn("y", Array.ConvertAll(rows, row => (string?)(row % 3 == 0 ? "p" : "q"))));
    }
}
