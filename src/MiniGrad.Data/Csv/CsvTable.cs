using System.Text;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>Reads and writes tables as CSV files: the format of RFC 4180 and its variants from spreadsheets and other tools.</summary>
/// <remarks><para>A column holds numbers if each of its values is missing or a number in the invariant culture, or <c>inf</c> or
/// <c>infinity</c> in any case and with any sign; else it is text. Whole numbers beyond 2⁵³ are rounded to <see cref="double"/>.</para>
/// <para>The text is UTF-8 or, with a byte order mark, UTF-16 or UTF-32, or in <see cref="CsvOptions.Encoding"/>; it may be compressed by
/// gzip. Spaces and tabs around a field are dropped unless it is quoted; a quoted field may be a number or missing too. Lines end with
/// LF, CR or both; empty lines are skipped. Columns at the end that have neither names nor values are left out.</para>
/// <para>A file is read once, on two threads, and once more where numbers in more than 10,000 unusual spellings are followed by
/// text.</para></remarks>
public static class CsvTable
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is empty, of another kind or encoding, damaged, or holds a zero character; a row has
    /// another number of fields than the first; a quoted field is not closed or has text behind it; a column of the options is not there;
    /// or a limit of theirs is passed. The message names the file, the line and the column, and the option that changes what was
    /// found.</exception>
    public static Table Read(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, options, path);
    }

    /// <summary>Reads a stream from its current position to its end, by way of a copy in memory if it cannot seek.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, CsvOptions)"/>.</exception>
    public static Table Read(Stream stream, CsvOptions? options = null, string name = "CSV")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new CsvOptions();
        options.Check();
        if (stream.CanSeek) return new CsvFile(stream, name, options).Read();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return new CsvFile(copy, name, options).Read();
    }

    /// <summary>Reads text to its end, by way of a copy in memory.</summary>
    /// <param name="text">The text; it stays open.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, CsvOptions)"/>.</exception>
    public static Table Read(TextReader text, CsvOptions? options = null, string name = "CSV")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var copy = new MemoryStream();
        try
        {
            using var writer = new StreamWriter(copy, strict, leaveOpen: true);
            char[] buffer = new char[16 * 1024];
            for (int read; (read = text.Read(buffer)) > 0;) writer.Write(buffer.AsSpan(0, read));
        }
        catch (EncoderFallbackException half)
        {
            throw new InvalidDataException($"{name}: the text holds half of a surrogate pair.", half);
        }
        copy.Position = 0;
        return Read(copy, options, name);
    }

    /// <summary>The rows of a file, or of the files of a folder, that are read while they are used and need not fit into memory.</summary>
    /// <param name="path">A file; or a folder, of which all files that end in .csv, .tsv or .txt, or these and .gz, are taken, in the order
    /// of their names.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <remarks>Each file is a part, read from its beginning: a pass over a few large files in an order that is drawn is less random than
    /// one over many small ones. All have the same columns in the same order. Columns at the end without names and values are not left out,
    /// and the notes are those on the header.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file, or none in the folder.</exception>
    public static TableSource Rows(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CsvOptions();
        options.Check();
        string[] paths = PartFiles.Of(path, ".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz");
        return new CsvRows([.. paths.Select(file => new WatchedFile(file))], options);
    }

    /// <summary>Writes a file with a header, in UTF-8.</summary>
    /// <remarks>A missing value becomes an empty field, a number its shortest form that reads back exactly. Text that looks like a number
    /// or a missing value reads back as such, unless its column is read as text.</remarks>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="table">The table.</param>
    /// <param name="delimiter">The character between fields. Default: a comma.</param>
    /// <exception cref="ArgumentException">A name or a text holds a zero character or half of a surrogate pair.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    public static void Write(string path, Table table, char delimiter = ',')
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(table);
        AtomicFile.Write(path, stream => Write(stream, table, delimiter));
    }

    /// <summary>Writes a table to a stream, which stays open.</summary>
    /// <inheritdoc cref="Write(string, Table, char)" path="/*[not(self::param)]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="table">The table.</param>
    /// <param name="delimiter">The character between fields. Default: a comma.</param>
    public static void Write(Stream stream, Table table, char delimiter = ',')
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        // A reader takes one mark away, which would otherwise be the beginning of the name.
        if (table.Columns is [{ Name: ['\uFEFF', ..] }, ..]) stream.Write(Encoding.UTF8.Preamble);
        CsvWriterOptions settings = new() { Separator = delimiter, Quoting = CsvQuoting.WhenNeededOrWhitespace, NewLine = "\n" };
        using CsvWriter writer = CsvWriter.Create(stream, settings, leaveOpen: true);
        foreach (TableColumn column in table.Columns) writer.WriteField(Checked(column.Name, column));
        writer.EndRecord();
        for (int row = 0; row < table.Count; row++)
        {
            foreach (TableColumn column in table.Columns) writer.WriteField(Checked(column.TextAt(row), column));
            writer.EndRecord();
        }
    }

    private static string? Checked(string? text, TableColumn column)
    {
        if (text is null) return null;
        string? problem = text.Contains('\0') ? "a zero character, which a CSV file may not"
            : WholeText.IsWhole(text) ? null : "half of a surrogate pair, which UTF-8 has no bytes for";
        return problem is null ? text : throw new ArgumentException($"CsvTable: column '{column.Name}' holds {problem}.");
    }
}
