using System.Globalization;

namespace MiniGrad.Benchmarks.Reporting;

/// <summary>A table that can be read as it is printed, and copied into a page: its first column to the left, the others to the
/// right.</summary>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> rows = [];

    /// <summary>A number for a cell.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    public void Add(params string[] cells) => rows.Add(cells);

    public void Print()
    {
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        PrintRow(headings, widths);
        IEnumerable<string> rules =
            widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ':');
        Console.WriteLine($"| {string.Join(" | ", rules)} |");
        foreach (string[] row in rows) PrintRow(row, widths);
    }

    private static void PrintRow(string[] cells, int[] widths)
    {
        IEnumerable<string> padded =
            cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        Console.WriteLine($"| {string.Join(" | ", padded)} |");
    }
}
