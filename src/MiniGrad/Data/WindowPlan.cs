namespace MiniGrad.Data;

/// <summary>The order in which a pass over a stream takes its samples: the order of the parts, and windows of neighbouring samples that are
/// mixed together.</summary>
internal sealed class WindowPlan
{
    private readonly long count;
    private readonly int first, full;
    private readonly ulong? seed;
    private readonly int[]? whole;

    private WindowPlan(int[] parts, long count, int size, int first, int full, ulong? seed, int[]? whole)
    {
        (Parts, this.count, Size, this.first, this.full, this.seed, this.whole) = (parts, count, size, first, full, seed, whole);
    }

    /// <summary>The parts in their order.</summary>
    public int[] Parts { get; }

    /// <summary>The number of samples in a batch; windows hold full batches, all but the last.</summary>
    public int Size { get; }

    /// <summary>The number of windows.</summary>
    public long Count => count == 0 ? 0 : count <= first ? 1 : 1 + ((count - first + full - 1) / full);

    /// <summary>The most samples that are read for a window.</summary>
    public int Capacity => whole?.Length ?? (int)Math.Min(count, Math.Max(first, full));

    /// <param name="counts">The samples in each part.</param>
    /// <param name="size">The number of samples in a batch.</param>
    /// <param name="buffer">The samples that are mixed together, rounded up to full batches.</param>
    /// <param name="shuffle">Draws the order; null for that of the source.</param>
    /// <param name="dropsLast">Whether a last batch that is not full is left out.</param>
    public static WindowPlan Of(long[] counts, int size, int buffer, Random? shuffle, bool dropsLast)
    {
        long count = counts.Sum();
        int batches = (int)((buffer + (long)size - 1) / size), full = (int)Math.Min((long)batches * size, Array.MaxLength / size * size);
        int[] parts = [.. Enumerable.Range(0, counts.Length)];
        // In order, what is read ahead need not be much.
        const int InOrder = 1024;
        if (shuffle is null) full = Math.Min(full, Math.Max(size, InOrder / size * size));
        // As in memory.
        int[]? whole = shuffle is not null && count <= full ? Dataset<float>.Places((int)count, shuffle) : null;
        long used = dropsLast ? count / size * size : count;
        if (shuffle is null || whole is not null) return new WindowPlan(parts, used, size, full, full, null, whole);
        shuffle.Shuffle(parts);
        ulong seed = (ulong)shuffle.NextInt64();
        return new WindowPlan(parts, used, size, (1 + shuffle.Next(full / size)) * size, full, seed, null);
    }

    /// <summary>The window that a sample is in, by its place in the pass.</summary>
    public long WindowOf(long place) => place < first ? 0 : 1 + ((place - first) / full);

    /// <summary>The samples of a window: the place of the first, how many are given, and how many are read for them.</summary>
    public (long Start, int Count, int Read) At(long window)
    {
        long start = window == 0 ? 0 : first + ((window - 1) * full);
        int given = (int)Math.Min(window == 0 ? first : full, count - start);
        return (start, given, whole?.Length ?? given);
    }

    /// <summary>Writes the order of a window's samples.</summary>
    public void Order(long window, Span<int> places)
    {
        if (whole is not null)
        {
            whole.AsSpan(0, places.Length).CopyTo(places);
            return;
        }
        for (int i = 0; i < places.Length; i++) places[i] = i;
        if (seed is { } drawn) new XoshiroRandom(drawn, (ulong)window).Shuffle(places);
    }
}
