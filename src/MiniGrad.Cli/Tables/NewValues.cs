using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Categories that the model did not learn, and gaps where it learned of none. They are predicted from as they are scored among
/// rows held out: as no category that is known, and as the mean.</summary>
/// <param name="encoder">What the model learned of columns.</param>
internal sealed class NewValues(TableEncoder encoder)
{
    private readonly Finding unknown = new(), missing = new();
    private int rowCount;

    /// <summary>Warns of those in a table, if there are any.</summary>
    /// <exception cref="ArgumentException">The table does not fit the encoder.</exception>
    public static void Warn(string file, Table table, TableEncoder encoder)
    {
        NewValues found = new(encoder);
        found.Add(table);
        found.Warn(file);
    }

    /// <summary>Takes note of those in a table, or a part of one.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="firstRow">How many rows were before them.</param>
    /// <exception cref="ArgumentException">The table does not fit the encoder.</exception>
    public void Add(Table table, int firstRow = 0)
    {
        Tensor<float> features = encoder.EncodeInputs<float>(table);
        HashSet<int> unknownRows = [], missingRows = [];
        int start = 0;
        foreach (EncodedColumn column in encoder.Columns)
        {
            int place = start, end = start += column.Features.Count;
            if (column.Role == ColumnRole.LeftOut) continue;
            TableColumn values = table[column.Name];
            if (!column.HadMissing)
            {
                missing.Add(
                    column.Name, [.. Rows(table).Where(values.IsMissing)], missingRows, row => $"'{column.Name}' in {PlaceOf(row)}");
            }
            if (column.Role is not (ColumnRole.Category or ColumnRole.Boolean)) continue;

            // A category that is known, or known to be missing, is a 1 among these features; a boolean is 0 or 1.
            bool IsKnown(int row) =>
                values.IsMissing(row) || (column.Role == ColumnRole.Boolean
                    ? features[row, place] != (float)BooleanEncoding.Neither
                    : Enumerable.Range(place, end - place).Any(feature => features[row, feature] != 0));
            unknown.Add(
                column.Name, [.. Rows(table).Where(row => !IsKnown(row))], unknownRows,
                row => $"'{OneLine.Of(values.TextAt(row)!)}' of '{column.Name}' in {PlaceOf(row)}, where {Known(column)} are known");
        }
        unknown.RowCount += unknownRows.Count;
        missing.RowCount += missingRows.Count;
        rowCount += table.Count;

        string PlaceOf(int row) => UserData.Place(firstRow + table.SourceRow(row));
    }

    /// <summary>Warns of all of them, if there are any.</summary>
    public void Warn(string file)
    {
        if (missing.RowCount > 0)
        {
            Messages.Warn(
                Invariant($"{file}: {missing.RowCount} of {rowCount} rows lack values of columns that lacked none in training, and are ") +
                $"predicted from what stands for them, in {missing}.");
        }
        if (unknown.RowCount == 0) return;
        Messages.Warn(
            Invariant($"{file}: {unknown.RowCount} of {rowCount} rows hold categories that the model does not know, ") +
            $"and are predicted as of none that it knows, in {unknown}.");
    }

    private static IEnumerable<int> Rows(Table table) => Enumerable.Range(0, table.Count);

    private static string Known(EncodedColumn column) => OneLine.List([.. column.Categories.Select(category => $"'{category}'")]);

    /// <summary>Values of one sort: in how many rows, in which columns, and which was the first.</summary>
    private sealed class Finding
    {
        private readonly List<string> columns = [];
        private string first = "";

        public int RowCount { get; set; }

        public void Add(string column, int[] rows, HashSet<int> all, Func<int, string> describe)
        {
            if (rows.Length == 0) return;
            if (columns.Count == 0) first = describe(rows[0]);
            string name = $"'{column}'";
            if (!columns.Contains(name)) columns.Add(name);
            all.UnionWith(rows);
        }

        public override string ToString() => $"{OneLine.List(columns)}: first {first}";
    }
}
