using MiniGrad.Data;

namespace MiniGrad.Serialization;

/// <summary>Samples whose tensors are arrays in files, read by their places. Parts of a few megabytes can be read in any order.</summary>
internal sealed class StoredSource<T> : SampleSource<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Small enough for the processor's cache, large enough for a disk.
    private const int BlockBytes = 64 * 1024, PartBytes = 4 * 1024 * 1024;
    private readonly (string Name, StoredRows Rows)[] numbers, labels;
    private readonly StoredRows? weights;
    private readonly long count;
    private readonly int rowsOfBlock, rowsOfPart;

    /// <param name="numbers">The tensors of numbers, by name.</param>
    /// <param name="labels">The labels, by name.</param>
    /// <param name="weights">The weights of the samples, if there are any.</param>
    /// <exception cref="InvalidDataException">The numbers of rows differ.</exception>
    public StoredSource((string Name, StoredRows Rows)[] numbers, (string Name, StoredRows Rows)[] labels, StoredRows? weights)
    {
        (this.numbers, this.labels, this.weights) = (numbers, labels, weights);
        StoredRows first = All.First();
        count = first.Count;
        if (All.FirstOrDefault(rows => rows.Count != count) is { } other)
        {
            FormattableString rows = $"{other.Name} has {other.Count} rows and {first.Name} has {count}: expected as many of both.";
            throw new InvalidDataException(FormattableString.Invariant(rows));
        }
        long bytes = Math.Max(1, All.Max(rows => rows.RowBytes));
        rowsOfBlock = (int)Math.Clamp(BlockBytes / bytes, 1, 4096);
        long part = Math.Clamp(PartBytes / bytes, 1, 64 * 1024);
        rowsOfPart = (int)Math.Max(part, count / 1_000_000);
    }

    public override int PartCount => (int)Math.Max(1, (count + rowsOfPart - 1) / rowsOfPart);

    public override string Identity =>
        string.Join(", ", All.Select(rows => rows.File).DistinctBy(file => file.Path).Select(file => file.Identity));

    private IEnumerable<StoredRows> All =>
        [.. numbers.Concat(labels).Select(array => array.Rows), .. weights is null ? [] : new[] { weights }];

    public override long? CountOf(int part) => Math.Min(rowsOfPart, count - ((long)part * rowsOfPart));

    public override IEnumerable<Batch<T>> Read(int part) => Read(part, 0);

    public override IEnumerable<Batch<T>> Read(int part, long start)
    {
        Dictionary<string, FileStream> open = [];
        try
        {
            foreach (StoredRows rows in All)
                if (!open.ContainsKey(rows.File.Path)) open.Add(rows.File.Path, rows.File.Open());
            long first = ((long)part * rowsOfPart) + start, end = first - start + CountOf(part)!.Value;
            for (int taken; first < end; first += taken)
            {
                taken = (int)Math.Min(rowsOfBlock, end - first);
                yield return Block(open, first, taken);
            }
            foreach (StoredRows rows in All) rows.File.CheckUnchanged();
        }
        finally
        {
            foreach (FileStream file in open.Values) file.Dispose();
        }
    }

    private Batch<T> Block(Dictionary<string, FileStream> open, long first, int count)
    {
        try
        {
            return new Batch<T>(SampleParts<T>.Of(
                "Samples", numbers.Select(array => KeyValuePair.Create(array.Name, Reader(array.Rows).ReadTensor<T>())),
                labels.Select(array => KeyValuePair.Create(array.Name, Reader(array.Rows).ReadIndices())),
                weights is null ? null : Reader(weights).ReadTensor<T>()));
        }
        catch (ArgumentException error)
        {
            // A label below 0 or a weight that is none: the file is at fault, not an argument.
            string where = FormattableString.Invariant($"rows {first} to {first + count - 1}");
            throw new InvalidDataException($"{string.Join(" and ", open.Keys)}, {where}: {error.Message}", error);
        }

        ElementReader Reader(StoredRows rows) => rows.At(open[rows.File.Path], first, count);
    }
}
