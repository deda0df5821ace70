namespace MiniGrad.Parquet;

/// <summary>The columns of the first of several files, which those of the others are compared with.</summary>
internal sealed class PartColumns(string path, ParquetSource source)
{
    private readonly (string Name, bool IsNumber)[] columns = All(source);

    /// <exception cref="InvalidDataException">The columns of another file differ.</exception>
    public void Check(string otherPath, ParquetSource other)
    {
        Dictionary<string, bool> others = All(other).ToDictionary(column => column.Name, column => column.IsNumber, StringComparer.Ordinal);
        foreach ((string name, bool isNumber) in columns)
        {
            if (!others.Remove(name, out bool isNumberThere)) throw Refused($"there is no column '{name}', which '{path}' has");
            if (isNumber != isNumberThere)
                throw Refused($"column '{name}' holds {Kind(isNumberThere)}, where that of '{path}' holds {Kind(isNumber)}");
        }
        if (others.Count > 0) throw Refused($"there is a column '{others.Keys.First()}', which '{path}' does not have");
        for (int i = 0; i < columns.Length; i++)
        {
            string there = other.Columns[i].Name;
            if (there != columns[i].Name)
                throw Refused(Invariant($"column {i + 1} is '{there}', where that of '{path}' is '{columns[i].Name}'"));
        }

        InvalidDataException Refused(string problem) => new($"{otherPath}: {problem}.");
    }

    private static (string Name, bool IsNumber)[] All(ParquetSource source) =>
        [.. source.Columns.Select(column => (column.Name, source.IsNumber(column)))];

    private static string Kind(bool isNumber) => isNumber ? "numbers" : "text";
}
