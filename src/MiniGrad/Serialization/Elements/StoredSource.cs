using MiniGrad.Data;

namespace MiniGrad.Serialization;

/// <summary>Samples whose tensors are arrays in files, read by their places. Parts of a few megabytes can be read in any order.</summary>
internal sealed class StoredSource<T> : SampleSource<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Small enough for the processor's cache, large enough for a disk.
    private const int BlockBytes = 256 * 1024, PartBytes = 4 * 1024 * 1024;
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
                if (!open.ContainsKey(rows.File.Path)) open.Add(rows.File.Path, rows.File.Open(isInOrder: false));
            long first = ((long)part * rowsOfPart) + start, end = first - start + CountOf(part)!.Value;
            Block? block = null;
            for (int taken; first < end; first += taken)
            {
                taken = (int)Math.Min(rowsOfBlock, end - first);
                // The same memory each time, so that it stays in the processor's cache: reading is three times as fast then.
                if (block?.Count != taken) block = new Block(this, taken);
                yield return block.Read(open, first);
            }
            foreach (StoredRows rows in All) rows.File.CheckUnchanged();
        }
        finally
        {
            foreach (FileStream file in open.Values) file.Dispose();
        }
    }

    /// <summary>Memory for some neighbouring samples.</summary>
    private sealed class Block
    {
        private readonly (T[] Values, StoredRows Rows)[] numbers;
        private readonly (int[] Values, StoredRows Rows)[] labels;
        private readonly SampleParts<T> parts;

        public Block(StoredSource<T> source, int count)
        {
            Count = count;
            numbers = [.. source.numbers.Select(array => array.Rows).Concat(source.weights is null ? [] : new[] { source.weights })
                .Select(rows => (new T[rows.Row.ElementCount * count], rows))];
            labels = [.. source.labels.Select(array => (new int[array.Rows.Row.ElementCount * count], array.Rows))];
            Tensor<T>[] tensors = [.. numbers.Select(array => new Tensor<T>(array.Values, Shape.Create([count, .. array.Rows.Row])))];
            IEnumerable<IndexTensor> indices =
                labels.Select(array => new IndexTensor(array.Values, Shape.Create([count, .. array.Rows.Row])));
            parts = SampleParts<T>.Of(
                nameof(StoredSource<T>), source.numbers.Zip(tensors, (array, tensor) => KeyValuePair.Create(array.Name, tensor)),
                source.labels.Zip(indices, (array, tensor) => KeyValuePair.Create(array.Name, tensor)),
                source.weights is null ? null : tensors[^1]);
        }

        public int Count { get; }

        public Batch<T> Read(Dictionary<string, FileStream> open, long first)
        {
            foreach ((T[] values, StoredRows rows) in numbers) rows.At(open[rows.File.Path], first, Count).ReadTensor<T>(values);
            foreach ((int[] values, StoredRows rows) in labels) rows.At(open[rows.File.Path], first, Count).ReadIndices(values);
            try
            {
                parts.Check();
                return new Batch<T>(parts);
            }
            catch (ArgumentException error)
            {
                // A label below 0 or a weight that is none: the file is at fault, not an argument.
                string where = FormattableString.Invariant($"rows {first} to {first + Count - 1}");
                throw new InvalidDataException($"{string.Join(" and ", open.Keys)}, {where}: {error.Message}", error);
            }
        }
    }
}
