namespace MiniGrad.Data;

/// <summary>Neighbouring samples of a stream, copied into memory, and the order in which they are given.</summary>
internal sealed class SampleWindow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SampleParts<T> parts;
    private readonly T[][] numbers;
    private readonly int[][] labels;
    private readonly int[] places;
    private readonly Dictionary<int, Shape[]> shapes = [];

    /// <param name="layout">Names and shapes.</param>
    /// <param name="capacity">The most samples.</param>
    /// <exception cref="ArgumentException">They are more than arrays hold.</exception>
    public SampleWindow(SampleParts<T> layout, int capacity)
    {
        numbers = [.. layout.Numbers.Select(part => GC.AllocateUninitializedArray<T>(Elements(part.Shape, capacity)))];
        labels = [.. layout.Labels.Select(part => new int[Elements(part.Shape, capacity)])];
        places = new int[capacity];
        parts = layout.With(
            [.. numbers.Select((values, i) => new Tensor<T>(values, layout.Numbers[i].Shape.With(0, capacity)))],
            [.. labels.Select((values, i) => new IndexTensor(values, layout.Labels[i].Shape.With(0, capacity)))]);
    }

    /// <summary>The place of the first sample in its pass.</summary>
    public long Start { get; private set; }

    /// <summary>The number of samples that are given.</summary>
    public int Count { get; private set; }

    /// <summary>Where the order of the samples is written to.</summary>
    public Span<int> Begin(long start, int count)
    {
        (Start, Count) = (start, count);
        return places.AsSpan(0, count);
    }

    /// <summary>Copies samples of a batch to a place.</summary>
    /// <param name="batch">Of the names and shapes of this.</param>
    /// <param name="first">The first that is copied.</param>
    /// <param name="count">The number of those copied.</param>
    /// <param name="place">Where to.</param>
    public void Copy(Batch<T> batch, int first, int count, int place)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            int size = numbers[i].Length / places.Length;
            batch.Copy(i, first, count, numbers[i].AsSpan(place * size, count * size));
        }
        for (int i = 0; i < labels.Length; i++)
        {
            int size = labels[i].Length / places.Length;
            batch.CopyLabels(i, first, count, labels[i].AsSpan(place * size, count * size));
        }
    }

    /// <summary>Some of the samples, in their order.</summary>
    public Batch<T> Batch(int start, int count)
    {
        if (!shapes.TryGetValue(count, out Shape[]? sizes)) shapes.Add(count, sizes = Batch<T>.ShapesOf(parts, count));
        return new Batch<T>(parts, places.AsMemory(start, count), sizes);
    }

    private static int Elements(Shape shape, int capacity)
    {
        long count = (long)shape.Product(1, shape.Rank) * capacity;
        if (count <= Array.MaxLength) return (int)count;
        throw new ArgumentException(
            $"StreamedDataset: {capacity} samples of {shape.Product(1, shape.Rank)} numbers are more than memory holds together " +
            $"({Array.MaxLength}): expected a smaller shuffle buffer.");
    }
}
