namespace MiniGrad.Data;

/// <summary>The columns of the first of several files, which those of the others are compared with.</summary>
/// <param name="path">The first file.</param>
/// <param name="first">Its columns that are read.</param>
/// <param name="options">How they are read.</param>
internal sealed class PartColumns(string path, IReadOnlyList<StoredColumn> first, TableFileOptions options)
{

    /// <exception cref="InvalidDataException">The columns of another file differ.</exception>
    public void Check(string otherPath, IReadOnlyList<StoredColumn> other)
    {
        Dictionary<string, bool> others = other.ToDictionary(column => column.Name, options.AreNumbers, StringComparer.Ordinal);
        foreach (StoredColumn column in first)
        {
            (string name, bool isNumber) = (column.Name, options.AreNumbers(column));
            if (!others.Remove(name, out bool isNumberThere)) throw Refused($"there is no column '{name}', which '{path}' has");
            if (isNumber != isNumberThere)
                throw Refused($"column '{name}' holds {Kind(isNumberThere)}, where that of '{path}' holds {Kind(isNumber)}");
        }
        if (others.Count > 0) throw Refused($"there is a column '{others.Keys.First()}', which '{path}' does not have");
        for (int i = 0; i < first.Count; i++)
        {
            string there = other[i].Name;
            if (there != first[i].Name)
                throw Refused(Invariant($"column {i + 1} is '{there}', where that of '{path}' is '{first[i].Name}'"));
        }

        InvalidDataException Refused(string problem) => new($"{otherPath}: {problem}.");
    }

    private static string Kind(bool isNumber) => isNumber ? "numbers" : "text";
}
