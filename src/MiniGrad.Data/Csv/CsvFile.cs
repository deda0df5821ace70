using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>A file that is read once: the types of its columns are found while their values are taken.</summary>
internal sealed class CsvFile(Stream file, string name, CsvOptions options)
{
    private readonly CsvSource source = new(file, name, options);
    private CsvMalformedReason? malformed;

    /// <summary>The parser's settings.</summary>
    public static CsvReaderOptions Settings(char separator, CsvOptions options) => new()
    {
        Separator = separator,
        Quote = options.Quote,
        CommentPrefix = options.CommentCharacter,
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = options.MaximumRecordSize,
    };

    /// <exception cref="InvalidDataException">As for <see cref="CsvTable.Read(string, CsvOptions)"/>.</exception>
    public Table Read()
    {
        HashSet<string> texts = new(options.TextColumns, StringComparer.Ordinal);
        try
        {
            // Numbers keep their texts as long as they are few. Where they are not and text follows, the column is read as text again.
            Table? table;
            while ((table = TryRead(texts)) is null) { }
            return table;
        }
        catch (CsvFormatException trouble)
        {
            throw new InvalidDataException($"{name}: {Worded(trouble.Message)}", trouble);
        }
        catch (DecoderFallbackException trouble)
        {
            throw CsvSource.NotEncoded(name, options.Encoding, trouble);
        }
        catch (InvalidDataException trouble) when (!trouble.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: the compressed data is damaged or cut: {trouble.Message}", trouble);
        }
    }

    private Table? TryRead(HashSet<string> texts)
    {
        using Stream text = source.Open();
        using CsvReader rows = CsvReader.Create(text, Settings(source.Separator, options) with
        {
            MalformedData = options.StrictQuotes ? CsvMalformedDataHandling.Throw : CsvMalformedDataHandling.Recover,
            OnMalformedRecord = options.StrictQuotes ? null : record => malformed = record.Reason,
        }, leaveOpen: true);
        if (!Next(rows)) throw Invalid($"the file is empty: expected {(options.HasHeader ? "a header" : "rows")}");
        if (rows.FieldCount > options.MaximumColumns)
            throw Invalid($"line {rows.LineNumber} has {rows.FieldCount} columns: expected at most {options.MaximumColumns}");
        List<string> notes = [];
        ColumnTitle[] titles = ColumnTitle.Read(rows, options, name, notes);
        CheckNames(titles);
        MemoryBudget budget = new(options.MemoryLimit, name);
        FieldReading fields = new(options);
        ColumnFill?[] columns =
            [.. titles.Select(title => options.LeftOutColumns.Contains(title.Name) ? null
                : new ColumnFill(title, texts.Contains(title.Name), fields, budget))];
        int count = Fill(rows, columns, budget);
        string[] lost = [.. columns.Where(column => column is { HasLostTexts: true }).Select(column => column!.Title.Name)];
        texts.UnionWith(lost);
        return lost.Length > 0 ? null : ToTable(columns, count, notes);
    }

    /// <summary>Reads all rows; another thread takes their values meanwhile.</summary>
    private int Fill(CsvReader rows, ColumnFill?[] columns, MemoryBudget budget)
    {
        long count = 0;
        RecordBatch next = new(columns.Length), now = new(columns.Length);
        Task taking = Task.CompletedTask;
        try
        {
            bool more = !options.HasHeader || Next(rows);
            while (more)
            {
                next.Clear();
                for (; more && !next.IsFull; more = Next(rows))
                {
                    CheckText(rows, columns);
                    next.Add(rows);
                }
                count += next.Count;
                if (count > Array.MaxLength) throw Invalid($"the rows are more than a table holds ({Array.MaxLength})");
                budget.Follow(rows.ByteOffset);
                taking.GetAwaiter().GetResult();
                (next, now) = (now, next);
                RecordBatch batch = now;
                // A small file is done sooner here.
                if (!more && taking.IsCompleted && count == batch.Count) batch.GiveTo(columns);
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

    /// <summary>Goes to the next record, and refuses what is damaged.</summary>
    private bool Next(CsvReader rows)
    {
        if (!rows.Read()) return false;
        if (rows.RawRecord.Length > options.MaximumRecordSize)
        {
            string limit = Invariant($"{options.MaximumRecordSize} ({nameof(CsvOptions)}.{nameof(CsvOptions.MaximumRecordSize)})");
            throw Invalid($"line {rows.LineNumber}: the row has {rows.RawRecord.Length} bytes: expected at most {limit}");
        }
        if (malformed is not { } reason) return true;
        malformed = null;
        string trouble = reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quoted field that is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "text after the closing quote of a field",
            // It may be the first trouble of several.
            CsvMalformedReason.StrayQuote => QuoteTrouble.In(rows, options.Quote),
            _ => "",
        } ?? "";
        return trouble.Length == 0 ? true : throw Invalid($"line {rows.LineNumber}: {trouble}");
    }

    /// <summary>Refuses zero characters and bytes that are not UTF-8.</summary>
    private void CheckText(CsvReader rows, ColumnFill?[] columns)
    {
        if (!rows.RawRecord.Contains((byte)0) && Utf8.IsValid(rows.RawRecord)) return;
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<byte> field = rows.GetRawSpan(i);
            string? trouble = field.Contains((byte)0) ? "a zero character" : Utf8.IsValid(field) ? null : CsvSource.NotUtf8;
            if (trouble is not null && columns[i] is { } column)
                throw Invalid($"line {rows.LineNumber}, column '{column.Title.Name}': it holds {trouble}");
        }
    }

    private void CheckNames(ColumnTitle[] titles)
    {
        Check(options.TextColumns, "to be read as text");
        Check(options.LeftOutColumns, "to be left out");

        void Check(IReadOnlyCollection<string> asked, string purpose)
        {
            string[] missing = [.. asked.Where(name => !Array.Exists(titles, title => title.Name == name))];
            if (missing.Length == 0) return;
            throw new InvalidDataException(
                $"{name}: there is no column {NameList.Of(missing)}, which {(missing.Length == 1 ? "is" : "are")} {purpose}.");
        }
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
        TableColumn? names = null;
        if (options.RowNames && columns[0] is not null)
        {
            string option = $"{nameof(CsvOptions)}.{nameof(CsvOptions.RowNames)}";
            if (read.Count == 1) throw Invalid($"the only column has the names of the rows: expected another ({option} is set)");
            names = read[0];
            read.RemoveAt(0);
        }
        else if (options.HasHeader) NoteUnnamed(columns, all, read, notes);
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

    /// <summary>The parser's words, with the names of the settings here, and what it takes for the end of a field.</summary>
    private string Worded(string message)
    {
        message = message.Replace(
            nameof(CsvReaderOptions.MaxRecordSize), $"{nameof(CsvOptions)}.{nameof(CsvOptions.MaximumRecordSize)}",
                StringComparison.Ordinal);
        if (!message.Contains(" fields but ", StringComparison.Ordinal)) return message;
        string shown = source.Separator == '\t' ? "separated by a tab" : $"separated by '{source.Separator}'";
        string set = $"set {nameof(CsvOptions)}.{nameof(CsvOptions.Delimiter)}";
        string place = source.Origin switch
        {
            SeparatorOrigin.Given => shown,
            SeparatorOrigin.Found => $"{shown}, which was found in the first lines: {set} if that is wrong",
            _ => $"as the first lines show no delimiter and '{source.Separator}' was none there: {set} to a character that is not in the " +
                "file",
        };
        return $"{message.TrimEnd('.')}, {place}.";
    }

    private InvalidDataException Invalid(FormattableString problem) => new($"{name}: {Invariant(problem)}.");
}
