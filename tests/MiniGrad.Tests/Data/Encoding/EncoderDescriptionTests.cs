using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

public class EncoderDescriptionTests
{
    [Fact]
    public void Each_column_has_a_line()
    {
        Table table = new(
            Numbers("age", 20, 40, double.NaN, 60, 40), Texts("city", "Rome", "Bonn", null, "Rome", "Bonn"),
            Texts("name", "a", "b", "c", "d", "e"),
            Texts("member", "yes", "no", "no", null, "yes"), Texts("since", "2026-01-01", "2026-01-03", null, "2026-02-01", "2026-01-01"),
            Texts("line\nbreak", "u", "u", "v", "v", "v"), Texts("bought", "yes", "no", "no", "yes", "no"));
        TableEncoderOptions options = new() { MissingIndicators = true, RefuseUnknownCategories = true };
        string[] expected =
        [
            "'age' (number): 2 features: age, age (missing); (x − 40) / 14.14; a missing value is 40 and marked by a feature",
            "'city' (category): 2 features: city=Bonn, city=Rome; unknown ones are refused; a missing value is 0 in all features",
            "'name' (left out): no two of its values are the same, like those of an identifier",
            "'member' (boolean): 2 features: member, member (missing); 1 for 'yes', 0 for 'no'; " +
                "a missing value is 0.5 and marked by a feature",
            "'since' (date): 6 features: since (elapsed days), since (month sine), since (month cosine), …; days are counted from " +
                "2026-01-01T00:00:00; a missing value is the mean or median of each feature and marked by a feature",
            "'line break' (category): 2 features: line break=u, line break=v; unknown ones are refused; " +
                "a missing value is 0 in all features",
            "'bought' (target): 2 classes: 'no', 'yes'",
        ];
        Assert.Equal(expected, Again(TableEncoder.Fit(table, "bought", options)).Describe().Split('\n'));
    }

    [Fact]
    public void What_is_unknown_is_described_by_the_options()
    {
        Table table = new(
            Numbers("x", 1, 2, 5, 7), Texts("b", "t", "f", "f", "t"), Texts("c", "u", "v", "v", "u"), Numbers("y", 0.5, 1, 2, 4));
        string text = TableEncoder.Fit(table, "y", new() { RefuseNewMissing = true }).Describe();
        Assert.Contains("'x' (number): 1 feature: x; (x − 3.75) / 2.385; a missing value is refused", text, StringComparison.Ordinal);
        Assert.Contains("1 for 't', 0 for 'f', 0.5 for any other; a missing value is refused", text, StringComparison.Ordinal);
        Assert.Contains("unknown ones are 0 in all features", text, StringComparison.Ordinal);
        Assert.EndsWith("'y' (target): numbers, unscaled", text, StringComparison.Ordinal);
    }
}
