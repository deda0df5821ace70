using global::Parquet;
using global::Parquet.Schema;

namespace MiniGrad.Parquet;

/// <summary>Writes tables, by way of Parquet.Net.</summary>
internal static class TableWriter
{
    public static void Write(Stream stream, Table table, int rowsPerGroup)
    {
        DataField[] fields = [.. table.Columns.Select(Field)];
        global::Parquet.ParquetOptions settings = new();
        foreach (TextColumn text in table.Columns.OfType<TextColumn>()) settings.ColumnEncodingHints[text.Name] = EncodingHint.Dictionary;
        // Nothing is waited for: all that the library does asynchronously is to write.
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), new SynchronousOutput(stream),
            settings).GetAwaiter().GetResult();
        int rows;
        for (int from = 0; from < table.Count; from += rows)
        {
            rows = Math.Min(rowsPerGroup, table.Count - from);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int i = 0; i < fields.Length; i++) WriteColumn(group, fields[i], table.Columns[i], from, rows);
        }
        // This writes the footer, so it is not done where something failed; there is nothing else to be disposed of.
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stream.Flush();
    }

    private static DataField Field(TableColumn column) =>
        column is NumberColumn numbers
            ? new DataField(column.Name, numbers.FitsSingles ? typeof(float) : typeof(double), isNullable: true)
            : new DataField(column.Name, typeof(string), isNullable: true);

    private static void WriteColumn(ParquetRowGroupWriter group, DataField field, TableColumn column, int from, int rows)
    {
        int[] levels = new int[rows];
        if (column is TextColumn text)
        {
            // Texts that are equal are one object.
            ReadOnlyMemory<char>[] values = new ReadOnlyMemory<char>[rows];
            Write(values, row => text[row].AsMemory());
        }
        else if (field.ClrType == typeof(float)) Write(new float[rows], row => (float)((NumberColumn)column)[row]);
        else Write(new double[rows], row => ((NumberColumn)column)[row]);

        void Write<T>(T[] values, Func<int, T> valueAt) where T : struct
        {
            int count = 0;
            for (int i = 0; i < rows; i++)
            {
                if (column.IsMissing(from + i)) continue;
                levels[i] = 1;
                values[count++] = valueAt(from + i);
            }
            group.WriteAllPartsAsync<T>(field, values.AsMemory(0, count), levels, repetitionLevels: null,
                CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
