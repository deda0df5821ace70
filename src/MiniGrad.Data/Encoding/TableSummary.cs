namespace MiniGrad.Data;

/// <summary>Summaries of all columns of rows that are read once.</summary>
internal static class TableSummary
{
    /// <param name="rows">The rows.</param>
    /// <param name="dates">Reads dates.</param>
    /// <param name="check">Looks at the first rows before the others are read.</param>
    /// <exception cref="InvalidDataException">There is no row, or a part has other columns than the first.</exception>
    public static ColumnSummary[] Of(TableSource rows, DateText dates, Action<Table> check)
    {
        Dictionary<string, bool> areText = [];
        while (true)
        {
            ColumnSummary[] columns = Read(areText.Count == 0 ? rows : rows.Typed(areText), areText, dates, check);
            ColumnSummary[] lost = [.. columns.Where(column => column.HasLostTexts)];
            if (lost.Length == 0) return columns;
            foreach (ColumnSummary column in lost) areText.Add(column.Name, true);
        }
    }

    private static ColumnSummary[] Read(TableSource rows, Dictionary<string, bool> areText, DateText dates, Action<Table> check)
    {
        ColumnSummary[] columns = [];
        for (int part = 0; part < rows.PartCount; part++)
        {
            string name = rows.NameOf(part);
            foreach (Table table in rows.Read(part))
            {
                if (columns.Length == 0)
                {
                    check(table);
                    columns = [.. table.Columns.Select(column => new ColumnSummary(column.Name, areText.ContainsKey(column.Name), dates))];
                }
                TableColumn[] found = Matched(table, columns, name);
                Parallel.For(0, columns.Length, i => columns[i].Add(found[i], error => TableRowException.In(table, error, name)));
            }
        }
        foreach (ColumnSummary column in columns) column.Finish();
        return columns.Length > 0 ? columns : throw new InvalidDataException($"{rows.NameOf(0)}: expected rows to learn from, got none.");
    }

    private static TableColumn[] Matched(Table table, ColumnSummary[] columns, string name)
    {
        var found = new TableColumn?[columns.Length];
        bool all = table.Columns.Count == columns.Length;
        for (int i = 0; i < columns.Length; i++) all &= table.TryGetColumn(columns[i].Name, out found[i]);
        return all ? [.. found.OfType<TableColumn>()] : throw new InvalidDataException(
            $"{name}: the columns are {NameList.Of(table.Columns.Select(column => column.Name))}: " +
            $"expected {NameList.Of(columns.Select(column => column.Name))}, as in the first rows.");
    }
}
