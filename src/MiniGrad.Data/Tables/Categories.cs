namespace MiniGrad.Data;

/// <summary>The different values of a column as text, each with its place.</summary>
/// <remarks>The rows of a file decide together whether a column is text. So a number is found among texts by its text, and text among
/// numbers by its number.</remarks>
internal sealed class Categories
{
    private static readonly NumberFormatInfo shortInfinities = new() { PositiveInfinitySymbol = "inf", NegativeInfinitySymbol = "-inf" };

    private readonly string[] texts;
    private readonly Dictionary<string, int> places;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> placesOfSpans;
    private readonly Dictionary<double, string> writtenNumbers = [];

    /// <param name="texts">The values.</param>
    /// <param name="areNumbers">Whether they come from a column of numbers.</param>
    /// <param name="ignoresCase">Whether a text is found in upper and lower case alike.</param>
    /// <exception cref="ArgumentException">Two texts are equal.</exception>
    public Categories(IEnumerable<string> texts, bool areNumbers, bool ignoresCase = false)
    {
        places = new(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        placesOfSpans = places.GetAlternateLookup<ReadOnlySpan<char>>();
        this.texts = [.. texts];
        AreNumbers = areNumbers;
        for (int i = 0; i < this.texts.Length; i++)
        {
            places.Add(this.texts[i], i);
            if (!areNumbers && TryReadNumber(this.texts[i], out double number)) writtenNumbers.TryAdd(number, this.texts[i]);
        }
    }

    public IReadOnlyList<string> Texts => texts;
    public bool AreNumbers { get; }

    /// <summary>The values of a column: numbers from the smallest, text by the codes of its characters.</summary>
    public static Categories Of(TableColumn column)
    {
        if (column is not NumberColumn numbers) return Of(TextsOf((TextColumn)column));
        HashSet<double> different = [];
        for (int row = 0; row < numbers.Count; row++)
            if (numbers[row] is var number && !double.IsNaN(number)) different.Add(number);
        return OfNumbers(different);
    }

    /// <summary>The categories of numbers, from the smallest.</summary>
    public static Categories OfNumbers(IEnumerable<double> different) => new(different.Order().Select(Text), areNumbers: true);

    /// <summary>The categories of texts, by the codes of their characters.</summary>
    public static Categories Of(IEnumerable<string> texts) => new(texts.Order(StringComparer.Ordinal), areNumbers: false);

    /// <summary>The different texts of a column's rows, in no order.</summary>
    public static List<string> TextsOf(TextColumn column)
    {
        int[] counts = column.CountTexts();
        return [.. column.Distinct.Where((_, place) => counts[place] > 0)];
    }

    /// <exception cref="ArgumentException">A text holds half of a surrogate pair.</exception>
    public void CheckTexts(string column)
    {
        foreach (string text in texts) WholeText.Check(text, $"column '{column}'");
    }

    /// <summary>A row's value as a category, and its place, −1 where it is unknown; null where the value is missing.</summary>
    /// <exception cref="TableRowException">The value is a number that may be one of these texts, but its own text is not known.</exception>
    public (string Text, int Place)? Find(TableColumn column, int row)
    {
        if (column.TextAt(row) is not { } text) return null;
        var numbers = column as NumberColumn;
        if (AreNumbers)
        {
            if (numbers is not null) text = Text(numbers[row]);
            else if (TryReadNumber(text, out double number)) text = Text(number);
        }
        else if (numbers?.Spellings?[row] is { } spelling) text = spelling;
        if (places.TryGetValue(text, out int place)) return (text, place);
        if (numbers is { Spellings: null } && writtenNumbers.TryGetValue(numbers[row], out string? likely))
        {
            throw new TableRowException(
                column.Name, row, $"expected text, as in training, got the number {text}, which may have been '{likely}': " +
                "read the column as text (CsvOptions.TextColumns).");
        }
        return (text, -1);
    }

    /// <summary>The place of a value as a category, as <see cref="Find"/> has it of a row; <see cref="CategoryPlaces.Unknown"/> or
    /// <see cref="CategoryPlaces.Missing"/> where there is none.</summary>
    /// <exception cref="TableRowException">The value is a number that may be one of these texts, but its own text is not known.</exception>
    public int PlaceOf(in RowValue value, string column)
    {
        if (value.Kind == RowValueKind.Missing) return CategoryPlaces.Missing;
        Span<char> buffer = stackalloc char[RowValue.LongestText];
        bool isNumber = value.Kind == RowValueKind.Number, isSpelled = isNumber && !value.Text.IsEmpty;
        ReadOnlySpan<char> text = isSpelled ? value.Text : value.ToText(buffer);
        double number = value.Number;
        if (AreNumbers && (isNumber || TryReadNumber(text, out number)))
        {
            (number + 0.0).TryFormat(buffer, out int length, "R", CultureInfo.InvariantCulture);
            text = buffer[..length];
        }
        if (placesOfSpans.TryGetValue(text, out int place)) return place;
        if (isNumber && !isSpelled && writtenNumbers.TryGetValue(value.Number, out string? likely))
        {
            throw new TableRowException(
                column, row: 0, $"expected text, as in training, got the number {text}, which may have been '{likely}': give it as text.");
        }
        return CategoryPlaces.Unknown;
    }

    // As in a CSV file.
    private static bool TryReadNumber(ReadOnlySpan<char> text, out double number) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) ||
            double.TryParse(text, NumberStyles.Float, shortInfinities, out number)) && !double.IsNaN(number);

    // −0 and 0 are one category.
    private static string Text(double number) => (number + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
