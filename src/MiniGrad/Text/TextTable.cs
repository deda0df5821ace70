using System.Text;

namespace MiniGrad;

/// <summary>Rows of cells as lines of text in columns, a rule under the first.</summary>
internal static class TextTable
{
    public static string Of(IReadOnlyList<string[]> rows, int leftColumns)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, i) => i < leftColumns ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            text.Append(string.Join("  ", cells)).Append('\n');
            if (ReferenceEquals(row, rows[0])) text.Append(string.Join("  ", widths.Select(width => new string('-', width)))).Append('\n');
        }
        return text.ToString();
    }
}
