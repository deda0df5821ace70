namespace MiniGrad.Parquet;

/// <summary>Takes the values of a column, of one row group after the other.</summary>
internal abstract class ColumnFill(ColumnPlan plan) : IValueSink
{
    protected ColumnPlan Plan => plan;

    /// <summary>How many rows were taken.</summary>
    public abstract int Count { get; }

    public abstract void BeginDictionary(ReadOnlySpan<long> entries, byte[] bytes);
    public abstract void Add(ReadOnlySpan<long> values, byte[] bytes, ReadOnlySpan<int> present);
    public abstract void AddPlaces(ReadOnlySpan<int> places, ReadOnlySpan<int> present);
    public abstract TableColumn ToColumn();

    public static ColumnFill Of(ColumnPlan plan, bool isText, ReadingLimit limit) =>
        plan.IsNumber && !isText ? new NumberFill(plan, limit) : new TextFill(plan, limit);

    /// <summary>The bytes of a value, whose length is checked where it is fixed.</summary>
    protected ReadOnlySpan<byte> BytesOf(long value, byte[] bytes)
    {
        ReadOnlySpan<byte> found = value.In(bytes);
        if (plan.Storage!.Type == PhysicalType.FixedBytes && found.Length != plan.Storage.TypeLength)
            throw new ParquetProblem("a value has another length than its column");
        return found;
    }
}
