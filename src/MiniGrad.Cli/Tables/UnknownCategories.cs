using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Categories that the model did not learn. They are predicted from as they are scored among rows held out: as none that is
/// known.</summary>
internal static class UnknownCategories
{
    /// <summary>Warns of those in a table, if there are any.</summary>
    /// <exception cref="ArgumentException">The table does not fit the encoder.</exception>
    public static void Warn(string file, Table table, TableEncoder encoder)
    {
        Tensor<float> features = encoder.EncodeInputs<float>(table);
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
                first = $"'{value}' of '{column.Name}' in {UserData.Place(unknown[0])}, where {Known(column)} are known";
            }
            rows.UnionWith(unknown);
            columns.Add($"'{column.Name}'");
        }
        if (rows.Count == 0) return;
        Messages.Warn(
            Invariant($"{file}: {rows.Count} of {table.Count} rows hold categories that the model does not know, ") +
            $"and are predicted as of none that it knows, in {OneLine.List(columns)}: first {first}.");
    }

    private static string Known(EncodedColumn column)
    {
        string prefix = $"{column.Name}=";
        IEnumerable<string> categories = column.Features
            .Where(feature => feature.StartsWith(prefix, StringComparison.Ordinal))
            .Select(feature => $"'{feature[prefix.Length..]}'");
        return OneLine.List([.. categories]);
    }
}
