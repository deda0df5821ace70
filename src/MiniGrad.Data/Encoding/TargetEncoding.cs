namespace MiniGrad.Data;

/// <summary>Makes labels or numbers of the predicted column.</summary>
internal sealed class TargetEncoding(string name, Categories? classes)
{
    private const int MostNumberedClasses = 20;

    public string Name { get; } = name;
    public TargetKind Kind => classes is null ? TargetKind.Numbers : TargetKind.Classes;
    public Categories? Classes => classes;
    public IReadOnlyList<string> ClassNames => classes?.Texts ?? [];

    /// <exception cref="ArgumentException">A value is missing or infinite, or the column does not fit the kind.</exception>
    public static TargetEncoding Fit(IColumnContent column, TargetKind? wanted)
    {
        if (column.Count == 0) throw new ArgumentException("TableEncoder: expected rows to learn from, got none.");
        column.RefuseMissingTarget();
        bool mayBeNumbers = wanted != TargetKind.Classes;
        if (mayBeNumbers && column.IsText && NumberNotation.ExampleIn(column.Texts.Texts) is { } example)
        {
            throw new ArgumentException(
                $"TableEncoder: the target '{column.Name}' is text that looks like numbers in another notation, such as '{example}': " +
                $"expected {NumberNotation.Expected}, or that classes are asked for.");
        }
        bool areClasses = column.IsText || column.AreFewWholeNumbers(MostNumberedClasses);
        TargetKind kind = wanted ?? (areClasses ? TargetKind.Classes : TargetKind.Numbers);
        if (kind == TargetKind.Classes)
        {
            Categories values = column.Categories;
            values.CheckTexts(column.Name);
            if (values.Texts.Count > 1) return new(column.Name, values);
            throw new ArgumentException(
                $"TableEncoder: the target '{column.Name}' is '{values.Texts[0]}' in every row: expected at least two classes.");
        }
        if (column.IsText)
            throw new ArgumentException($"TableEncoder: the target '{column.Name}' is to be a number: expected numbers, got text.");
        column.RefuseInfinite();
        return new(column.Name, classes: null);
    }

    /// <param name="column">The classes.</param>
    /// <param name="unknown">Takes the classes that are not known, whose labels follow those that are. Null where they are refused.</param>
    /// <exception cref="TableRowException">A class is missing or unknown.</exception>
    public IndexTensor Labels(TableColumn column, List<string>? unknown = null)
    {
        int known = classes!.Texts.Count;
        Dictionary<string, int> others = (unknown ?? []).Select((text, place) => KeyValuePair.Create(text, known + place))
            .ToDictionary(StringComparer.Ordinal);
        CategoryPlaces places = new(classes!, column);
        int[] labels = new int[column.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = places[row];
            if (labels[row] >= 0) continue;
            string text = classes!.Find(column, row)?.Text ?? throw Missing(column, row);
            if (others.TryGetValue(text, out labels[row])) continue;
            if (unknown is null)
                throw new TableRowException(Name, row, $"there is no class '{text}'; there are {NameList.Of(classes.Texts)}.");
            unknown.Add(text);
            others.Add(text, labels[row] = known + others.Count);
        }
        return new IndexTensor(labels, [labels.Length]);
    }

    /// <exception cref="TableRowException">A row has no number.</exception>
    public double NumberAt(TableColumn column, int row)
    {
        if (column.IsMissing(row)) throw Missing(column, row);
        return column is NumberColumn numbers
            ? numbers[row]
            : throw new TableRowException(Name, row, $"expected a number, got the text '{column.TextAt(row)}'.");
    }

    /// <summary>The refusal of a row without a target.</summary>
    public static TableRowException Missing(TableColumn column, int row) =>
        Missing(column.Name, row, column.MissingCount, $"table.DropMissing(\"{column.Name}\")");

    /// <param name="column">The name of the column.</param>
    /// <param name="row">The first row without a target.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="remedy">What leaves them out.</param>
    public static TableRowException Missing(string column, int row, long count, string remedy)
    {
        string rows = count == 1 ? "in this row alone" : Invariant($"in {count} rows");
        return new(column, row, $"the target is missing, {rows}: {remedy} leaves them out.");
    }
}
