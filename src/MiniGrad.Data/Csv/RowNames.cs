namespace MiniGrad.Data;

/// <summary>The names of the rows, which a first column may have.</summary>
internal static class RowNames
{
    /// <summary>Takes them from the columns that were read, where <see cref="CsvOptions.RowNames"/> is set.</summary>
    /// <param name="read">The columns.</param>
    /// <param name="hasFirst">Whether the first column of the file is among them.</param>
    /// <param name="name">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="InvalidDataException">There is no other column.</exception>
    public static TableColumn? Take(List<TableColumn> read, bool hasFirst, string name, CsvOptions options)
    {
        if (!options.RowNames || !hasFirst) return null;
        if (read.Count == 1)
        {
            throw new InvalidDataException($"{name}: the only column has the names of the rows: expected another " +
                $"({nameof(CsvOptions)}.{nameof(CsvOptions.RowNames)} is set).");
        }
        TableColumn names = read[0];
        read.RemoveAt(0);
        return names;
    }
}
