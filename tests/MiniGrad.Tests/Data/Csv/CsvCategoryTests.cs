using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data.Csv;

/// <summary>A category is the same whatever the other rows of its file make of its column.</summary>
public class CsvCategoryTests
{
    private static readonly Table training = Read(
        "zip,id,class\n01234,1e5,01\n98765,2e5,x\nA1,x,02\n01234,1e5,01\n98765,2e5,x\nA1,x,02\n01234,2e5,01\n98765,1e5,x\n");

    [Fact]
    public void Text_categories_are_found_in_a_file_where_all_values_read_as_numbers()
    {
        var encoder = TableEncoder.FromJson(TableEncoder.Fit(training, "class").ToJson());
        Assert.Equal(["zip=01234", "zip=98765", "zip=A1", "id=1e5", "id=2e5", "id=x"], encoder.FeatureNames);
        const string Rows = "zip,id,class\n01234,1e5,01\n98765,2e5,02\n";
        float[] expected = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0];
        Assert.IsType<NumberColumn>(Read(Rows)["zip"]);
        Assert.Equal(expected, encoder.EncodeInputs<float>(Read(Rows)).ToArray());
        Assert.Equal(expected, encoder.EncodeInputs<float>(Read(Rows + "A1,x,x\n")).ToArray()[..12]);
        Assert.Equal([0, 1], encoder.EncodeLabels(Read(Rows)));
        // Another number than any that was written is unknown, as it would be beside text.
        Assert.Equal(new float[6], encoder.EncodeInputs<float>(Read("zip,id\n1234,100000\n")).ToArray());
    }

    [Fact]
    public void An_estimator_predicts_the_same_for_a_row_alone()
    {
        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 5 };
        classifier.Fit(training, "class");
        float[] together = classifier.PredictProbabilities(training).ToArray();
        for (int row = 0; row < 3; row++)
        {
            Table alone = Read($"zip,id\n{training["zip"].TextAt(row)},{training["id"].TextAt(row)}\n");
            Assert.Equal(
                together.AsSpan(row * 3, 3).ToArray(), classifier.PredictProbabilities(alone).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void Number_categories_are_found_in_a_file_with_text_among_them()
    {
        Table numbers = Read("code,y\n1,a\n2.50,b\n1,a\n2.5,b\n");
        TableEncoderOptions options = new() { Roles = new Dictionary<string, ColumnRole> { ["code"] = ColumnRole.Category } };
        var encoder = TableEncoder.FromJson(TableEncoder.Fit(numbers, "y", options).ToJson());
        Assert.Equal(["code=1", "code=2.5"], encoder.FeatureNames);
        Assert.Equal([1f, 0, 0, 1, 0, 0], encoder.EncodeInputs<float>(Read("code\n1.0\n2.500\nnone at all\n")).ToArray());
    }

    [Fact]
    public void Infinity_is_found_among_number_and_text_categories()
    {
        TableEncoderOptions options = new() { Roles = new Dictionary<string, ColumnRole> { ["code"] = ColumnRole.Category } };
        var ofNumbers = TableEncoder.Fit(Read("code,y\n1,a\ninf,b\n"), "y", options);
        Assert.Equal(["code=1", "code=Infinity"], ofNumbers.FeatureNames);
        Assert.Equal([0f, 1, 0, 1, 0, 0], ofNumbers.EncodeInputs<float>(Read("code\ninf\n+Infinity\nx\n")).ToArray());
        var ofText = TableEncoder.Fit(Read("code,y\nx,a\ninf,b\n"), "y", options);
        Assert.Equal([1f, 0, 0, 0], ofText.EncodeInputs<float>(Read("code\ninf\n-inf\n")).ToArray());
        Table unspelled = new(new NumberColumn("code", new[] { double.PositiveInfinity }));
        string message = Assert.Throws<TableRowException>(() => ofText.EncodeInputs<float>(unspelled)).Message;
        Assert.Contains("which may have been 'inf'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_without_its_text_is_refused_where_a_text_category_may_be_meant()
    {
        var encoder = TableEncoder.Fit(training, "class");
        Table doubtful = new(new NumberColumn("zip", new double[] { 98765, 1234 }), new TextColumn("id", new[] { "x", "x" }));
        Assert.Equal(
            "TableEncoder: column 'zip', row 1 (counted from 0): expected text, as in training, got the number 1234, " +
            "which may have been '01234': read the column as text (CsvOptions.TextColumns).",
            Assert.Throws<TableRowException>(() => encoder.EncodeInputs<float>(doubtful)).Message);
        Assert.Equal([0f, 1, 0, 0, 0, 1], encoder.EncodeInputs<float>(doubtful.Select([0])).ToArray());
        Table spelled = new(new NumberColumn(
                "zip", new ColumnValues<double>(new double[] { 1234 }),
                    new NumberSpellings(new ColumnValues<ushort>(new ushort[] { 1 }), ["01234"])),
            new TextColumn("id", new[] { "x" }));
        Assert.Equal([1f, 0, 0, 0, 0, 1], encoder.EncodeInputs<float>(spelled).ToArray());
    }

    private static Table Read(string text) => CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
