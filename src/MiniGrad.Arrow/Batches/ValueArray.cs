namespace MiniGrad.Arrow;

/// <summary>The values of a column in a batch, or of a dictionary. A value is a whole number, the bits of a floating-point one, or for
/// bytes their place in <see cref="Bytes"/>.</summary>
internal abstract class ValueArray(int count, byte[] present)
{
    /// <summary>How many there are, with those that are missing.</summary>
    public int Count => count;

    /// <summary>Where the bytes of values lie that were read last.</summary>
    public virtual byte[] Bytes => [];

    /// <summary>The values of a column.</summary>
    /// <param name="batch">Where they lie.</param>
    /// <param name="place">In which buffers.</param>
    /// <param name="field">What they are.</param>
    /// <exception cref="FileProblem">The buffers are smaller than the values.</exception>
    public static ValueArray Of(Batch batch, BufferPlace place, SchemaField field)
    {
        if (place.Length is < 0 or > int.MaxValue) throw new FileProblem(Invariant($"it has {place.Length} values, which are not read"));
        int count = (int)place.Length;
        if (field.Dictionary is null && field.Kind == ValueKind.Null) return new NoValues(count);
        byte[] present = batch.Buffer(place.First), values = batch.Buffer(place.First + 1);
        if (present.Length > 0) Expect(present, (count + 7L) / 8);
        if (field.Dictionary is { } index) return new NumberArray(count, present, values, index.Bits, index.IsSigned);
        switch (field.Kind)
        {
            case ValueKind.Bool:
                return new BitArray(count, present, values);
            case ValueKind.Utf8 or ValueKind.LargeUtf8:
                return new TextArray(count, present, values, batch.Buffer(place.First + 2), field.Kind == ValueKind.LargeUtf8);
            case ValueKind.Utf8View:
                return new ViewArray(
                    count, present, values, [.. Enumerable.Range(place.First + 2, place.Count - 2).Select(batch.Buffer)]);
            case ValueKind.FixedSizeBinary:
                return new BytesArray(count, present, values, field.ByteWidth);
            case ValueKind.FloatingPoint when field.Bits == 16:
            case ValueKind.Decimal when field.Bits > 64:
                return new BytesArray(count, present, values, field.Bits / 8);
            case ValueKind.Date when field.Unit == 1:
                return new DayArray(count, present, values);
            default:
                return new NumberArray(count, present, values, WidthOf(field), field.Kind != ValueKind.Int || field.IsSigned);
        }
    }

    /// <summary>Reads the values of neighbouring rows that have one.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="values">Room for a value of each row.</param>
    /// <param name="has">For each row whether it has a value, 1 or 0.</param>
    /// <returns>How many values there are.</returns>
    public int Read(int from, Span<long> values, Span<int> has)
    {
        Begin();
        int used = 0;
        for (int i = 0; i < has.Length; i++)
        {
            int row = from + i;
            has[i] = IsPresent(row) ? 1 : 0;
            if (has[i] != 0) values[used++] = At(row);
        }
        return used;
    }

    protected virtual void Begin() { }

    protected virtual bool IsPresent(int row) => present.Length == 0 || (present[row >> 3] >> (row & 7) & 1) != 0;

    protected abstract long At(int row);

    protected static void Expect(byte[] bytes, long size)
    {
        if (bytes.Length < size) throw new FileProblem(Invariant($"a buffer has {bytes.Length} bytes, where its values take {size}"));
    }

    private static int WidthOf(SchemaField field) => field.Kind switch
    {
        ValueKind.Timestamp or ValueKind.Duration => 64,
        ValueKind.Date => 32,
        _ => field.Bits,
    };
}
