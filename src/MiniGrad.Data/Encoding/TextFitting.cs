namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column of text by the training rows.</summary>
/// <param name="options">How to encode.</param>
/// <param name="dates">Reads dates.</param>
internal sealed class TextFitting(TableEncoderOptions options, DateText dates)
{
    // More different values are looked at closely.
    private const int FewTexts = 100;

    public ColumnEncoding Fit(IColumnContent column)
    {
        long missing = column.MissingCount;
        if (column.Count == missing) return LeftOutColumn.Void(column.Name);
        TextValues values = column.Texts;
        IReadOnlyList<string> texts = values.Texts;
        if (texts.Count == 1 && missing == 0) return LeftOutColumn.Constant(column.Name);
        if (BooleanEncoding.PairOf(texts) is { } pair) return BooleanEncoding.Fit(column.Name, pair, missing, options);
        bool mayBeDates = options.DateParts != DateParts.None && texts.Count > 1;
        if (mayBeDates && column.FitDates(dates, options) is { } ofDates) return ofDates;
        if (!values.AllDiffer && texts.Count <= Math.Min(FewTexts, options.MaximumCategories) && !values.HasMore)
            return Category(column.Name, Categories.Of(texts), missing, hasOther: false);
        if (NumberNotation.ExampleIn(texts) is { } example)
        {
            return new LeftOutColumn(
                column.Name,
                $"its values look like numbers in another notation, such as '{example}', which are text: " +
                $"expected {NumberNotation.Expected}");
        }
        if (!values.AllDiffer) return FitMany(column, values);
        string which = values.HasMore ? Invariant($" of {texts.Count}, which are not all,") : "";
        return new LeftOutColumn(column.Name, $"no two of its values{which} are the same, like those of an identifier");
    }

    /// <returns>null where the values are no boolean.</returns>
    public BooleanEncoding? Boolean(IColumnContent column) =>
        column.IsText && BooleanEncoding.PairOf(column.Texts.Texts) is { } pair
            ? BooleanEncoding.Fit(column.Name, pair, column.MissingCount, options)
            : null;

    /// <param name="column">The name of the column.</param>
    /// <param name="categories">The categories with a feature each.</param>
    /// <param name="missing">The number of rows without a value.</param>
    /// <param name="hasOther">Whether all other categories share a feature.</param>
    public CategoryEncoding Category(string column, Categories categories, long missing, bool hasOther)
    {
        categories.CheckTexts(column);
        var gaps = GapRule.Of(missing, options);
        return new(
            column, categories, hasOther, options.MissingCategories && gaps.WereLearned, options.RefuseUnknownCategories, gaps);
    }

    private ColumnEncoding FitMany(IColumnContent column, TextValues values)
    {
        int different = values.Texts.Count, few = different > options.MaximumCategories ? options.MaximumCategories : FewTexts;
        string many = Invariant($"it has {(values.HasMore ? "more than " : "")}{different} different values, more than {few}");
        bool fits = different <= options.MaximumCategories && !values.HasMore, mayLeaveOut =
            options.ManyCategories == ManyCategories.LeaveOut;
        if (mayLeaveOut && !fits) return new LeftOutColumn(column.Name, $"{many}, like free text");
        long once = values.Counts.Count(count => count == 1);
        if (once > values.Counts.Sum() - once)
            return new LeftOutColumn(column.Name, $"{many}, and most rows have one of their own, like free text");
        // A value that is called like the rare ones together is one of them.
        string[] frequent =
            [.. values.Texts.Zip(values.Counts, (text, count) => (Text: text, Count: count))
                .Where(value => value.Count >= Math.Max(1, options.MinimumCategoryCount) && value.Text != CategoryEncoding.Other)
                .OrderByDescending(value => value.Count).ThenBy(value => value.Text, StringComparer.Ordinal)
                .Select(value => value.Text)];
        if (fits && (mayLeaveOut || frequent.Length == different))
            return Category(column.Name, Categories.Of(values.Texts), column.MissingCount, hasOther: false);
        frequent = [.. frequent.Take(options.MaximumCategories - 1)];
        if (frequent.Length > 0) return Category(column.Name, Categories.Of(frequent), column.MissingCount, hasOther: true);
        string problem = Invariant($"{many}, and none is in {options.MinimumCategoryCount} rows (MinimumCategoryCount)");
        return new LeftOutColumn(column.Name, options.MaximumCategories > 1 ? problem : many);
    }
}
