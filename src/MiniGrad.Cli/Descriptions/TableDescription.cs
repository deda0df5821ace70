using System.Globalization;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>What is in a table.</summary>
internal static class TableDescription
{
    private const int MostValues = 10;

    public static void Print(DataSource source)
    {
        Table table = TableFile.Read(source);
        Console.WriteLine(Text($"{source.Name}: {table.Count:N0} rows, {table.Columns.Count:N0} columns"));
        int width = Math.Min(30, table.Columns.Max(column => OneLine.Of(column.Name).Length));
        foreach (TableColumn column in table.Columns)
        {
            string missing = column.MissingCount > 0 ? Text($", {column.MissingCount:N0} missing") : "";
            string content = column is NumberColumn numbers ? Numbers(numbers) : Texts(column);
            Console.WriteLine($"  {OneLine.Of(column.Name).PadRight(width)}  {content}{missing}");
        }
    }

    private static string Numbers(NumberColumn column)
    {
        double[] known = [.. column.ToArray().Where(number => !double.IsNaN(number))];
        if (known.Length == 0) return "numbers";
        int different = known.Distinct().Count();
        return Text($"numbers from {known.Min():G6} to {known.Max():G6}, mean {known.Average():G6}, {different:N0} different");
    }

    private static string Texts(TableColumn column)
    {
        string[] values = [.. Enumerable.Range(0, column.Count).Select(column.TextAt).OfType<string>()];
        KeyValuePair<string, int>[] counts =
            [.. values.CountBy(value => value).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
        string shown = counts.Length <= MostValues
            ? string.Join(", ", counts.Select(entry => Text($"{OneLine.Of(entry.Key)} ({entry.Value:N0})")))
            : Text($"{OneLine.List([.. counts.Take(3).Select(entry => entry.Key)])}, …");
        return Text($"text, {counts.Length:N0} different: {shown}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
