namespace MiniGrad.Data;

/// <summary>Takes the fields of a column, row by row, as numbers until one is text.</summary>
internal sealed class ColumnFill
{
    private readonly FieldReading fields;
    private readonly MemoryBudget budget;
    private readonly bool isToBeText;
    private NumberFill? numbers;
    private TextFill? texts;
    private long firstTextLine;

    /// <param name="title">Its name in the file.</param>
    /// <param name="isText">Whether it is to be read as text.</param>
    /// <param name="fields">What fields mean.</param>
    /// <param name="budget">The memory that the table may take.</param>
    public ColumnFill(ColumnTitle title, bool isText, FieldReading fields, MemoryBudget budget)
    {
        (Title, isToBeText, this.fields, this.budget) = (title, isText, fields, budget);
        if (isText) texts = new TextFill(budget);
        else numbers = new NumberFill(budget);
    }

    public ColumnTitle Title { get; }

    /// <summary>Whether each of its fields was empty.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether it is text, and fields before the first text are not known anymore: the file has to be read again.</summary>
    public bool HasLostTexts { get; private set; }

    /// <summary>Adds a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="line">Its line in the file.</param>
    public void Add(ReadOnlySpan<byte> field, long line)
    {
        if (!field.IsEmpty) IsEmpty = false;
        if (texts is not null) AddText(field);
        else AddNumber(field, line);
    }

    /// <summary>The column of a piece of the file. Whether words stand for missing numbers, other pieces may tell: as numbers they keep
    /// their spelling.</summary>
    public TableColumn ToPiece() => numbers is not null ? numbers.ToColumn(Title.Name) : texts!.ToColumn(Title.Name);

    /// <summary>The column, and what is remarkable about it.</summary>
    /// <param name="notes">Takes what is remarkable.</param>
    public TableColumn ToColumn(List<string> notes)
    {
        // Words that stand for missing numbers do so only among numbers.
        if (numbers is { Numbers: 0, KeepsTexts: true }
            && Enumerable.Range(0, numbers.Count).Any(row => numbers.TextAt(row) is not null)) BecomeText();
        if (numbers is not null) return numbers.ToColumn(Title.Name);
        if (firstTextLine > 0 && NumberedText.Describe(Title.Name, texts!, fields, firstTextLine) is { } note) notes.Add(note);
        return texts!.ToColumn(Title.Name);
    }

    private void AddText(ReadOnlySpan<byte> field)
    {
        if (fields.IsMissing(field)) texts!.AddMissing();
        else texts!.Add(field);
    }

    private void AddNumber(ReadOnlySpan<byte> field, long line)
    {
        FieldKind kind = fields.Read(field, out double number);
        switch (kind)
        {
            case FieldKind.Missing:
                numbers!.AddMissing();
                break;
            case FieldKind.Text:
                firstTextLine = numbers!.Numbers > 0 ? line : 0;
                BecomeText();
                texts!.Add(field);
                break;
            default:
                numbers!.Add(number, field, kind == FieldKind.ShortestNumber);
                break;
        }
    }

    private void BecomeText()
    {
        texts = new TextFill(budget);
        if (!numbers!.KeepsTexts)
        {
            // Read again, it is text from the beginning.
            HasLostTexts = true;
            texts.AddMissing(numbers.Count);
        }
        else
        {
            for (int row = 0; row < numbers.Count; row++)
            {
                if (numbers.TextAt(row) is { } text) texts.Add(text);
                else texts.AddMissing();
            }
        }
        numbers = null;
    }
}
