using System.Buffers;

namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column by the training rows.</summary>
internal static class ColumnFitting
{
    public static ColumnEncoding Fit(TableColumn column, TableEncoderOptions options)
    {
        bool isAsked = options.Roles.TryGetValue(column.Name, out ColumnRole role);
        if (isAsked && role == ColumnRole.LeftOut) return new LeftOutColumn(column.Name, "asked for");
        if (isAsked && role == ColumnRole.Category) return Category(column, Categories.Of(column), column.MissingCount, options);
        if (column is NumberColumn numbers) return FitNumbers(numbers, isAsked, options);
        if (!isAsked) return FitText((TextColumn)column, options);
        throw new ArgumentException($"TableEncoder: column '{column.Name}' is to be one of numbers: expected numbers, got text.");
    }

    private static ColumnEncoding FitNumbers(NumberColumn column, bool isAsked, TableEncoderOptions options)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(column.Count);
        try
        {
            column.CopyTo(0, rented.AsSpan(0, column.Count));
            int count = 0;
            for (int row = 0; row < column.Count; row++)
                if (!double.IsNaN(rented[row])) rented[count++] = rented[row];
            Span<double> present = rented.AsSpan(0, count);
            if (isAsked) return NumberEncoding.Fit(column, present, options);
            if (count == 0) return Void(column);
            bool tellsMissing = count < column.Count && options.MissingIndicators;
            return IsConstant(present) && !tellsMissing ? Constant(column) : NumberEncoding.Fit(column, present, options);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private static bool IsConstant(ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
            if (number != numbers[0]) return false;
        return true;
    }

    private static ColumnEncoding FitText(TextColumn column, TableEncoderOptions options)
    {
        int missing = column.MissingCount;
        if (missing == column.Count) return Void(column);
        var categories = Categories.Of(column);
        int different = categories.Texts.Count;
        if (different == 1 && missing == 0) return Constant(column);
        bool isIdentifier = different == column.Count - missing;
        if (!isIdentifier && different <= options.MaximumCategories) return Category(column, categories, missing, options);
        string reason = NumberNotation.ExampleIn(categories) is { } example
            ? $"its values look like numbers in another notation, such as '{example}', which are text: expected {NumberNotation.Expected}"
            : isIdentifier ? "no two of its values are the same, like those of an identifier"
            : Invariant($"it has {different} different values, more than {options.MaximumCategories}, like free text");
        return new LeftOutColumn(column.Name, reason);
    }

    private static LeftOutColumn Void(TableColumn column) => new(column.Name, "it has no values");

    private static LeftOutColumn Constant(TableColumn column) => new(column.Name, "all its values are the same");

    private static CategoryEncoding Category(TableColumn column, Categories categories, int missing, TableEncoderOptions options)
    {
        categories.CheckTexts(column.Name);
        var gaps = GapRule.Of(missing, options);
        return new(column.Name, categories, options.MissingCategories && gaps.WereLearned, options.RefuseUnknownCategories, gaps);
    }
}
