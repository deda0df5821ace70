namespace MiniGrad.Data;

/// <summary>Takes the values of a column of known type and length, row by row.</summary>
internal sealed class ColumnFill
{
    // A text's header, length and last character; its place in the set, which doubles when it is full.
    private const int BytesPerText = 24, BytesPerPlace = 64;
    private readonly string name;
    private readonly FieldReading fields;
    private readonly MemoryBudget budget;
    private readonly double[]? numbers;
    private readonly float[]? singles;
    private readonly SpellingFill? spellings;
    private readonly string?[]? texts;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known;

    public ColumnFill(ColumnScan column, int rows, FieldReading fields, MemoryBudget budget)
    {
        name = column.Name;
        this.fields = fields;
        this.budget = budget;
        budget.Take((long)rows * (column.IsText || !column.IsSingle ? 8 : 4));
        if (column.IsText)
        {
            texts = new string?[rows];
            known = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }
        else
        {
            spellings = new SpellingFill(rows, fields, budget);
            if (column.IsSingle) singles = new float[rows];
            else numbers = new double[rows];
        }
    }

    /// <summary>Whether the field has the type that the first pass found.</summary>
    public bool TryFill(int row, ReadOnlySpan<byte> field)
    {
        if (texts is not null)
        {
            if (!fields.IsMissing(field)) texts[row] = Text(field);
            return true;
        }
        if (!fields.TryReadNumber(field, out double number)) return false;
        if (singles is not null) singles[row] = (float)number;
        else numbers![row] = number;
        spellings!.Fill(row, field, number);
        return true;
    }

    public TableColumn ToColumn()
    {
        if (texts is not null) return new TextColumn(name, texts);
        NumberSpellings? written = spellings!.ToSpellings();
        return singles is not null ? new NumberColumn(name, singles, written) : new NumberColumn(name, numbers, written);
    }

    /// <summary>The memory that a new text takes.</summary>
    public static long BytesOf(ReadOnlySpan<char> text) => BytesPerText + BytesPerPlace + (2L * text.Length);

    /// <summary>The text of a field; one object for each different text.</summary>
    private string Text(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<char> text = fields.Characters(field);
        if (known.TryGetValue(text, out string? same)) return same;
        budget.Take(BytesOf(text));
        same = text.ToString();
        known.Set.Add(same);
        return same;
    }
}
