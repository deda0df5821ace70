namespace MiniGrad.Data;

/// <summary>Takes the values of a column, of one row group after the other.</summary>
internal abstract class StoredFill(StoredColumn column) : IValueSink
{
    protected StoredColumn Column => column;

    /// <summary>How many rows were taken.</summary>
    public abstract int Count { get; }

    public abstract void BeginDictionary(ReadOnlySpan<long> entries, byte[] bytes);
    public abstract void Add(ReadOnlySpan<long> values, byte[] bytes, ReadOnlySpan<int> present);
    public abstract void AddPlaces(ReadOnlySpan<int> places, ReadOnlySpan<int> present);
    public abstract TableColumn ToColumn();

    public static StoredFill Of(StoredColumn column, TableFileOptions options, ReadingLimit limit) =>
        options.AreNumbers(column) ? new StoredNumbers(column, limit) : new StoredTexts(column, limit);

    /// <summary>The bytes of a value, whose length is checked where it is fixed.</summary>
    protected ReadOnlySpan<byte> BytesOf(long value, byte[] bytes)
    {
        ReadOnlySpan<byte> found = value.In(bytes);
        if (column.Length is { } length && found.Length != length)
            throw new FileProblem("a value has another length than its column");
        return found;
    }
}
