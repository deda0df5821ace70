using System.Globalization;

namespace MiniGrad.Data.Tables;

/// <summary>The different values of a column as text, each with its place.</summary>
internal sealed class Categories
{
    private readonly string[] texts;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A text is there twice.</exception>
    public Categories(IEnumerable<string> texts)
    {
        this.texts = [.. texts];
        for (int i = 0; i < this.texts.Length; i++) places.Add(this.texts[i], i);
    }

    public IReadOnlyList<string> Texts => texts;

    /// <summary>Those of a column: numbers from the smallest, text by the codes of its characters.</summary>
    public static Categories Of(TableColumn column)
    {
        if (column is NumberColumn numbers)
            return new(numbers.ToArray().Where(number => !double.IsNaN(number)).Distinct().Order().Select(Text));
        return new(Enumerable.Range(0, column.Count).Select(column.TextAt).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>The place of a text, −1 where it is none of them.</summary>
    public int PlaceOf(string text) => places.GetValueOrDefault(text, -1);

    /// <summary>The value of a row as text, null where it is missing.</summary>
    public static string? TextAt(TableColumn column, int row) =>
        column is NumberColumn numbers ? double.IsNaN(numbers[row]) ? null : Text(numbers[row]) : column.TextAt(row);

    // −0 and 0 are one category.
    private static string Text(double number) => (number + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
