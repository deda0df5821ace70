namespace MiniGrad.Data;

/// <summary>Takes numbers, in single precision as long as that holds them.</summary>
internal sealed class StoredNumbers : StoredFill
{
    private readonly ReadingLimit limit;
    private double[] batch = [];
    private float[] narrow = [];
    private ValuePieces<float>? singles;
    private ValuePieces<double>? doubles;
    private double[] dictionary = [];

    public StoredNumbers(StoredColumn column, ReadingLimit limit) : base(column)
    {
        this.limit = limit;
        singles = new ValuePieces<float>(limit);
        if (column.Meaning == Meaning.Decimal) StoredDecimal.Check(column.Scale);
    }

    public override int Count => singles?.Count ?? doubles!.Count;

    public override void BeginDictionary(ReadOnlySpan<long> entries, byte[] bytes)
    {
        dictionary = new double[entries.Length];
        Convert(entries, bytes, dictionary);
    }

    public override void Add(ReadOnlySpan<long> values, byte[] bytes, ReadOnlySpan<int> present)
    {
        MakeRoom(values.Length, present);
        Convert(values, bytes, batch);
        Store(values.Length, present);
    }

    public override void AddPlaces(ReadOnlySpan<int> places, ReadOnlySpan<int> present)
    {
        MakeRoom(places.Length, present);
        for (int i = 0; i < places.Length; i++) batch[i] = dictionary[places[i]];
        Store(places.Length, present);
    }

    public override TableColumn ToColumn() =>
        Count == 0 ? new NumberColumn(Column.Name, ReadOnlyMemory<double>.Empty)
        : singles is not null ? new NumberColumn(Column.Name, singles.ToValues(), spellings: null)
        : new NumberColumn(Column.Name, doubles!.ToValues(), spellings: null);

    private void MakeRoom(int count, ReadOnlySpan<int> present)
    {
        int rows = Math.Max(count, present.Length);
        if (batch.Length < rows) (batch, narrow) = (new double[rows], new float[rows]);
    }

    private void Store(int count, ReadOnlySpan<int> present)
    {
        if (!present.IsEmpty)
        {
            // From the end, so that values move behind those still to be moved.
            int from = count;
            for (int row = present.Length - 1; row >= 0; row--) batch[row] = present[row] != 0 ? batch[--from] : double.NaN;
            count = present.Length;
        }
        if (singles is not null && !Fits(count)) Widen();
        if (singles is not null) singles.Add(narrow.AsSpan(0, count));
        else doubles!.Add(batch.AsSpan(0, count));
    }

    private bool Fits(int count)
    {
        for (int i = 0; i < count; i++)
        {
            narrow[i] = (float)batch[i];
            if (narrow[i] != batch[i] && !double.IsNaN(batch[i])) return false;
        }
        return true;
    }

    private void Widen()
    {
        doubles = new ValuePieces<double>(limit);
        double[] wide = new double[1 << ColumnValues<float>.PieceBits];
        foreach (ReadOnlyMemory<float> piece in singles!.All())
        {
            for (int i = 0; i < piece.Length; i++) wide[i] = piece.Span[i];
            doubles.Add(wide.AsSpan(0, piece.Length));
        }
        singles = null;
    }

    private void Convert(ReadOnlySpan<long> values, byte[] bytes, Span<double> numbers)
    {
        switch (Column.Meaning)
        {
            case Meaning.Single:
                for (int i = 0; i < values.Length; i++) numbers[i] = BitConverter.Int32BitsToSingle((int)values[i]);
                break;
            case Meaning.Double:
                for (int i = 0; i < values.Length; i++) numbers[i] = BitConverter.Int64BitsToDouble(values[i]);
                break;
            case Meaning.Half:
                for (int i = 0; i < values.Length; i++) numbers[i] = (double)BitConverter.ToHalf(BytesOf(values[i], bytes));
                break;
            case Meaning.Decimal:
                for (int i = 0; i < values.Length; i++) numbers[i] = DecimalOf(values[i], bytes);
                break;
            default:
                for (int i = 0; i < values.Length; i++) numbers[i] = WholeOf(values[i]);
                break;
        }
    }

    private double DecimalOf(long value, byte[] bytes) =>
        !Column.IsBytes
            ? StoredDecimal.ToDouble(value, Column.Scale)
            : StoredDecimal.ToDouble(StoredDecimal.Whole(BytesOf(value, bytes), Column.IsLittleEndian), Column.Scale);

    private double WholeOf(long value)
    {
        bool isUnsigned = Column.Meaning == Meaning.Unsigned;
        if (isUnsigned && Column.Is32Bits) return (uint)value;
        ulong size = isUnsigned ? (ulong)value : (ulong)Int128.Abs(value);
        // 53 bits from the first to the last that is set.
        if (size != 0 && 64 - BitOperations.LeadingZeroCount(size) - BitOperations.TrailingZeroCount(size) > 53)
        {
            string digits = isUnsigned ? Invariant($"{size}") : Invariant($"{value}");
            throw new FileProblem(
                $"{digits} is more than a number of 53 bits holds exactly: read the column as text (TableFileOptions.TextColumns) " +
                "or leave it out (TableFileOptions.LeftOutColumns)");
        }
        return isUnsigned ? size : value;
    }
}
