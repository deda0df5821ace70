using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>A file that is read twice: for the types of its columns and for their values.</summary>
internal sealed class CsvFile(Stream source, string name, CsvOptions options)
{
    private const long SmallTable = 32 * 1024 * 1024;
    private readonly long start = source.Position;

    /// <exception cref="InvalidDataException">As for <see cref="CsvTable.Read(string, CsvOptions)"/>.</exception>
    public Table Read()
    {
        RefuseUtf16();
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
            throw new InvalidDataException($"{name}: {trouble.Message}", trouble);
        }
    }

    private CsvScan Scan(FieldReading fields)
    {
        using CsvReader rows = Open();
        if (!rows.Read()) throw Invalid($"the file is empty: expected {(options.HasHeader ? "a header" : "rows")}");
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
            string? trouble = field.Contains((byte)0) ? "a zero character" : Utf8.IsValid(field) ? null : "bytes that are not UTF-8";
            if (trouble is not null) throw Invalid($"line {rows.LineNumber}, column '{scan.Columns[i].Name}': it holds {trouble}");
        }
    }

    private void RefuseUtf16()
    {
        source.Position = start;
        Span<byte> mark = stackalloc byte[4];
        source.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        if (mark is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, 0, 0xFE, 0xFF])
            throw Invalid($"the file is UTF-16 or UTF-32: expected UTF-8");
    }

    private InvalidDataException Changed() => Invalid($"the file changed while it was read");

    private InvalidDataException Invalid(FormattableString problem) => new($"{name}: {Invariant(problem)}.");
}
