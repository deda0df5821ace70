using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Decides from the training rows what to make of a column.</summary>
internal static class ColumnFitting
{
    public static ColumnEncoding Fit(TableColumn column, TableEncoderOptions options)
    {
        if (!options.Roles.TryGetValue(column.Name, out ColumnRole role)) return FitByData(column, options);
        return role switch
        {
            ColumnRole.LeftOut => new LeftOutColumn(column.Name, "asked for"),
            ColumnRole.Category => Category(column, Categories.Of(column), options),
            _ => column is NumberColumn numbers
                ? NumberEncoding.Fit(numbers, options)
                : throw new ArgumentException($"TableEncoder: column '{column.Name}' is to be one of numbers: expected numbers, got text."),
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
        return isConstant && !tellsMissing ? new LeftOutColumn(column.Name, "all its values are the same") : NumberEncoding.Fit(column, options);
    }

    private static ColumnEncoding FitText(TableColumn column, int missing, TableEncoderOptions options)
    {
        var categories = Categories.Of(column);
        int different = categories.Texts.Count;
        if (different == 1 && missing == 0) return new LeftOutColumn(column.Name, "all its values are the same");
        bool isIdentifier = different == column.Count - missing;
        if (!isIdentifier && different <= options.MaximumCategories) return Category(column, categories, options);
        if (NumberNotation.ExampleIn(categories) is { } example)
        {
            return new LeftOutColumn(
                column.Name, $"its values look like numbers in another notation, such as '{example}', which are text: expected {NumberNotation.Expected}");
        }
        return new LeftOutColumn(column.Name, isIdentifier
            ? "no two of its values are the same, like those of an identifier"
            : Invariant($"it has {different} different values, more than {options.MaximumCategories}, like free text"));
    }

    private static CategoryEncoding Category(TableColumn column, Categories categories, TableEncoderOptions options)
    {
        categories.CheckTexts(column.Name);
        return new(column.Name, categories, options.MissingCategories && column.MissingCount > 0, options.RefuseUnknownCategories);
    }
}
