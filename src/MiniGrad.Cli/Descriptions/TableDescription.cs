using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Search;

namespace MiniGrad.Cli;

/// <summary>What is in a table.</summary>
internal sealed class TableDescription(DataSource source) : Description
{
    private const int MostValues = 10;

    public override void Print()
    {
        Table table = TableFile.Read(source);
        string rows = Noun.Of(table.Count, "row"), columns = Noun.Of(table.Columns.Count, "column");
        Console.WriteLine(Text($"{source.Name}: {table.Count:N0} {rows}, {table.Columns.Count:N0} {columns}"));
        int width = Math.Min(30, table.Columns.Max(column => OneLine.Of(column.Name).Length));
        foreach (TableColumn column in table.Columns)
        {
            string missing = column.MissingCount > 0 ? Text($", {column.MissingCount:N0} missing") : "";
            string content = column is NumberColumn numbers ? Numbers(numbers) : Texts(column);
            Console.WriteLine($"  {OneLine.Of(column.Name).PadRight(width)}  {content}{missing}");
        }
    }

    protected override void WriteContent(Utf8JsonWriter json)
    {
        Table table = TableFile.Read(source);
        json.WriteString("path", source.Name);
        json.WriteString("kind", "table");
        json.WriteNumber("rows", table.Count);
        json.WriteStartArray("columns");
        foreach (TableColumn column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column is NumberColumn ? "numbers" : "text");
            json.WriteNumber("missing", column.MissingCount);
            if (column is NumberColumn numbers) WriteNumbers(json, Known(numbers));
            else json.WriteNumber("different", TextCounts(column).Length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, double[] known)
    {
        json.WriteNumber("different", known.Distinct().Count());
        if (known.Length == 0) return;
        json.Figure("minimum", known.Min());
        json.Figure("maximum", known.Max());
        json.Figure("mean", known.Average());
    }

    private static double[] Known(NumberColumn column) => [.. column.ToArray().Where(number => !double.IsNaN(number))];

    private static string Numbers(NumberColumn column)
    {
        double[] known = Known(column);
        if (known.Length == 0) return "numbers";
        int different = known.Distinct().Count();
        return Text($"numbers from {known.Min():G6} to {known.Max():G6}, mean {known.Average():G6}, {different:N0} different");
    }

    private static string Texts(TableColumn column)
    {
        KeyValuePair<string, int>[] counts = TextCounts(column);
        string shown = counts.Length <= MostValues
            ? string.Join(", ", counts.Select(entry => Text($"{OneLine.Of(entry.Key)} ({entry.Value:N0})")))
            : Text($"{OneLine.List([.. counts.Take(3).Select(entry => entry.Key)])}, …");
        return Text($"text, {counts.Length:N0} different: {shown}");
    }

    /// <summary>How many there are of each text, those with most first.</summary>
    private static KeyValuePair<string, int>[] TextCounts(TableColumn column) =>
    [
        .. Enumerable.Range(0, column.Count).Select(column.TextAt).OfType<string>().CountBy(value => value)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
