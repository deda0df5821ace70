namespace MiniGrad.Data;

// The features of many rows, on all processors.
public sealed partial class TableEncoder
{
    /// <summary>The rows that are encoded together, column by column: few enough to stay in the processor's cache.</summary>
    internal const int RowsTogether = 256;

    // Fewer are encoded sooner than other threads begin.
    internal const int ManyRows = 16_384;

    private Tensor<T> Encode<T>(Table table, TableColumn?[] columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = [table.Count, FeatureNames.Count];
        T[] values = new T[shape.ElementCount];
        int parts = Math.Clamp(table.Count / ManyRows, 1, Environment.ProcessorCount);
        if (parts == 1) EncodeRows(columns, values, 0, table.Count);
        else
        {
            var refusals = new Exception?[parts];
            Parallel.For(0, parts, part =>
            {
                int first = (int)((long)table.Count * part / parts), end = (int)((long)table.Count * (part + 1) / parts);
                try
                {
                    EncodeRows(columns, values, first, end);
                }
                catch (TableRowException refusal)
                {
                    refusals[part] = refusal;
                }
            });
            // That of the first row, whichever thread was faster.
            if (Array.Find(refusals, refusal => refusal is not null) is { } refused)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(refused);
        }
        return new Tensor<T>(values, shape);
    }

    private void EncodeRows<T>(TableColumn?[] columns, T[] values, int begin, int end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = FeatureNames.Count;
        List<(BoundColumn Column, int Start)> bound = [];
        for (int i = 0, start = 0; i < encodings.Length; start += encodings[i].Features.Count, i++)
            if (columns[i] is { } column) bound.Add((encodings[i].Bind(column), start));
        for (int first = begin; first < end; first += RowsTogether)
        {
            int count = Math.Min(RowsTogether, end - first);
            try
            {
                Encode(first, count);
            }
            catch (TableRowException) when (count > 1)
            {
                // Of several rows that are refused, the first one is named.
                for (int row = first; row < first + count; row++) Encode(row, 1);
                throw;
            }
        }

        void Encode(int first, int count)
        {
            Span<T> features = values.AsSpan(first * width, count * width);
            foreach ((BoundColumn column, int start) in bound) column.Encode(new FeatureBlock<T>(features, width, start, first, count));
        }
    }

    /// <summary>The columns to encode, null for those that are left out.</summary>
    private TableColumn?[] Find(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<string> missing = [];
        var found = new TableColumn?[encodings.Length];
        for (int i = 0; i < found.Length; i++)
        {
            if (encodings[i] is LeftOutColumn) continue;
            if (!table.TryGetColumn(encodings[i].Name, out found[i])) missing.Add(encodings[i].Name);
        }
        if (missing.Count == 0) return found;
        string known = NameList.Of(table.Columns.Select(column => column.Name));
        throw new ArgumentException($"TableEncoder: there is no column {NameList.Of(missing)}; there are {known}.", nameof(table));
    }
}
