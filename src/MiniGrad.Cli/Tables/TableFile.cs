using System.Globalization;
using System.Text.RegularExpressions;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Reads tables from files, and the one that is built in.</summary>
internal static partial class TableFile
{
    /// <summary>Reads a table.</summary>
    /// <param name="source">Where it is, and how it is read.</param>
    /// <param name="textColumns">Columns to be read as text besides those of the source.</param>
    /// <param name="warns">Whether to say what is remarkable about it.</param>
    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or a column to be read as text is not there.</exception>
    public static Table Read(DataSource source, IEnumerable<string>? textColumns = null, bool warns = true)
    {
        CsvOptions format = source.Format with { TextColumns = [.. source.Format.TextColumns, .. textColumns ?? []] };
        try
        {
            Table table = ReadContent(source, format);
            foreach (string note in warns ? table.Notes : []) Messages.WarnOnce($"{source.Name}: {note}.");
            return table;
        }
        catch (InvalidDataException error) when (format.TextColumns.Count > 0)
        {
            // If a name is misspelt, the table can be read without it, and has the names to choose from.
            Table table = ReadContent(source, format with { TextColumns = [] });
            if (format.TextColumns.FirstOrDefault(name => !table.TryGetColumn(name, out _)) is not { } unknown) throw;
            throw new InvalidDataException(
                error.Message + DidYouMean.Text(unknown, [.. table.Columns.Select(column => column.Name)]), error);
        }
    }

    /// <summary>A message with the number of a line as it is in the whole file, and without that of a record in a part of it.</summary>
    private static string InWholeFile(string message, long offset) => Place().Replace(
        Bytes().Replace(message, ""), found =>
        {
            long line = offset + long.Parse(found.Groups["line"].Value, CultureInfo.InvariantCulture);
            return FormattableString.Invariant($"{(found.Value[0] == 'R' ? "Line" : "line")} {line}");
        }, 1);

    [GeneratedRegex(@"[Rr]ecord [0-9]+ \(line (?<line>[0-9]+)\)|line (?<line>[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex(" \\(byte offset [0-9]+\\)")]
    private static partial Regex Bytes();

    private static Table ReadContent(DataSource source, CsvOptions format)
    {
        if (source.Content is { } content)
        {
            content.Position = 0;
            try
            {
                return CsvTable.Read(content, format, source.Name);
            }
            catch (InvalidDataException error) when (source.LineOffset is { } offset)
            {
                throw new InvalidDataException(InWholeFile(error.Message, offset), error);
            }
        }
        if (source.Path is { } path) return CsvTable.Read(path, format);
        using Stream stream = DataSource.OpenIrises();
        return CsvTable.Read(stream, format, source.Name);
    }
}
