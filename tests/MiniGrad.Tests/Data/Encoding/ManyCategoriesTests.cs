using MiniGrad.Data;
using Xunit;
using static MiniGrad.Tests.Data.Tables.TableColumns;

namespace MiniGrad.Tests.Data.Tables;

public class ManyCategoriesTests
{
    // 6 × a, 5 × b, 4 × c, 3 × d, 2 × e, f.
    private static readonly string[] letters = [.. "abcdefabcdeabcdabcaba".Select(letter => $"{letter}")];

    private static readonly TableEncoderOptions three = new() { MaximumCategories = 3, MinimumCategoryCount = 1 };

    [Fact]
    public void The_rare_ones_share_a_feature_and_unknown_ones_belong_to_them()
    {
        var encoder = Again(Fit(Texts("k", letters), three));
        Assert.Equal(["k=a", "k=b", "k=(other)"], encoder.FeatureNames);
        Assert.Equal(["a", "b"], encoder.Columns[0].Categories);
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0], Encode(encoder, Texts("k", "b", "f", "never seen", null, "a")));
        Assert.Equal([0, 0, 1], Encode(encoder, Numbers("k", 5)));
    }

    [Fact]
    public void As_many_as_fit_have_a_feature_each() =>
        Assert.Equal(["k=a", "k=b", "k=c", "k=d", "k=e", "k=f"],
            Fit(Texts("k", letters), three with { MaximumCategories = 6 }).FeatureNames);

    [Fact]
    public void Of_equally_frequent_ones_the_first_is_kept() =>
        Assert.Equal(["k=a", "k=b", "k=(other)"], Fit(Texts("k", "d", "c", "b", "a", "d", "c", "b", "a"), three).FeatureNames);

    [Fact]
    public void A_category_needs_its_number_of_rows()
    {
        Assert.Equal(["k=a", "k=b", "k=c", "k=(other)"],
            Fit(Texts("k", letters), three with { MaximumCategories = 5, MinimumCategoryCount = 4 }).FeatureNames);
        Assert.Equal(["k=a", "k=b", "k=(other)"], Fit(Texts("k", letters), new() { MaximumCategories = 5 }).FeatureNames);
        Assert.Equal("it has 6 different values, more than 5, and none is in 7 rows (MinimumCategoryCount)",
            Reason(letters, three with { MaximumCategories = 5, MinimumCategoryCount = 7 }));
    }

    [Fact]
    public void The_column_is_left_out_on_demand() =>
        Assert.Equal("it has 6 different values, more than 3, like free text",
            Reason(letters, three with { ManyCategories = ManyCategories.LeaveOut }));

    [Fact]
    public void Free_text_and_identifiers_are_left_out()
    {
        // 6 rows of 11 have a value of their own; of 10 with two of e, 5 of 10.
        string[] mostOnce = ["a", "a", "a", "b", "b", "c", "d", "e", "f", "g", "h"];
        string[] halfOnce = ["a", "a", "a", "e", "e", "c", "d", "f", "g", "h"];
        Assert.Equal(
            "it has 8 different values, more than 3, and most rows have one of their own, like free text", Reason(mostOnce, three));
        Assert.Equal(["k=a", "k=e", "k=(other)"], Fit(Texts("k", halfOnce), three).FeatureNames);
        Assert.Equal("no two of its values are the same, like those of an identifier", Reason(["a", "b", "c", "d", "e"], three));
    }

    [Fact]
    public void Missing_ones_are_as_in_other_columns()
    {
        TextColumn column = Texts("k", [.. letters, null]);
        var encoder = Again(Fit(column, three with { MissingCategories = true }));
        Assert.Equal(["k=a", "k=b", "k=(other)", "k (missing)"], encoder.FeatureNames);
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 0], Encode(encoder, Texts("k", null, "x")));
    }

    [Fact]
    public void Unknown_ones_are_never_refused_where_rare_ones_share_a_feature()
    {
        var encoder = Again(Fit(Texts("k", letters), three with { RefuseUnknownCategories = true }));
        Assert.Equal([0, 0, 1], Encode(encoder, Texts("k", "x")));
    }

    [Fact]
    public void A_value_called_like_the_rare_ones_is_one_of_them()
    {
        string[] texts = [.. letters.Select(letter => letter == "a" ? "(other)" : letter)];
        var encoder = Fit(Texts("k", texts), three);
        Assert.Equal(["k=b", "k=c", "k=(other)"], encoder.FeatureNames);
        Assert.Equal([0, 0, 1], Encode(encoder, Texts("k", "(other)")));
    }

    [Fact]
    public void A_given_role_keeps_all() =>
        Assert.Equal(6, Fit(Texts("k", letters), three with { Roles = Role("k", ColumnRole.Category).Roles }).FeatureNames.Count);

    [Fact]
    public void More_than_a_hundred_have_a_feature_each_where_none_is_rare()
    {
        string[] countries = Repeated(256, 5);
        TableEncoder encoder = Fit(Texts("k", countries), new());
        Assert.Equal(256, encoder.FeatureNames.Count);
        Assert.DoesNotContain("k=(other)", encoder.FeatureNames);
        Assert.Equal(256, Fit(Texts("k", Repeated(257, 5)), new()).FeatureNames.Count);
        Assert.Contains("k=(other)", Fit(Texts("k", Repeated(257, 5)), new()).FeatureNames);
    }

    [Fact]
    public void Of_more_than_a_hundred_the_rare_ones_share_a_feature()
    {
        TableEncoder encoder = Fit(Texts("k", [.. Repeated(98, 5), "x", "x", "x", "x", "y", "y", "y", "z", "z"]), new());
        Assert.Equal(99, encoder.FeatureNames.Count);
        Assert.Equal("k=(other)", encoder.FeatureNames[^1]);
        Assert.Equal(100, Fit(Texts("k", [.. Repeated(98, 5), "x", "y", "y"]), new()).FeatureNames.Count);
        Assert.Equal(101, Fit(Texts("k", [.. Repeated(98, 5), "x", "y", "z"]), new() { ManyCategories = ManyCategories.LeaveOut })
            .FeatureNames.Count);
    }

    [Fact]
    public void Free_text_of_few_values_is_known_from_a_hundred_on()
    {
        string[] texts = [.. Repeated(1, 40), .. Enumerable.Range(1000, 101).Select(number => $"{number}!")];
        Assert.Equal(
            "it has 102 different values, more than 100, and most rows have one of their own, like free text", Reason(texts, new()));
        Assert.Equal(100, Fit(Texts("k", texts[..139]), new()).FeatureNames.Count);
    }

    private static string[] Repeated(int different, int times) =>
        [.. Enumerable.Range(0, different * times).Select(row => $"c{row % different}")];

    private static string? Reason(string[] texts, TableEncoderOptions options) =>
        TableEncoder.Fit(
            new Table(Texts("k", texts), Numbers("x", [.. texts.Select((_, row) => row * 0.5)]), Classes(texts.Length)), "y", options)
            .Columns[0].Reason;
}
