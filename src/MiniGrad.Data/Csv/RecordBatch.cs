using CsvHelper;

namespace MiniGrad.Data;

/// <summary>Rows of a file, copied from the parser's buffer so that it can go on meanwhile.</summary>
internal sealed class RecordBatch(int columns)
{
    private const int FullBytes = 512 * 1024, FullFields = 64 * 1024;
    private readonly List<long> lines = [];
    private byte[] bytes = new byte[16 * 1024];
    private int[] ends = new int[Math.Max(columns, 1024)];
    private int used;

    /// <summary>The number of rows.</summary>
    public int Count => lines.Count;

    public bool IsFull => used >= FullBytes || (long)(Count + 1) * columns > Math.Max(FullFields, columns);

    public void Clear()
    {
        lines.Clear();
        used = 0;
    }

    public void Add(CsvReader record)
    {
        int place = Count * columns;
        if (ends.Length < place + columns) Array.Resize(ref ends, Math.Max(2 * ends.Length, place + columns));
        for (int i = 0; i < columns; i++)
        {
            ReadOnlySpan<byte> field = record.GetSpan(i);
            if (bytes.Length - used < field.Length) Array.Resize(ref bytes, Math.Max(2 * bytes.Length, used + field.Length));
            field.CopyTo(bytes.AsSpan(used));
            ends[place + i] = used += field.Length;
        }
        lines.Add(record.LineNumber);
    }

    /// <summary>Gives the rows to their columns, of which several threads take some each.</summary>
    /// <param name="fills">null for those that are left out.</param>
    public void GiveTo(ColumnFill?[] fills)
    {
        // One processor goes on reading.
        int threads = Math.Clamp(Environment.ProcessorCount - 1, 1, Math.Min(columns, 8));
        if (threads == 1) GiveTo(fills, 0, 1);
        else
        {
            try
            {
                Parallel.For(0, threads, first => GiveTo(fills, first, threads));
            }
            catch (AggregateException several)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            }
        }
    }

    private void GiveTo(ColumnFill?[] fills, int first, int step)
    {
        for (int i = first; i < columns; i += step)
        {
            if (fills[i] is not { } fill) continue;
            for (int row = 0, place = i; row < Count; row++, place += columns)
            {
                int start = place == 0 ? 0 : ends[place - 1];
                fill.Add(bytes.AsSpan(start, ends[place] - start), lines[row]);
            }
        }
    }
}
