using System.Text;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>Reads and writes tables as files of comma-separated values: the format of RFC 4180, with what spreadsheets and other tools make of it.</summary>
/// <remarks>
/// <para>A column is one of numbers if each of its values that is not missing is a number in the invariant culture (digits, with a sign, a decimal point and
/// an exponent where wanted; or <c>inf</c> or <c>infinity</c>, in small letters or capitals, with a sign where wanted), else one of text. A column without
/// any value is one of numbers, all missing. Whole numbers beyond 2⁵³ are rounded, as <see cref="double"/> does.</para>
/// <para>The text is UTF-8, with or without a byte order mark. Spaces and tabs around a field are dropped unless it is quoted; a quoted field may be a number or
/// missing like any other. Lines end with LF, CR or both; empty lines are passed over.</para>
/// <para>A file is read twice, once to find the types and the number of rows, so that the table is the only memory in proportion to its size.</para>
/// </remarks>
public static class CsvTable
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, or not UTF-8, or holds a zero character; a name in the header is empty or there twice; a row has another number of fields than the
    /// first; a quote is not closed, or stands within a field; a column to be read as text is not there; or a limit of the options is passed. The message names
    /// the file, and the line and the column where it is about them.
    /// </exception>
    public static Table Read(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, options, path);
    }

    /// <summary>Reads a stream from its current position to its end. One that cannot seek is kept in memory meanwhile, for it is read twice.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <param name="name">What messages call it.</param>
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

    /// <summary>Reads text from where it stands to its end. It is kept in memory meanwhile, as UTF-8, for it is read twice.</summary>
    /// <param name="text">The text; it stays open.</param>
    /// <param name="options">Default: those of <see cref="CsvOptions"/>.</param>
    /// <param name="name">What messages call it.</param>
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

    /// <summary>
    /// Writes a file with a header, in UTF-8. A missing value is an empty field; a number is written in the shortest form that is read back as the same number.
    /// Text that reads as a number or as a missing value is taken for one when it is read back without telling that its column is text.
    /// </summary>
    /// <param name="path">The file to create or replace. It appears only once its content is complete and on disk.</param>
    /// <param name="table">What to write.</param>
    /// <param name="delimiter">What separates fields. Default: a comma.</param>
    /// <exception cref="ArgumentException">A name or a text holds a zero character or half of a surrogate pair.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    public static void Write(string path, Table table, char delimiter = ',')
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(table);
        AtomicFile.Write(path, stream => Write(stream, table, delimiter));
    }

    /// <summary>Writes a table to a stream, as <see cref="Write(string, Table, char)"/> does to a file.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="table">What to write.</param>
    /// <param name="delimiter">What separates fields. Default: a comma.</param>
    /// <exception cref="ArgumentException">A name or a text holds a zero character or half of a surrogate pair.</exception>
    public static void Write(Stream stream, Table table, char delimiter = ',')
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        // A reader takes one mark away; without it, that would be the beginning of the name.
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
        try
        {
            if (!text.Contains('\0'))
            {
                _ = strict.GetByteCount(text);
                return text;
            }
        }
        catch (EncoderFallbackException half)
        {
            throw new ArgumentException($"CsvTable: column '{column.Name}' holds half of a surrogate pair, which UTF-8 has no bytes for.", half);
        }
        throw new ArgumentException($"CsvTable: column '{column.Name}' holds a zero character, which a CSV file may not.");
    }
}
