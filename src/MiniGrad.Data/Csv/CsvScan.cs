using System.Text;
using CsvHelper;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>What the first pass over a file finds.</summary>
internal sealed class CsvScan
{
    /// <param name="name">What messages call the file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="first">A reader at the first record.</param>
    /// <exception cref="InvalidDataException">A name is empty or there twice, or a column to be read as text is not there.</exception>
    public CsvScan(string name, CsvOptions options, CsvReader first)
    {
        Columns = new ColumnScan[first.FieldCount];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < Columns.Length; i++)
        {
            string title = options.HasHeader ? Title(name, first, i) : Invariant($"column{i + 1}");
            if (!places.TryAdd(title, i))
                throw new InvalidDataException(Invariant($"{name}: line {first.LineNumber}: columns {places[title] + 1} and {i + 1} are both named '{title}': expected names that differ."));
            Columns[i] = new ColumnScan(title);
        }
        foreach (string text in options.TextColumns)
        {
            if (!places.TryGetValue(text, out int place)) throw new InvalidDataException($"{name}: there is no column '{text}', which is to be read as text.");
            Columns[place].IsText = true;
        }
    }

    public ColumnScan[] Columns { get; }

    public int RowCount { get; set; }

    private static string Title(string name, CsvReader header, int column)
    {
        ReadOnlySpan<byte> bytes = header.GetSpan(column);
        if (bytes.IsEmpty) throw new InvalidDataException(Invariant($"{name}: line {header.LineNumber}: column {column + 1} has no name."));
        if (bytes.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes))
            throw new InvalidDataException(Invariant($"{name}: line {header.LineNumber}: the name of column {column + 1} is not text in UTF-8."));
        return Encoding.UTF8.GetString(bytes);
    }
}
