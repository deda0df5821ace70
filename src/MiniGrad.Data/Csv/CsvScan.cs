using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>The names and types of columns, found in the first pass over a file.</summary>
internal sealed class CsvScan
{
    /// <summary>Reads the names from a reader at the first record.</summary>
    /// <exception cref="InvalidDataException">A name is empty or repeated, or there is no column that is to be read as text.</exception>
    public CsvScan(string name, CsvOptions options, CsvReader first)
    {
        Columns = new ColumnScan[first.FieldCount];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < Columns.Length; i++)
        {
            string title = options.HasHeader ? Title(name, first, i) : Invariant($"column{i + 1}");
            if (!places.TryAdd(title, i))
                throw Invalid(name, first, $"columns {places[title] + 1} and {i + 1} are both named '{title}': expected names that differ");
            Columns[i] = new ColumnScan(title);
        }
        string[] missing = [.. options.TextColumns.Where(text => !places.ContainsKey(text))];
        if (missing.Length > 0)
        {
            string rest = missing.Length == 1 ? "which is to be read as text" : "which are to be read as text";
            throw new InvalidDataException($"{name}: there is no column {NameList.Of(missing)}, {rest}.");
        }
        foreach (string text in options.TextColumns) Columns[places[text]].IsText = true;
    }

    public ColumnScan[] Columns { get; }
    public int RowCount { get; set; }

    private static string Title(string name, CsvReader header, int column)
    {
        ReadOnlySpan<byte> bytes = header.GetSpan(column);
        if (bytes.IsEmpty) throw Invalid(name, header, $"column {column + 1} has no name");
        if (bytes.Contains((byte)0)) throw Invalid(name, header, $"the name of column {column + 1} is not text: it holds a zero character");
        if (!Utf8.IsValid(bytes)) throw Invalid(name, header, $"the name of column {column + 1} holds {CsvFile.NotUtf8}");
        return Encoding.UTF8.GetString(bytes);
    }

    private static InvalidDataException Invalid(string name, CsvReader reader, FormattableString problem) =>
        new(Invariant($"{name}: line {reader.LineNumber}: {Invariant(problem)}."));
}

/// <summary>The type of a column, found in the first pass over a file.</summary>
internal sealed class ColumnScan(string name)
{
    public string Name { get; } = name;
    public bool IsText { get; set; }

    /// <summary>Whether single precision holds every number so far.</summary>
    public bool IsSingle { get; private set; } = true;

    public void See(ReadOnlySpan<byte> field, FieldReading fields)
    {
        if (IsText) return;
        if (!fields.TryReadNumber(field, out double number)) IsText = true;
        else if ((float)number != number && !double.IsNaN(number)) IsSingle = false;
    }
}
