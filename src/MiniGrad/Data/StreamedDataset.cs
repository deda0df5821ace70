namespace MiniGrad.Data;

/// <summary>Samples that are read while a network learns from them: <see cref="Dataset.Stream{T}"/>. A trainer takes them like samples in
/// memory.</summary>
/// <remarks><para>A pass reads the parts of its source one after the other on a thread of its own, as many samples at a time as the shuffle
/// buffer holds, to full batches. Where a generator draws an order, it draws that of the parts, and that of the samples in each buffer; the
/// first buffer is filled to a part that is drawn too, so that in each pass others are together. What follows from a generator's state is
/// always the same. A source that a single buffer holds comes in the order of <see cref="Dataset{T}.Batches"/>.</para>
/// <para>Samples that follow each other in the source should not be alike: where it is sorted by class and larger than the buffer, whole
/// batches have one class. Shuffle such a file once, or cut it into many parts.</para>
/// <para>Where a source does not know how many samples it has, <see cref="Count"/> reads it once. A pass that goes to the last sample
/// checks that there are as many. Whoever calls <see cref="System.Collections.IEnumerator.MoveNext"/>, rather than <c>foreach</c> or a
/// query, disposes of the enumerator, which ends its thread.</para></remarks>
public sealed class StreamedDataset<T> : IDataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lock counting = new();
    private long[]? counts;
    private SampleParts<T>? layout;

    internal StreamedDataset(SampleSource<T> source, int shuffleBuffer)
    {
        ArgumentNullException.ThrowIfNull(source);
        Guard.AtLeast(shuffleBuffer, 1, nameof(StreamedDataset<T>), "the shuffle buffer", nameof(shuffleBuffer));
        (Source, ShuffleBuffer) = (source, shuffleBuffer);
    }

    /// <summary>Where the samples are read from.</summary>
    public SampleSource<T> Source { get; }

    /// <summary>The number of samples that are brought into a random order together.</summary>
    public int ShuffleBuffer { get; }

    /// <summary>The number of samples. Where the source does not know it, the first call reads all of it.</summary>
    /// <exception cref="InvalidDataException">The batches of the source differ in their names or in the shapes of samples.</exception>
    public long Count => Counts.Sum();

    SampleParts<T> IDataset<T>.Layout => Layout;

    /// <summary>Whether there are labels of any name.</summary>
    public bool HasLabels => Layout.Labels.Length > 0;

    internal SampleParts<T> Layout
    {
        get
        {
            lock (counting) return layout ??= FirstSample();
        }
    }

    private long[] Counts
    {
        get
        {
            lock (counting) return counts ??= CountParts();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">While it is read: the source ends earlier or later than before, or its batches differ in
    /// their names or in the shapes of samples.</exception>
    public IEnumerable<Batch<T>> Batches(int size, Random? shuffle = null, bool dropsLast = false)
    {
        Guard.AtLeast(size, 1, "Batches");
        return Cut(size, shuffle, dropsLast, 0, reusesMemory: false);
    }

    IEnumerable<Batch<T>> IDataset<T>.BriefBatches(int size, Random? shuffle, bool dropsLast, int skipped) =>
        Cut(size, shuffle, dropsLast, skipped, reusesMemory: true);

    /// <summary>The samples in their order, each batch to be used before the next one is asked for.</summary>
    internal IEnumerable<Batch<T>> BriefBatches(int size) => Cut(size, null, dropsLast: false, 0, reusesMemory: true);

    /// <summary>The same samples from a source that changes them.</summary>
    internal StreamedDataset<T> With(Func<Batch<T>, Batch<T>> change) => new(Source.Select(change), ShuffleBuffer) { counts = Counts };

    private IEnumerable<Batch<T>> Cut(int size, Random? shuffle, bool dropsLast, long skipped, bool reusesMemory)
    {
        long all = Count;
        if (all == 0) ExpectNone();
        if (all == 0 || (dropsLast && size > all)) yield break;
        size = (int)Math.Min(size, all);
        WindowPlan plan = WindowPlan.Of(Counts, size, ShuffleBuffer, shuffle, dropsLast);
        using WindowFilling<T> filling = new(Source, Counts, plan, Layout);
        long next = skipped * size;
        foreach (SampleWindow<T> window in Prefetching.Ahead(left => filling.From(next, left), count: 1))
        {
            for (int start = (int)(next - window.Start); start < window.Count; start += size)
            {
                int count = Math.Min(size, window.Count - start);
                yield return window.Batch(start, count);
                next += count;
            }
            filling.Release(reusesMemory ? window : null);
        }
    }

    private SampleParts<T> FirstSample()
    {
        for (int part = 0; part < Source.PartCount; part++)
            foreach (Batch<T> batch in Read(part))
                if (batch.Count > 0) return batch.Parts.Select([0]);
        throw new InvalidDataException("StreamedDataset: expected at least one sample, got none" + (
            counts?.Sum() > 0 ? $", where {counts.Sum()} are expected: each pass has to begin anew." : "."));
    }

    private IEnumerable<Batch<T>> Read(int part) => Source.Read(part).Select(batch =>
        batch ?? throw new InvalidOperationException("SampleSource: expected a batch, got null."));

    private void ExpectNone()
    {
        for (int part = 0; part < Source.PartCount; part++)
        {
            if (Read(part).Any(batch => batch.Count > 0))
                throw new InvalidDataException("StreamedDataset: expected no samples in the source, as many as were counted, got more.");
        }
    }

    private long[] CountParts()
    {
        long[] found = new long[Guard.AtLeast(Source.PartCount, 1, nameof(StreamedDataset<T>), "the number of parts")];
        for (int part = 0; part < found.Length; part++)
        {
            if (Source.CountOf(part) is { } known) found[part] = known;
            else foreach (Batch<T> batch in Read(part)) found[part] += batch.Count;
        }
        return found;
    }
}
