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
    public static TargetEncoding Fit(TableColumn column, TargetKind? wanted)
    {
        if (column.Count == 0) throw new ArgumentException("TableEncoder: expected rows to learn from, got none.");
        for (int row = 0; row < column.Count; row++)
            if (column.IsMissing(row)) throw Missing(column.Name, row);
        var values = Categories.Of(column);
        TargetKind kind = wanted ?? (IsOfClasses(column, values.Texts.Count) ? TargetKind.Classes : TargetKind.Numbers);
        if (kind == TargetKind.Classes)
        {
            values.CheckTexts(column.Name);
            if (values.Texts.Count > 1) return new(column.Name, values);
            throw new ArgumentException(
                $"TableEncoder: the target '{column.Name}' is '{values.Texts[0]}' in every row: expected at least two classes.");
        }
        if (column is not NumberColumn numbers)
            throw new ArgumentException($"TableEncoder: the target '{column.Name}' is to be a number: expected numbers, got text.");
        NumberEncoding.RefuseInfinite(numbers);
        return new(column.Name, classes: null);
    }

    /// <exception cref="TableRowException">A class is missing or unknown.</exception>
    public IndexTensor Labels(TableColumn column)
    {
        int[] labels = new int[column.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            (string text, labels[row]) = classes!.Find(column, row) ?? throw Missing(Name, row);
            if (labels[row] < 0)
                throw new TableRowException(Name, row, $"there is no class '{text}'; there are {NameList.Of(classes.Texts)}.");
        }
        return new IndexTensor(labels, [labels.Length]);
    }

    /// <exception cref="TableRowException">A row has no number.</exception>
    public double NumberAt(TableColumn column, int row)
    {
        if (column.IsMissing(row)) throw Missing(Name, row);
        return column is NumberColumn numbers
            ? numbers[row]
            : throw new TableRowException(Name, row, $"expected a number, got the text '{column.TextAt(row)}'.");
    }

    private static bool IsOfClasses(TableColumn column, int different) =>
        column is not NumberColumn numbers ||
        (different <= MostNumberedClasses && 2 * different <= column.Count && Array.TrueForAll(numbers.ToArray(), double.IsInteger));

    private static TableRowException Missing(string name, int row) => new(name, row, "the target is missing.");
}
