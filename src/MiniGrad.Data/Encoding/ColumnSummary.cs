using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>What the rules of an encoder go by of a column that is seen once, piece by piece, in a memory that does not grow with the
/// rows.</summary>
internal sealed class ColumnSummary : IColumnContent
{
    // Numbers of which more are different hardly are categories.
    private const int MostNumbers = 10_000;
    private readonly DateText reader;
    private readonly NumberSummary numbers = new();
    private readonly double[] block = new double[1024];
    private Dictionary<double, long>? different = [];
    private Dictionary<string, (double Number, long Count)>? spelled = new(StringComparer.Ordinal);
    private TextSummary? texts;
    private DateSummary? dates;
    private TableRowException? infinite;
    private Func<long, TableRowException>? missingNumber, missingText;
    private long? firstNumber;
    private bool counts = true;

    /// <param name="name">The name of the column.</param>
    /// <param name="isText">Whether it is known to be text.</param>
    /// <param name="reader">Reads dates.</param>
    public ColumnSummary(string name, bool isText, DateText reader)
    {
        (Name, this.reader) = (name, reader);
        if (isText) BecomeText();
    }

    public string Name { get; }
    public long Count { get; private set; }
    public long MissingCount { get; private set; }
    public bool IsText => texts is not null;

    /// <summary>Whether it is text, and numbers before the first text are not known anymore: the rows have to be read again.</summary>
    public bool HasLostTexts { get; private set; }

    public bool IsConstant => numbers.IsConstant;

    public bool NumbersRows => counts && MissingCount == 0 && Count >= RowNumbers.FewestRows;

    public TextValues Texts => texts!.Values;

    public Categories Categories =>
        texts is not null ? Categories.Of(Kept(texts.Values).Texts)
        : different is not null ? Categories.OfNumbers(different.Keys)
        : throw new ArgumentException(
            $"TableEncoder: column '{Name}' has more than {MostNumbers} different numbers, too many for categories of rows that are " +
            $"streamed.");

    public ColumnScale Scale(Scaling scaling) => numbers.Scale(scaling);

    public double Replacement(Imputation imputation) => imputation == Imputation.Median ? numbers.Median() : numbers.Mean;

    public bool AreFewWholeNumbers(int most) =>
        different is not null && different.Count <= most && different.Keys.All(double.IsInteger) && 2 * different.Count <= Count;

    public ColumnEncoding? FitDates(DateText reader, TableEncoderOptions options) =>
        dates?.ToEncoding(Name, MissingCount, this.reader, options);

    public void RefuseInfinite()
    {
        if (infinite is not null) throw infinite;
    }

    public void RefuseMissingTarget()
    {
        if ((IsText ? missingText : missingNumber) is { } refusal) throw refusal(MissingCount);
    }

    public void Release() { }

    /// <summary>How many rows have each of the encoding's classes.</summary>
    public double[] CountsOf(Categories classes)
    {
        double[] found = new double[classes.Texts.Count];
        if (texts is null)
        {
            // Ordered as the classes are.
            foreach ((int label, (_, long count)) in different!.OrderBy(number => number.Key).Index()) found[label] = count;
            return found;
        }
        Dictionary<string, int> labels = classes.Texts.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        TextValues values = Texts;
        for (int i = 0; i < values.Texts.Count; i++) found[labels[values.Texts[i]]] = values.Counts[i];
        return found;
    }

    /// <summary>Takes in a piece of the column.</summary>
    /// <param name="piece">The rows that follow.</param>
    /// <param name="locate">Makes a refusal of one of its rows tell where it is.</param>
    public void Add(TableColumn piece, Func<TableRowException, TableRowException> locate)
    {
        if (piece.MissingCount > 0 && (missingNumber is null || missingText is null)) FindMissing(piece, locate);
        if (piece is TextColumn words)
        {
            if (texts is null) BecomeText();
            AddTexts(words);
        }
        else if (texts is not null) AddAsTexts((NumberColumn)piece);
        else AddNumbers((NumberColumn)piece, locate);
        Count += piece.Count;
    }

    /// <summary>After the last piece: a column whose only values are words for missing numbers is text.</summary>
    public void Finish()
    {
        if (texts is null && numbers.Count == 0 && spelled is { Count: > 0 }) BecomeText();
    }

    private void FindMissing(TableColumn piece, Func<TableRowException, TableRowException> locate)
    {
        var written = (piece as NumberColumn)?.Spellings;
        for (int row = 0; row < piece.Count; row++)
        {
            if (!piece.IsMissing(row)) continue;
            int found = row;
            Func<long, TableRowException> refusal = count => locate(TargetEncoding.Missing(
                Name, found, count, $"rows.Select(table => table.DropMissing(\"{Name}\"))"));
            missingNumber ??= refusal;
            // Among texts a word for a missing number is a text.
            if (written?[row] is not null) continue;
            missingText ??= refusal;
            return;
        }
    }

    private void AddNumbers(NumberColumn piece, Func<TableRowException, TableRowException> locate)
    {
        for (int start = 0; start < piece.Count; start += block.Length)
        {
            Span<double> values = block.AsSpan(0, Math.Min(block.Length, piece.Count - start));
            piece.CopyTo(start, values);
            int used = 0;
            for (int i = 0; i < values.Length; i++)
            {
                double number = values[i];
                Track(piece, start + i, number);
                if (double.IsNaN(number))
                {
                    MissingCount++;
                    continue;
                }
                if (double.IsInfinity(number)) infinite ??= locate(NumberEncoding.Infinite(piece, start + i));
                firstNumber ??= number is 0 or 1 ? (long)number : -1;
                counts &= firstNumber >= 0 && number == firstNumber + Count + start + i;
                values[used++] = number;
            }
            numbers.Add(values[..used]);
        }
    }

    /// <summary>Remembers how a number is written, as long as the different ones are few.</summary>
    private void Track(NumberColumn piece, int row, double number)
    {
        if (spelled is not null && piece.Spellings?[row] is { } text)
        {
            ref (double Number, long Count) known = ref CollectionsMarshal.GetValueRefOrAddDefault(spelled, text, out _);
            known = (number, known.Count + 1);
        }
        if (different is null || double.IsNaN(number)) return;
        CollectionsMarshal.GetValueRefOrAddDefault(different, number + 0.0, out bool isKnown)++;
        if (isKnown || different.Count <= MostNumbers) return;
        (different, spelled) = (null, null);
    }

    private void AddTexts(TextColumn piece)
    {
        int[] often = piece.CountTexts();
        for (int place = 0; place < often.Length; place++)
            if (often[place] > 0) texts!.Add(piece.Distinct[place], often[place]);
        MissingCount += piece.MissingCount;
        if (dates is null) return;
        var moments = new Moment[often.Length];
        for (int place = 0; place < often.Length; place++)
        {
            if (often[place] == 0 || reader.TryRead(piece.Distinct[place], out moments[place])) continue;
            dates = null;
            return;
        }
        for (int row = 0; row < piece.Count; row++)
            if (piece.PlaceAt(row) is >= 0 and var place) dates.Add(moments[place]);
        dates.Flush();
    }

    private void AddAsTexts(NumberColumn piece)
    {
        for (int row = 0; row < piece.Count; row++)
        {
            if ((piece.Spellings?[row] ?? piece.TextAt(row)) is not { } text) MissingCount++;
            else
            {
                texts!.Add(text, 1);
                dates = null;
            }
        }
    }

    private void BecomeText()
    {
        (texts, dates) = (new TextSummary(), new DateSummary());
        HasLostTexts = different is null;
        if (HasLostTexts) return;
        Dictionary<double, long> others = different!;
        foreach ((string text, (double number, long count)) in spelled!)
        {
            texts.Add(text, count);
            dates = null;
            // Words that stand for missing numbers are texts among others.
            if (double.IsNaN(number)) MissingCount -= count;
            else others[number + 0.0] -= count;
        }
        foreach ((double number, long count) in others)
        {
            if (count <= 0) continue;
            texts.Add(number.ToString("R", CultureInfo.InvariantCulture), count);
            dates = null;
        }
        (different, spelled) = (null, null);
    }

    private TextValues Kept(TextValues values) => !values.HasMore ? values : throw new ArgumentException(
        $"TableEncoder: column '{Name}' has more than {values.Texts.Count} different texts, too many for categories of rows that are " +
        $"streamed.");
}
