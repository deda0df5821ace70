using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Categories that the model did not learn, and gaps where it learned of none. They are predicted from as they are scored among
/// rows held out: as no category that is known, and as the mean.</summary>
internal static class NewValues
{
    /// <summary>Warns of those in a table, and of values that are missing for the first time, if there are any.</summary>
    /// <exception cref="ArgumentException">The table does not fit the encoder.</exception>
    public static void Warn(string file, Table table, TableEncoder encoder)
    {
        Tensor<float> features = encoder.EncodeInputs<float>(table);
        WarnOfMissing(file, table, encoder);
        HashSet<int> rows = [];
        List<string> columns = [];
        string first = "";
        int start = 0;
        foreach (EncodedColumn column in encoder.Columns)
        {
            int place = start, end = start += column.Features.Count;
            if (column.Role != ColumnRole.Category) continue;
            TableColumn values = table[column.Name];

            // A category that is known, or known to be missing, is a 1 among these features.
            bool IsKnown(int row) =>
                values.IsMissing(row) || Enumerable.Range(place, end - place).Any(feature => features[row, feature] != 0);
            int[] unknown = [.. Enumerable.Range(0, table.Count).Where(row => !IsKnown(row))];
            if (unknown.Length == 0) continue;
            if (rows.Count == 0)
            {
                string value = OneLine.Of(values.TextAt(unknown[0])!);
                first = $"'{value}' of '{column.Name}' in {UserData.Place(table.SourceRow(unknown[0]))}, where {Known(column)} are known";
            }
            rows.UnionWith(unknown);
            columns.Add($"'{column.Name}'");
        }
        if (rows.Count == 0) return;
        Messages.Warn(
            Invariant($"{file}: {rows.Count} of {table.Count} rows hold categories that the model does not know, ") +
            $"and are predicted as of none that it knows, in {OneLine.List(columns)}: first {first}.");
    }

    /// <summary>Warns of values that are missing in columns that had all of them in training.</summary>
    private static void WarnOfMissing(string file, Table table, TableEncoder encoder)
    {
        (string Name, int[] Rows)[] gaps =
        [
            .. encoder.Columns.Where(column => column.Role != ColumnRole.LeftOut && !column.HadMissing)
                .Select(column => (column.Name, Enumerable.Range(0, table.Count).Where(table[column.Name].IsMissing).ToArray()))
                .Where(column => column.Item2.Length > 0),
        ];
        if (gaps.Length == 0) return;
        int rows = gaps.SelectMany(column => column.Rows).Distinct().Count();
        Messages.Warn(
            Invariant($"{file}: {rows} of {table.Count} rows lack values of columns that lacked none in training, and are predicted ") +
            $"from what stands for them, in {OneLine.List([.. gaps.Select(column => $"'{column.Name}'")])}: " +
            $"first '{gaps[0].Name}' in {UserData.Place(table.SourceRow(gaps[0].Rows[0]))}.");
    }

    private static string Known(EncodedColumn column) => OneLine.List([.. column.Categories.Select(category => $"'{category}'")]);
}
