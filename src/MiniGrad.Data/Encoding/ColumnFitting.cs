namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column by the training rows.</summary>
internal static class ColumnFitting
{
    public static ColumnEncoding Fit(TableColumn column, TableEncoderOptions options)
    {
        if (!options.Roles.TryGetValue(column.Name, out ColumnRole role)) return FitByData(column, options);
        return role switch
        {
            ColumnRole.LeftOut => new LeftOutColumn(column.Name, "asked for"),
            ColumnRole.Category => Category(column, Categories.Of(column), options),
            _ when column is NumberColumn numbers => NumberEncoding.Fit(numbers, options),
            _ => throw new ArgumentException($"TableEncoder: column '{column.Name}' is to be one of numbers: expected numbers, got text."),
        };
    }

    private static ColumnEncoding FitByData(TableColumn column, TableEncoderOptions options)
    {
        int missing = column.MissingCount;
        if (missing == column.Count) return new LeftOutColumn(column.Name, "it has no values");
        return column is NumberColumn numbers ? FitNumbers(numbers, missing, options) : FitText(column, missing, options);
    }

    private static ColumnEncoding FitNumbers(NumberColumn column, int missing, TableEncoderOptions options)
    {
        bool tellsMissing = missing > 0 && options.MissingIndicators;
        bool isConstant = column.ToArray().Where(number => !double.IsNaN(number)).Distinct().Take(2).Count() == 1;
        return isConstant && !tellsMissing ? Constant(column) : NumberEncoding.Fit(column, options);
    }

    private static ColumnEncoding FitText(TableColumn column, int missing, TableEncoderOptions options)
    {
        var categories = Categories.Of(column);
        int different = categories.Texts.Count;
        if (different == 1 && missing == 0) return Constant(column);
        bool isIdentifier = different == column.Count - missing;
        if (!isIdentifier && different <= options.MaximumCategories) return Category(column, categories, options);
        string reason = NumberNotation.ExampleIn(categories) is { } example
            ? $"its values look like numbers in another notation, such as '{example}', which are text: expected {NumberNotation.Expected}"
            : isIdentifier ? "no two of its values are the same, like those of an identifier"
            : Invariant($"it has {different} different values, more than {options.MaximumCategories}, like free text");
        return new LeftOutColumn(column.Name, reason);
    }

    private static LeftOutColumn Constant(TableColumn column) => new(column.Name, "all its values are the same");

    private static CategoryEncoding Category(TableColumn column, Categories categories, TableEncoderOptions options)
    {
        categories.CheckTexts(column.Name);
        var gaps = GapRule.Of(column, options);
        return new(column.Name, categories, options.MissingCategories && gaps.WereLearned, options.RefuseUnknownCategories, gaps);
    }
}
