using System.Collections.Concurrent;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Reads the samples of one pass over a stream, window by window.</summary>
/// <param name="source">The parts.</param>
/// <param name="counts">The samples in each part.</param>
/// <param name="plan">The order.</param>
/// <param name="layout">The names and shapes that every batch of the source has.</param>
internal sealed class WindowFilling<T>(SampleSource<T> source, long[] counts, WindowPlan plan, SampleParts<T> layout) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // One is learned from while the other is filled.
    private readonly BlockingCollection<SampleWindow<T>?> free = new() { null, null };
    private IEnumerator<Batch<T>>? batches;
    private Batch<T>? batch;
    private int used, place;
    private long readOfPart;

    /// <summary>The windows from the one that holds a sample on, by its place in the pass. Each has to be released.</summary>
    public IEnumerable<SampleWindow<T>> From(long start, CancellationToken cancellation)
    {
        try
        {
            long window = plan.WindowOf(start);
            if (window < plan.Count) Seek(plan.At(window).Start);
            for (; window < plan.Count; window++)
            {
                SampleWindow<T> filled = free.Take(cancellation) ?? new SampleWindow<T>(layout, plan.Capacity);
                (long first, int count, int read) = plan.At(window);
                plan.Order(window, filled.Begin(first, count));
                Fill(filled, read, cancellation);
                if (window == plan.Count - 1) ExpectEnd();
                // Copies past the cache are done before another thread reads them.
                Interlocked.MemoryBarrier();
                yield return filled;
            }
        }
        finally
        {
            batches?.Dispose();
        }
    }

    /// <summary>Makes room for another window.</summary>
    /// <param name="window">One whose memory may be used again; null where it may not.</param>
    public void Release(SampleWindow<T>? window) => free.Add(window);

    /// <summary>Once nobody reads anymore.</summary>
    public void Dispose() => free.Dispose();

    private int Part => plan.Parts[place];

    private void Seek(long start)
    {
        while (place < plan.Parts.Length && start >= counts[Part]) start -= counts[plan.Parts[place++]];
        if (place < plan.Parts.Length) Open(start);
    }

    private void Open(long start)
    {
        readOfPart = start;
        batches = (start == 0 ? source.Read(Part) : source.Read(Part, start)).GetEnumerator();
    }

    private void Fill(SampleWindow<T> window, int count, CancellationToken cancellation)
    {
        for (int filled = 0; filled < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (batch is null || used == batch.Count)
            {
                Next();
                continue;
            }
            int taken = Math.Min(count - filled, batch.Count - used);
            window.Copy(batch, used, taken, filled);
            filled += taken;
            used += taken;
        }
    }

    /// <summary>Goes to the next batch, which may be of the next part.</summary>
    private void Next()
    {
        (batch, used) = (null, 0);
        if (batches is null) Open(0);
        if (!batches!.MoveNext())
        {
            if (readOfPart != counts[Part]) throw Other($"{readOfPart}");
            batches.Dispose();
            batches = null;
            place++;
            return;
        }
        batch = batches.Current ?? throw new InvalidOperationException("SampleSource: expected a batch, got null.");
        Check(batch);
        readOfPart += batch.Count;
        if (readOfPart > counts[Part]) throw Other($"more");
    }

    /// <summary>Refuses samples after the last one that was counted.</summary>
    private void ExpectEnd()
    {
        if (batch is not null && used < batch.Count) return;
        // Left out were the samples of a last batch that is not full.
        if (batches is not null && readOfPart == counts[Part] && batches.MoveNext() && batches.Current.Count > 0) throw Other($"more");
    }

    private InvalidDataException Other(FormattableString got)
    {
        string which = counts.Length == 1 ? "" : Invariant($"part {Part} of ");
        return new($"StreamedDataset: expected {counts[Part]} samples in {which}the source, as many as were counted, got " +
            $"{Invariant(got)}.");
    }

    private void Check(Batch<T> read)
    {
        if (!read.IsLike(layout))
            throw new InvalidDataException($"StreamedDataset: {Where()} has {Described(read.Content, read.HasWeights)}: " +
                $"expected {Described($"{layout}", layout.HasWeights)}, as in the first batch.");
        for (int i = 0; i < read.Shapes.Length; i++)
        {
            Shape expected = i < layout.Numbers.Length ? layout.Numbers[i].Shape : layout.Labels[i - layout.Numbers.Length].Shape;
            if (read.Shapes[i].With(0, 1) != expected)
            {
                throw new InvalidDataException(
                    $"StreamedDataset: {Where()} holds samples of shape {read.Shapes[i].With(0, 1)}: expected {expected}, as in the " +
                    $"first " +
                    "batch.");
            }
        }

        static string Described(string names, bool hasWeights) => hasWeights ? $"{names} with weights" : names;

        string Where() => Invariant($"a batch of part {Part}, after {readOfPart} samples,");
    }
}
