namespace MiniGrad.Data;

/// <summary>A file that is read piece by piece; while one is in use, the next is read and made a table.</summary>
internal sealed class CsvPieces : IDisposable
{
    // Fewer than a column of numbers keeps spellings.
    private const int MostRows = 8192;
    private readonly string name;
    private readonly CsvOptions options;
    private readonly IReadOnlyDictionary<string, bool> areText;
    private readonly CsvSource source;
    private readonly CsvRecords records;
    private readonly FieldReading fields;
    private RecordBatch free, taken;
    private Task<Table>? next;
    private long count;

    /// <param name="file">The file, which can seek.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="areText">Columns of which it is known whether they are text or numbers.</param>
    public CsvPieces(Stream file, string name, CsvOptions options, IReadOnlyDictionary<string, bool> areText)
    {
        (this.name, this.options, this.areText, fields) = (name, options, areText, new FieldReading(options));
        source = new CsvSource(file, name, options);
        records = CsvRecords.Open(source, name, options);
        (free, taken) = (new RecordBatch(records.Titles.Length), new RecordBatch(records.Titles.Length));
        Read();
    }

    /// <summary>The names of the columns.</summary>
    public IEnumerable<string> Names => records.Names;

    /// <summary>The rows that follow, or null at the end.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="CsvTable.Read(string, CsvOptions)"/>.</exception>
    public Table? Next()
    {
        if (next is null) return null;
        Table table = next.GetAwaiter().GetResult();
        Read();
        return table;
    }

    public void Dispose()
    {
        try
        {
            next?.Wait();
        }
        catch (AggregateException)
        {
            // Nobody asked for the rows.
        }
        records.Dispose();
    }

    /// <summary>Reads rows on another thread, and makes a table of them.</summary>
    private void Read()
    {
        RecordBatch batch = free;
        (free, taken) = (taken, batch);
        if (count > 0 && records.IsAtEnd) next = null;
        else if (!CsvRecords.Read(source, name, options, () => records.Fill(batch, MostRows, i => !IsLeftOut(i)))) next = null;
        else
        {
            long first = count;
            count += batch.Count;
            next = Task.Run(() => ToTable(batch, first));
        }
    }

    private bool IsLeftOut(int column) => options.LeftOutColumns.Contains(records.Titles[column].Name);

    private Table ToTable(RecordBatch batch, long first)
    {
        if (first > int.MaxValue - MostRows) throw Invalid($"the rows are more than are counted ({int.MaxValue}): expected several files");
        MemoryBudget budget = new(options.MemoryLimit, name);
        var columns = new ColumnFill?[records.Titles.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnTitle title = records.Titles[i];
            bool isText = areText.TryGetValue(title.Name, out bool known) ? known : options.TextColumns.Contains(title.Name);
            if (!IsLeftOut(i)) columns[i] = new ColumnFill(title, isText, fields, budget);
        }
        batch.GiveTo(columns);
        if (columns.FirstOrDefault(column => column is { HasLostTexts: true }) is { } lost)
        {
            string set = $"a larger {nameof(CsvOptions)}.{nameof(CsvOptions.MemoryLimit)}, or the column in " +
                $"{nameof(CsvOptions.TextColumns)}";
            throw Invalid($"column '{lost.Title.Name}' has numbers and text, and the limit of memory keeps no spellings: expected {set}");
        }
        List<TableColumn> read = [.. columns.OfType<ColumnFill>().Select(column => column.ToPiece())];
        if (read.Count == 0) throw Invalid($"all columns are left out: expected at least one that is not");
        TableColumn? names = RowNames.Take(read, columns[0] is not null, name, options);
        return new Table(read) { RowNames = names, FirstRow = (int)first, Notes = records.Notes };
    }

    private InvalidDataException Invalid(FormattableString problem) => new($"{name}: {Invariant(problem)}.");
}
