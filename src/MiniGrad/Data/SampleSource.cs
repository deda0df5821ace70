namespace MiniGrad.Data;

/// <summary>Where a <see cref="StreamedDataset{T}"/> reads its samples: parts, such as files, that can be read in any order, each from its
/// first sample to its last. To read from somewhere of your own, derive from it, or give a function to
/// <see cref="SampleSource.Of{T}(Func{IEnumerable{Batch{T}}}, long?)"/>.</summary>
/// <remarks>Several passes may run at once, each on a thread of its own. Each gives the same samples, or training could not go on after an
/// interruption.</remarks>
public abstract class SampleSource<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of parts. Default: 1.</summary>
    public virtual int PartCount => 1;

    /// <summary>Tells these samples from others, such as the size of a file and some of its bytes, so that training is not continued with
    /// the wrong ones. Default: an empty text.</summary>
    public virtual string Identity => "";

    /// <summary>The number of samples in a part, or null where only reading it tells. Default: null.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    public virtual long? CountOf(int part) => null;

    /// <summary>Reads a part in batches of any sizes, all of the same names and of samples of the same shapes.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    /// <returns>A sequence; what a batch holds need not stay once the next one is asked for.</returns>
    public abstract IEnumerable<Batch<T>> Read(int part);

    /// <summary>Reads what is left of a part after some samples. Default: reads and drops those before.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    /// <param name="start">The number of samples left out, at most that of the part.</param>
    public virtual IEnumerable<Batch<T>> Read(int part, long start)
    {
        foreach (Batch<T> batch in Read(part))
        {
            if (start >= batch.Count) start -= batch.Count;
            else if (start == 0) yield return batch;
            else
            {
                yield return new Batch<T>(batch.Parts.Select([.. Enumerable.Range((int)start, batch.Count - (int)start)]));
                start = 0;
            }
        }
    }

    /// <summary>These samples, changed as they are read: scaled, distorted, or with other names.</summary>
    /// <param name="change">From a batch to one of as many samples in the same order, the same each time; called by several threads where
    /// there are several passes at once.</param>
    public SampleSource<T> Select(Func<Batch<T>, Batch<T>> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ChangedSource<T>(this, change);
    }
}

/// <summary>Makes sources of samples.</summary>
public static class SampleSource
{
    /// <summary>Samples that a function gives.</summary>
    /// <param name="read">Begins a pass over the samples, the same ones each time: such as an iterator over a database's rows.</param>
    /// <param name="count">The number of samples. Default: null, they are counted in a pass of its own before they are learned
    /// from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <example><code>
    /// IEnumerable&lt;Batch&lt;float&gt;&gt; Read()
    /// {
    ///     for (int i = 0; i &lt; 100; i++)
    ///     {
    ///         Tensor&lt;float&gt; inputs = Tensor.Uniform([32, 3], -1f, 1f, new XoshiroRandom((ulong)i));
    ///         yield return new Batch&lt;float&gt;(inputs, inputs.Sum([1], keepDimensions: true));
    ///     }
    /// }
    /// StreamedDataset&lt;float&gt; samples = Dataset.Stream(SampleSource.Of(Read, count: 3200), shuffleBuffer: 1024);
    /// </code></example>
    public static SampleSource<T> Of<T>(Func<IEnumerable<Batch<T>>> read, long? count = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(read);
        if (count is { } given) Guard.AtLeast(given, 0L, nameof(SampleSource), "the number of samples", nameof(count));
        return new FunctionSource<T>(read, count);
    }

    /// <summary>The samples of several sources, one after the other; all parts of all of them can be read in any order.</summary>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public static SampleSource<T> Concatenate<T>(params IReadOnlyList<SampleSource<T>> sources)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.NotEmpty(sources, nameof(SampleSource), "source");
        return sources.Count == 1 ? sources[0] : new JoinedSource<T>([.. sources]);
    }
}

/// <summary>Samples that a function gives.</summary>
internal sealed class FunctionSource<T>(Func<IEnumerable<Batch<T>>> read, long? count) : SampleSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override long? CountOf(int part) => count;

    public override IEnumerable<Batch<T>> Read(int part) =>
        read() ?? throw new InvalidOperationException("SampleSource: expected batches from the function, got null.");
}

/// <summary>Samples of another source, changed.</summary>
internal sealed class ChangedSource<T>(SampleSource<T> source, Func<Batch<T>, Batch<T>> change) : SampleSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override int PartCount => source.PartCount;
    public override string Identity => source.Identity;

    public override long? CountOf(int part) => source.CountOf(part);

    public override IEnumerable<Batch<T>> Read(int part) => source.Read(part).Select(Change);

    public override IEnumerable<Batch<T>> Read(int part, long start) => source.Read(part, start).Select(Change);

    private Batch<T> Change(Batch<T> batch)
    {
        Batch<T>? changed = change(batch);
        return changed?.Count == batch.Count ? changed : throw new InvalidOperationException(
            $"SampleSource.Select: expected {batch.Count} samples of {batch.Count}, got " +
                (changed is null ? "null." : $"{changed.Count}."));
    }
}

/// <summary>The parts of several sources.</summary>
internal sealed class JoinedSource<T> : SampleSource<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SampleSource<T>[] sources;
    private readonly (SampleSource<T> Source, int Part)[] parts;

    public JoinedSource(SampleSource<T>[] sources)
    {
        this.sources = sources;
        parts = [.. sources.SelectMany(source => Enumerable.Range(0, source.PartCount).Select(part => (source, part)))];
    }

    public override int PartCount => parts.Length;
    public override string Identity => string.Join(", ", sources.Select(source => source.Identity));

    public override long? CountOf(int part) => parts[part].Source.CountOf(parts[part].Part);

    public override IEnumerable<Batch<T>> Read(int part) => parts[part].Source.Read(parts[part].Part);

    public override IEnumerable<Batch<T>> Read(int part, long start) => parts[part].Source.Read(parts[part].Part, start);
}
