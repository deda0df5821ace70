using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Makes labels or numbers of the column that is to be predicted.</summary>
internal sealed class TargetEncoding(string name, Categories? classes)
{
    private const int MostNumberedClasses = 20;

    public string Name { get; } = name;

    public TargetKind Kind => classes is null ? TargetKind.Numbers : TargetKind.Classes;

    public Categories? Classes => classes;

    public IReadOnlyList<string> ClassNames => classes?.Texts ?? [];

    /// <exception cref="ArgumentException">A row has no value, or an infinite one, or the column does not fit what is to be predicted.</exception>
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
            return values.Texts.Count > 1
                ? new(column.Name, values)
                : throw new ArgumentException($"TableEncoder: the target '{column.Name}' is '{values.Texts[0]}' in every row: expected at least two classes.");
        }
        if (column is not NumberColumn numbers)
            throw new ArgumentException($"TableEncoder: the target '{column.Name}' is to be a number: expected numbers, got text.");
        for (int row = 0; row < numbers.Count; row++)
        {
            if (double.IsInfinity(numbers[row]))
                throw new TableRowException(column.Name, row, Invariant($"expected a finite number, got {numbers[row]}."));
        }
        return new(column.Name, classes: null);
    }

    /// <exception cref="TableRowException">A row has no class, or one that no training row has.</exception>
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
