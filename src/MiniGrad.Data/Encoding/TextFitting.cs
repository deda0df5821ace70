namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column of text by the training rows.</summary>
/// <param name="options">How to encode.</param>
/// <param name="dates">Reads dates.</param>
internal sealed class TextFitting(TableEncoderOptions options, DateText dates)
{
    // More different values are looked at closely.
    private const int FewTexts = 100;

    public ColumnEncoding Fit(TextColumn column)
    {
        int missing = column.MissingCount, present = column.Count - missing;
        if (present == 0) return LeftOutColumn.Void(column);
        List<string> texts = Categories.TextsOf(column);
        if (texts.Count == 1 && missing == 0) return LeftOutColumn.Constant(column);
        if (BooleanEncoding.PairOf(texts) is { } pair) return BooleanEncoding.Fit(column, pair, missing, options);
        bool mayBeDates = options.DateParts != DateParts.None && texts.Count > 1;
        if (mayBeDates && DateEncoding.Fit(column, dates, options) is { } ofDates) return ofDates;
        bool isIdentifier = texts.Count == present;
        if (!isIdentifier && texts.Count <= Math.Min(FewTexts, options.MaximumCategories))
            return Category(column, Categories.Of(texts), missing, hasOther: false);
        if (NumberNotation.ExampleIn(texts) is { } example)
        {
            return new LeftOutColumn(
                column.Name,
                $"its values look like numbers in another notation, such as '{example}', which are text: " +
                $"expected {NumberNotation.Expected}");
        }
        return isIdentifier
            ? new LeftOutColumn(column.Name, "no two of its values are the same, like those of an identifier")
            : FitMany(column, texts.Count, missing);
    }

    /// <returns>null where the values are no boolean.</returns>
    public BooleanEncoding? Boolean(TableColumn column) =>
        column is TextColumn texts && BooleanEncoding.PairOf(Categories.TextsOf(texts)) is { } pair
            ? BooleanEncoding.Fit(column, pair, column.MissingCount, options)
            : null;

    /// <param name="column">The column.</param>
    /// <param name="categories">The categories with a feature each.</param>
    /// <param name="missing">The number of rows without a value.</param>
    /// <param name="hasOther">Whether all other categories share a feature.</param>
    public CategoryEncoding Category(TableColumn column, Categories categories, int missing, bool hasOther)
    {
        categories.CheckTexts(column.Name);
        var gaps = GapRule.Of(missing, options);
        return new(
            column.Name, categories, hasOther, options.MissingCategories && gaps.WereLearned, options.RefuseUnknownCategories, gaps);
    }

    private ColumnEncoding FitMany(TextColumn column, int different, int missing)
    {
        int few = different > options.MaximumCategories ? options.MaximumCategories : FewTexts;
        string many = Invariant($"it has {different} different values, more than {few}");
        bool fits = different <= options.MaximumCategories, mayLeaveOut = options.ManyCategories == ManyCategories.LeaveOut;
        if (mayLeaveOut && !fits) return new LeftOutColumn(column.Name, $"{many}, like free text");
        int[] counts = column.CountTexts();
        int once = counts.Count(count => count == 1);
        if (once > column.Count - missing - once)
            return new LeftOutColumn(column.Name, $"{many}, and most rows have one of their own, like free text");
        // A value that is called like the rare ones together is one of them.
        string[] frequent =
            [.. column.Distinct.Zip(counts, (text, count) => (Text: text, Count: count))
                .Where(value => value.Count >= Math.Max(1, options.MinimumCategoryCount) && value.Text != CategoryEncoding.Other)
                .OrderByDescending(value => value.Count).ThenBy(value => value.Text, StringComparer.Ordinal)
                .Select(value => value.Text)];
        if (fits && (mayLeaveOut || frequent.Length == different))
            return Category(column, Categories.Of(Categories.TextsOf(column)), missing, hasOther: false);
        frequent = [.. frequent.Take(options.MaximumCategories - 1)];
        if (frequent.Length > 0) return Category(column, Categories.Of(frequent), missing, hasOther: true);
        string problem = Invariant($"{many}, and none is in {options.MinimumCategoryCount} rows (MinimumCategoryCount)");
        return new LeftOutColumn(column.Name, options.MaximumCategories > 1 ? problem : many);
    }
}
