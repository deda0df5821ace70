using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using RecordBatch = Apache.Arrow.RecordBatch;

namespace MiniGrad.Arrow;

/// <summary>Writes tables, by way of Apache.Arrow.</summary>
internal static class TableWriter
{
    public static void Write(Stream stream, Data.Table table, int rowsPerBatch)
    {
        Schema schema = new([.. table.Columns.Select(column => new Field(column.Name, TypeOf(column), nullable: true))], metadata: null);
        IpcOptions settings = new()
        {
            CompressionCodec = CompressionCodecType.Lz4Frame,
            CompressionCodecFactory = new CompressionCodecFactory(),
        };
        using ArrowFileWriter writer = new(stream, schema, leaveOpen: true, settings);
        writer.WriteStart();
        int rows;
        for (int from = 0; from < table.Count; from += rows)
        {
            rows = Math.Min(rowsPerBatch, table.Count - from);
            using RecordBatch batch = new(schema, [.. table.Columns.Select(column => ArrayOf(column, from, rows))], rows);
            writer.WriteRecordBatch(batch);
        }
        writer.WriteEnd();
        stream.Flush();
    }

    private static ArrowType TypeOf(TableColumn column) =>
        column is not NumberColumn numbers ? StringType.Default : numbers.FitsSingles ? FloatType.Default : DoubleType.Default;

    private static IArrowArray ArrayOf(TableColumn column, int from, int rows)
    {
        if (column is TextColumn text)
        {
            StringArray.Builder texts = new();
            texts.Reserve(rows);
            for (int row = from; row < from + rows; row++) texts.Append(text[row]);
            return texts.Build();
        }
        var numbers = (NumberColumn)column;
        if (numbers.FitsSingles)
        {
            FloatArray.Builder singles = new();
            singles.Reserve(rows);
            for (int row = from; row < from + rows; row++) singles.Append(column.IsMissing(row) ? null : (float)numbers[row]);
            return singles.Build();
        }
        DoubleArray.Builder doubles = new();
        doubles.Reserve(rows);
        for (int row = from; row < from + rows; row++) doubles.Append(column.IsMissing(row) ? null : numbers[row]);
        return doubles.Build();
    }
}
