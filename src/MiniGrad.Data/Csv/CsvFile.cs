namespace MiniGrad.Data;

/// <summary>A file that is read once: the types of its columns are found while their values are taken.</summary>
internal sealed class CsvFile(Stream file, string name, CsvOptions options)
{
    private readonly CsvSource source = new(file, name, options);

    /// <exception cref="InvalidDataException">As for <see cref="CsvTable.Read(string, CsvOptions)"/>.</exception>
    public Table Read() => CsvRecords.Read(source, name, options, () =>
    {
        HashSet<string> texts = new(options.TextColumns, StringComparer.Ordinal);
        // Numbers keep their texts as long as they are few. Where they are not and text follows, the column is read as text again.
        Table? table;
        while ((table = TryRead(texts)) is null) { }
        return table;
    });

    private Table? TryRead(HashSet<string> texts)
    {
        using CsvRecords records = CsvRecords.Open(source, name, options);
        MemoryBudget budget = new(options.MemoryLimit, name);
        FieldReading fields = new(options);
        ColumnFill?[] columns =
            [.. records.Titles.Select(title => options.LeftOutColumns.Contains(title.Name) ? null
                : new ColumnFill(title, texts.Contains(title.Name), fields, budget))];
        int count = Fill(records, columns, budget);
        string[] lost = [.. columns.Where(column => column is { HasLostTexts: true }).Select(column => column!.Title.Name)];
        texts.UnionWith(lost);
        return lost.Length > 0 ? null : ToTable(columns, count, records.Notes);
    }

    /// <summary>Reads all rows; another thread takes their values meanwhile.</summary>
    private int Fill(CsvRecords records, ColumnFill?[] columns, MemoryBudget budget)
    {
        long count = 0;
        RecordBatch next = new(columns.Length), now = new(columns.Length);
        Task taking = Task.CompletedTask;
        try
        {
            while (records.Fill(next, int.MaxValue, i => columns[i] is not null))
            {
                count += next.Count;
                if (count > Array.MaxLength) throw Invalid($"the rows are more than a table holds ({Array.MaxLength})");
                budget.Follow(records.Rows.ByteOffset);
                taking.GetAwaiter().GetResult();
                (next, now) = (now, next);
                RecordBatch batch = now;
                // A small file is done sooner here.
                if (records.IsAtEnd && taking.IsCompleted && count == batch.Count) batch.GiveTo(columns);
                else taking = Task.Run(() => batch.GiveTo(columns));
            }
        }
        finally
        {
            // Nothing is to run on behind a refusal, which comes before another one.
            ((IAsyncResult)taking).AsyncWaitHandle.WaitOne();
        }
        taking.GetAwaiter().GetResult();
        return (int)count;
    }

    private Table ToTable(ColumnFill?[] columns, int count, List<string> notes)
    {
        int all = columns.Length;
        // Spreadsheets end lines with delimiters.
        while (options.HasHeader && all > 1 && columns[all - 1] is { IsEmpty: true, Title.IsGiven: false }) all--;
        if (all < columns.Length && count > 0)
        {
            notes.Add(all == columns.Length - 1
                ? "the last column has neither a name nor values and is left out"
                : Invariant($"the last {columns.Length - all} columns have neither names nor values and are left out"));
        }
        else all = columns.Length;
        List<TableColumn> read = [.. columns.Take(all).OfType<ColumnFill>().Select(column => column.ToColumn(notes))];
        if (read.Count == 0) throw Invalid($"all columns are left out: expected at least one that is not");
        TableColumn? names = RowNames.Take(read, columns[0] is not null, name, options);
        if (names is null && options.HasHeader) NoteUnnamed(columns, all, read, notes);
        return new Table(read) { RowNames = names, Notes = notes };
    }

    private static void NoteUnnamed(ColumnFill?[] columns, int all, List<TableColumn> read, List<string> notes)
    {
        IEnumerable<ColumnTitle> titles = columns.Take(all).OfType<ColumnFill>().Select(column => column.Title);
        string[] unnamed = [.. titles.Where(title => !title.IsGiven).Select(title => title.Name)];
        if (unnamed.Length == 0) return;
        string first = "";
        if (columns[0] is { Title.IsGiven: false })
        {
            string kind = read[0] is NumberColumn numbers && IsCount(numbers) ? "the first counts the rows" : "the first may name the rows";
            first = $"; {kind}: with {nameof(CsvOptions)}.{nameof(CsvOptions.RowNames)} it is no column";
        }
        string which = unnamed.Length == 1 ? "a column without a name is" : "columns without names are";
        notes.Add($"{which} called {NameList.Of(unnamed)}{first}");
    }

    private static bool IsCount(NumberColumn column)
    {
        for (int row = 0; row < column.Count; row++)
            if (column[row] != row + column[0]) return false;
        return column.Count > 0 && column[0] is 0 or 1;
    }

    private InvalidDataException Invalid(FormattableString problem) => new($"{name}: {Invariant(problem)}.");
}
