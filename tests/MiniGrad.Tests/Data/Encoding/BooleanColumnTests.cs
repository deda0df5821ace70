using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

public class BooleanColumnTests
{
    [Theory]
    [InlineData("false", "true")]
    [InlineData("False", "True")]
    [InlineData("no", "yes")]
    [InlineData("NO", "Yes")]
    [InlineData("n", "y")]
    [InlineData("F", "T")]
    [InlineData("off", "On")]
    public void Two_words_of_a_pair_are_0_and_1(string no, string yes)
    {
        var encoder = Fit(Texts("b", yes, no, no, yes));
        Assert.Equal(ColumnRole.Boolean, encoder.Columns[0].Role);
        Assert.Equal([no, yes], encoder.Columns[0].Categories);
        Assert.Equal(["b"], encoder.FeatureNames);
        Assert.Equal([1, 0, 0, 1], Encode(encoder, Texts("b", yes, no, no, yes)));
        Assert.Equal($"b (boolean): b", $"{encoder.Columns[0]}");
    }

    [Theory]
    [InlineData("true", "no")]
    [InlineData("true", "TRUE")]
    [InlineData("ja", "nein")]
    [InlineData("yes", " no")]
    public void Other_words_are_categories(string one, string other) =>
        Assert.Equal(ColumnRole.Category, Fit(Texts("b", one, other, one, other)).Columns[0].Role);

    [Fact]
    public void A_third_word_makes_categories() =>
        Assert.Equal(["b=True", "b=no", "b=yes"], Fit(Texts("b", "yes", "no", "True", "yes", "no", "True")).FeatureNames);

    [Fact]
    public void What_is_missing_or_neither_is_half_way()
    {
        var encoder = Again(Fit(Texts("b", "yes", "no", null, "yes")));
        Assert.Equal([0.5, 0.5, 1, 0], Encode(encoder, Texts("b", null, "maybe", "YES", "nO")));
        Assert.Equal([0.5], Encode(encoder, Numbers("b", double.NaN)));
        Assert.Equal([0.5], Encode(encoder, Numbers("b", 1)));
        Assert.True(encoder.Columns[0].HadMissing);
    }

    [Fact]
    public void Missing_words_are_marked_on_demand()
    {
        TableEncoderOptions options = new() { MissingIndicators = true };
        var encoder = Again(Fit(Texts("b", "yes", "no", null, "yes"), options));
        Assert.Equal(["b", "b (missing)"], encoder.FeatureNames);
        Assert.Equal([1, 0, 0, 0, 0.5, 1, 0.5, 0], Encode(encoder, Texts("b", "yes", "no", null, "maybe")));
        Assert.Equal(["b"], Fit(Texts("b", "yes", "no", "no"), options).FeatureNames);
    }

    [Fact]
    public void Unknown_and_missing_words_are_refused_on_demand()
    {
        var encoder = Again(Fit(Texts("b", "yes", "no", "no"), new() { RefuseUnknownCategories = true, RefuseNewMissing = true }));
        var unknown = Assert.Throws<TableRowException>(() => Encode(encoder, Texts("b", "yes", "maybe", null)));
        Assert.Equal((1, "the value 'maybe' is unknown; there are 'no', 'yes' in any case."), (unknown.Row, unknown.Problem));
        var missing = Assert.Throws<TableRowException>(() => Encode(encoder, Texts("b", "yes", null, "maybe")));
        Assert.Equal(1, missing.Row);
        Assert.Contains("is missing", missing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_makes_categories_of_a_pair_and_is_refused_for_no_pair()
    {
        Assert.Equal(["b=no", "b=yes"], Fit(Texts("b", "yes", "no", "no"), Role("b", ColumnRole.Category)).FeatureNames);
        Assert.Equal(["b"], Fit(Texts("b", "yes", "no", "no"), Role("b", ColumnRole.Boolean)).FeatureNames);
        foreach (TableColumn column in (TableColumn[])[Texts("b", "yes", "no", "maybe"), Numbers("b", 0, 1, 1)])
        {
            string message = Assert.Throws<ArgumentException>(() => Fit(column, Role("b", ColumnRole.Boolean))).Message;
            Assert.Contains("column 'b' is to be a boolean: expected text of two values", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_target_of_yes_and_no_has_classes()
    {
        var encoder = TableEncoder.Fit(new Table(Numbers("x", 1, 2, 4, 5), Texts("t", "yes", "no", "no", "yes")), "t");
        Assert.Equal(["no", "yes"], encoder.ClassNames);
    }
}
