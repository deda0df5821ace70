using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Columns of the input that go along with predictions.</summary>
internal static class KeptColumns
{
    /// <summary>Puts columns of a table in front of what was predicted from it, each value as the file has it.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="source">The table.</param>
    /// <param name="names">The columns; null for all. One that is named as a prediction becomes <c>… (given)</c>.</param>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public static Table Before(Table predictions, DataSource source, IReadOnlyList<string>? names)
    {
        // Numbers would lose how they are written, and markers what they are. That a column is then text is nothing to warn of.
        DataSource plain = source with { Format = source.Format with { TextColumns = [], MissingMarkers = [""], RowNames = false } };
        Table header = TableFile.Read(plain, warns: false);
        names = [.. names?.Distinct() ?? header.Columns.Select(column => column.Name)];
        foreach (string name in names) UserData.Column(source.Name, header, name);
        Table texts = TableFile.Read(plain, names, warns: false);
        return UserData.Use(
            source.Name, () => new Table([.. names.Select(name => Named(texts[name], predictions)), .. predictions.Columns]));
    }

    private static TextColumn Named(TableColumn column, Table predictions)
    {
        string name = predictions.TryGetColumn(column.Name, out _) ? $"{column.Name} (given)" : column.Name;
        return new TextColumn(name, Enumerable.Range(0, column.Count).Select(column.TextAt).ToArray());
    }
}
