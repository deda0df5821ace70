using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MiniGrad.Data;

/// <summary>The rows of a file from its first to its last, each checked.</summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly CsvSource source;
    private readonly Stream text;
    private readonly string name;
    private readonly CsvOptions options;
    private CsvMalformedReason? malformed;
    private bool isAtRow;

    private CsvRecords(CsvSource source, string name, CsvOptions options)
    {
        (this.source, this.name, this.options) = (source, name, options);
        text = source.Open();
        Rows = CsvReader.Create(text, Settings(source.Separator, options) with
        {
            MalformedData = options.StrictQuotes ? CsvMalformedDataHandling.Throw : CsvMalformedDataHandling.Recover,
            OnMalformedRecord = options.StrictQuotes ? null : record => malformed = record.Reason,
        }, leaveOpen: true);
        try
        {
            if (!Next()) throw Invalid($"the file is empty: expected {(options.HasHeader ? "a header" : "rows")}");
            if (Rows.FieldCount > options.MaximumColumns)
                throw Invalid($"line {Rows.LineNumber} has {Rows.FieldCount} columns: expected at most {options.MaximumColumns}");
            Titles = ColumnTitle.Read(Rows, options, name, Notes);
            CheckNames(Titles);
            isAtRow = !options.HasHeader || Next();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The parser.</summary>
    public CsvReader Rows { get; }

    /// <summary>The titles of all columns.</summary>
    public ColumnTitle[] Titles { get; }

    /// <summary>The names of all columns.</summary>
    public IEnumerable<string> Names => Titles.Select(title => title.Name);

    /// <summary>What is remarkable about the header.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidDataException">The file is empty, damaged or of another kind, or a column of the options is not
    /// there.</exception>
    public static CsvRecords Open(CsvSource source, string name, CsvOptions options) =>
        Read(source, name, options, () => new CsvRecords(source, name, options));

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

    /// <summary>Translates what the parser refuses.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message begins with its name.</exception>
    public static TResult Read<TResult>(CsvSource source, string name, CsvOptions options, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException trouble)
        {
            throw new InvalidDataException($"{name}: {Worded(source, trouble.Message)}", trouble);
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

    /// <summary>Reads the rows that follow into a batch, until it is full.</summary>
    /// <param name="batch">The batch, which is emptied first.</param>
    /// <param name="mostRows">The most rows.</param>
    /// <param name="isUsed">Whether a column is used; trouble in others does not matter.</param>
    /// <returns>Whether there are rows in it.</returns>
    public bool Fill(RecordBatch batch, int mostRows, Func<int, bool> isUsed)
    {
        batch.Clear();
        for (; isAtRow && batch.Count < mostRows && !batch.IsFull; isAtRow = Next())
        {
            CheckText(isUsed);
            batch.Add(Rows);
        }
        return batch.Count > 0;
    }

    /// <summary>Whether all rows were read.</summary>
    public bool IsAtEnd => !isAtRow;

    public void Dispose()
    {
        Rows.Dispose();
        text.Dispose();
    }

    /// <summary>Goes to the next record, and refuses what is damaged.</summary>
    private bool Next()
    {
        if (!Rows.Read()) return false;
        if (Rows.RawRecord.Length > options.MaximumRecordSize)
        {
            string limit = Invariant($"{options.MaximumRecordSize} ({nameof(CsvOptions)}.{nameof(CsvOptions.MaximumRecordSize)})");
            throw Invalid($"line {Rows.LineNumber}: the row has {Rows.RawRecord.Length} bytes: expected at most {limit}");
        }
        if (malformed is not { } reason) return true;
        malformed = null;
        string trouble = reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quoted field that is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "text after the closing quote of a field",
            // It may be the first trouble of several.
            CsvMalformedReason.StrayQuote => QuoteTrouble.In(Rows, options.Quote),
            _ => "",
        } ?? "";
        return trouble.Length == 0 ? true : throw Invalid($"line {Rows.LineNumber}: {trouble}");
    }

    /// <summary>Refuses zero characters and bytes that are not UTF-8.</summary>
    private void CheckText(Func<int, bool> isUsed)
    {
        if (!Rows.RawRecord.Contains((byte)0) && Utf8.IsValid(Rows.RawRecord)) return;
        for (int i = 0; i < Titles.Length; i++)
        {
            ReadOnlySpan<byte> field = Rows.GetRawSpan(i);
            string? trouble = field.Contains((byte)0) ? "a zero character" : Utf8.IsValid(field) ? null : CsvSource.NotUtf8;
            if (trouble is not null && isUsed(i)) throw Invalid($"line {Rows.LineNumber}, column '{Titles[i].Name}': it holds {trouble}");
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

    /// <summary>The parser's words, with the names of the settings here, and what it takes for the end of a field.</summary>
    private static string Worded(CsvSource source, string message)
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
