namespace MiniGrad.Data;

/// <summary>Takes the values of a column, row by row.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="isNumber">Whether it is one of numbers; null where the first value tells.</param>
internal sealed class ColumnGathering(string name, bool? isNumber)
{
    private NumberGathering? numbers;
    private TextFill? texts;
    private int count, missing;

    /// <exception cref="InvalidDataException">The value is none of a table, or does not go with those before.</exception>
    public void Add(in RowValue value)
    {
        if (count == Array.MaxLength)
            throw new InvalidDataException(Invariant($"Table.From: a table has {Array.MaxLength} rows at most: expected fewer."));
        if (value.Kind == RowValueKind.Refused) throw Refused(value.Text.ToString());
        if (value.Kind == RowValueKind.Missing && numbers is null && texts is null) missing++;
        else if (value.Kind == RowValueKind.Missing)
        {
            numbers?.Add(double.NaN);
            texts?.AddMissing();
        }
        else if (value.Kind == RowValueKind.Number) AddNumber(value);
        else AddText(value);
        count++;
    }

    public TableColumn ToColumn()
    {
        if (numbers is null && texts is null) Begin(isNumber == true);
        if (numbers is not null) return numbers.ToColumn(name);
        return count == 0 ? new TextColumn(name, ReadOnlyMemory<string?>.Empty) : texts!.ToColumn(name);
    }

    private void AddNumber(in RowValue value)
    {
        if (numbers is null && texts is null) Begin(areNumbers: true);
        if (numbers is null)
            throw Refused($"the number {value.Describe()} is in a column of text: expected values of one kind, such as by CAST in SQL.");
        numbers.Add(value.Number);
    }

    private void AddText(in RowValue value)
    {
        if (numbers is null && texts is null) Begin(areNumbers: false);
        if (texts is null)
            throw Refused($"{value.Describe()} is in a column of numbers: expected values of one kind, such as by CAST in SQL.");
        texts.Add(value.ToText(stackalloc char[RowValue.LongestText]));
    }

    private void Begin(bool areNumbers)
    {
        if (areNumbers) numbers = new NumberGathering();
        else texts = new TextFill(MemoryBudget.Boundless);
        numbers?.AddMissing(missing);
        texts?.AddMissing(missing);
    }

    private InvalidDataException Refused(string problem) =>
        new(Invariant($"Table.From: column '{name}', row {count} (counted from 0): {problem}"));

    /// <summary>Numbers in single precision as long as that holds them.</summary>
    private sealed class NumberGathering
    {
        private GrowingValues<float>? singles = new(MemoryBudget.Boundless);
        private GrowingValues<double>? doubles;

        public void AddMissing(int count)
        {
            for (int i = 0; i < count; i++) Add(double.NaN);
        }

        public void Add(double number)
        {
            if (singles is not null && (float)number != number && !double.IsNaN(number)) Widen();
            if (singles is not null) singles.Add((float)number);
            else doubles!.Add(number);
        }

        // What numbers were called in their source is not known.
        public NumberColumn ToColumn(string name) =>
            singles is { Count: 0 } ? new(name, ReadOnlyMemory<double>.Empty)
            : singles is not null ? new(name, singles.ToValues(), spellings: null)
            : new(name, doubles!.ToValues(), spellings: null);

        private void Widen()
        {
            doubles = new GrowingValues<double>(MemoryBudget.Boundless);
            for (int row = 0; row < singles!.Count; row++) doubles.Add(singles[row]);
            singles = null;
        }
    }
}
