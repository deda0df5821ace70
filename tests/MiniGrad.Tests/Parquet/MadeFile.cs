using global::Parquet;
using global::Parquet.Schema;

namespace MiniGrad.Tests.Parquet;

/// <summary>Files that Parquet.Net writes, with columns of any kind.</summary>
internal sealed class MadeFile
{
    private readonly List<(Field Field, Action<ParquetRowGroupWriter> Write)> columns = [];

    public global::Parquet.ParquetOptions Settings { get; } = new();

    public MadeFile Add<T>(DataField field, params T?[] values) where T : struct
    {
        columns.Add((field, group => group.WriteAsync<T>(field, values.AsMemory()).GetAwaiter().GetResult()));
        return this;
    }

    public MadeFile Add<T>(string name, params T?[] values) where T : struct =>
        Add(new DataField(name, typeof(T), isNullable: true), values);

    public MadeFile AddTexts(string name, params string?[] values)
    {
        DataField field = new(name, typeof(string), isNullable: true);
        columns.Add((field, group => group.WriteAsync(field, values).GetAwaiter().GetResult()));
        return this;
    }

    /// <summary>A column of nested values.</summary>
    public MadeFile AddNested(Field field, Action<ParquetRowGroupWriter> write)
    {
        columns.Add((field, write));
        return this;
    }

    public byte[] ToArray()
    {
        using MemoryStream stream = new();
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), stream,
            Settings).GetAwaiter().GetResult();
        using (ParquetRowGroupWriter group = writer.CreateRowGroup())
            foreach ((_, Action<ParquetRowGroupWriter> write) in columns) write(group);
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
