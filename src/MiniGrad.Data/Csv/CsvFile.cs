using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>A file that is read twice: for the types of its columns and for their values.</summary>
internal sealed class CsvFile(Stream source, string name, CsvOptions options)
{
    /// <summary>What a field holds that was written in another encoding.</summary>
    internal const string NotUtf8 = "bytes that are not UTF-8, perhaps Latin-1 or Windows-1252: save the file as UTF-8";

    private const long SmallTable = 32 * 1024 * 1024;
    private readonly long start = source.Position;
    private char? separator;

    /// <exception cref="InvalidDataException">As for <see cref="CsvTable.Read(string, CsvOptions)"/>.</exception>
    public Table Read()
    {
        RefuseOthers();
        try
        {
            FieldReading fields = new(options);
            CsvScan scan = Scan(fields);
            MemoryBudget budget = new(options.MemoryLimit ?? ((2 * (source.Length - start)) + SmallTable), name);
            ColumnFill[] columns = [.. scan.Columns.Select(column => new ColumnFill(column, scan.RowCount, fields, budget))];
            using CsvReader rows = Open();
            if (options.HasHeader) rows.Read();
            int count = 0;
            for (; rows.Read(); count++)
            {
                if (count == scan.RowCount || rows.FieldCount != columns.Length) throw Changed();
                for (int i = 0; i < columns.Length; i++)
                    if (!columns[i].TryFill(count, rows.GetSpan(i))) throw Changed();
            }
            return count == scan.RowCount ? new Table(columns.Select(column => column.ToColumn())) : throw Changed();
        }
        catch (CsvFormatException trouble)
        {
            throw new InvalidDataException($"{name}: {Worded(trouble.Message)}", trouble);
        }
    }

    private CsvScan Scan(FieldReading fields)
    {
        using CsvReader rows = Open();
        bool isEmpty = !rows.Read();
        separator = rows.Separator;
        if (isEmpty) throw Invalid($"the file is empty: expected {(options.HasHeader ? "a header" : "rows")}");
        if (rows.FieldCount > options.MaximumColumns)
            throw Invalid($"line {rows.LineNumber} has {rows.FieldCount} columns: expected at most {options.MaximumColumns}");
        CsvScan scan = new(name, options, rows);
        long count = 0;
        for (bool more = !options.HasHeader || rows.Read(); more; more = rows.Read(), count++)
        {
            CheckText(rows, scan);
            for (int i = 0; i < scan.Columns.Length; i++) scan.Columns[i].See(rows.GetSpan(i), fields);
        }
        if (count > Array.MaxLength) throw Invalid($"{count} rows are more than a table holds ({Array.MaxLength})");
        scan.RowCount = (int)count;
        return scan;
    }

    private CsvReader Open()
    {
        source.Position = start;
        CsvReaderOptions settings = new()
        {
            Separator = options.Delimiter,
            Quote = options.Quote,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MaxRecordSize = options.MaximumRecordSize,
        };
        return CsvReader.Create(source, settings, leaveOpen: true);
    }

    /// <summary>Refuses zero characters and bytes that are not UTF-8.</summary>
    private void CheckText(CsvReader rows, CsvScan scan)
    {
        if (!rows.RawRecord.Contains((byte)0) && Utf8.IsValid(rows.RawRecord)) return;
        for (int i = 0; i < scan.Columns.Length; i++)
        {
            ReadOnlySpan<byte> field = rows.GetRawSpan(i);
            string? trouble = field.Contains((byte)0) ? "a zero character" : Utf8.IsValid(field) ? null : NotUtf8;
            if (trouble is not null) throw Invalid($"line {rows.LineNumber}, column '{scan.Columns[i].Name}': it holds {trouble}");
        }
    }

    private void RefuseOthers()
    {
        source.Position = start;
        byte[] first = new byte[FileSniffing.Length];
        int count = source.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (FileSniffing.NotText(first.AsSpan(0, count)) is { } problem) throw Invalid($"{problem}");
    }

    /// <summary>The parser's words, with the names of the settings here, and what it takes for the end of a field.</summary>
    private string Worded(string message)
    {
        message = message.Replace(nameof(CsvReaderOptions.MaxRecordSize), nameof(CsvOptions.MaximumRecordSize), StringComparison.Ordinal);
        if (separator is not { } between || !message.Contains(" fields but ", StringComparison.Ordinal)) return message;
        string shown = between == '\t' ? "a tab" : $"'{between}'";
        string found = options.Delimiter is null ? ", which was found in the first lines: set another delimiter if that is wrong" : "";
        return $"{message.TrimEnd('.')}, separated by {shown}{found}.";
    }

    private InvalidDataException Changed() => Invalid($"the file changed while it was read");

    private InvalidDataException Invalid(FormattableString problem) => new($"{name}: {Invariant(problem)}.");
}
