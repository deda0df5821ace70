namespace MiniGrad.Parquet;

/// <summary>Bytes whose lengths stand before all of them; and, where they continue what was before them, how much of it.</summary>
internal sealed class DeltaTexts : ValueReader
{
    private readonly byte[] source;
    private readonly int end;
    private readonly int[]? shared;
    private readonly int[] lengths;
    private readonly ReadingLimit limit;
    private byte[] bytes, previous = [];
    private int at, next;
    private long unpacked;

    /// <param name="source">What they are read from.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="sharesBeginnings">Whether values continue what was before them.</param>
    /// <param name="most">The most values that there may be.</param>
    /// <param name="limit">The memory that reading may take.</param>
    public DeltaTexts(byte[] source, int from, int end, bool sharesBeginnings, int most, ReadingLimit limit)
    {
        (this.source, this.end, this.limit, bytes) = (source, end, limit, source);
        at = from;
        if (sharesBeginnings) shared = ReadAll(most);
        lengths = ReadAll(most);
        if (shared is not null && shared.Length != lengths.Length) throw TooFew();
    }

    public override byte[] Bytes => bytes;

    public override void Read(Span<long> values)
    {
        if (values.Length > lengths.Length - next) throw TooFew();
        if (shared is not null)
        {
            Continue(values);
            return;
        }
        foreach (ref long value in values)
        {
            value = ByteRange.Of(at, lengths[next]);
            at += Checked(lengths[next++]);
        }
    }

    private void Continue(Span<long> values)
    {
        long needed = 0;
        for (int i = 0; i < values.Length; i++) needed += Math.Max(0, (long)shared![next + i]) + Math.Max(0, (long)lengths[next + i]);
        // Each value may be as long as all before it: few bytes in the file may be very many.
        unpacked += needed;
        limit.Check(unpacked);
        if (needed > Array.MaxLength) throw new FileProblem("a page has texts that are too long");
        byte[] joined = new byte[needed];
        int used = 0;
        ReadOnlySpan<byte> before = previous;
        foreach (ref long value in values)
        {
            int beginning = shared![next], length = lengths[next++];
            if ((uint)beginning > (uint)before.Length) throw new FileProblem("a text continues more than was before it");
            before[..beginning].CopyTo(joined.AsSpan(used));
            source.AsSpan(at, Checked(length)).CopyTo(joined.AsSpan(used + beginning));
            at += length;
            value = ByteRange.Of(used, beginning + length);
            before = joined.AsSpan(used, beginning + length);
            used += beginning + length;
        }
        previous = before.ToArray();
        bytes = joined;
    }

    private int Checked(int length) => length >= 0 && length <= end - at ? length : throw TooFew();

    private int[] ReadAll(int most)
    {
        DeltaValues numbers = new(source, at, end, isInt32: true);
        if (numbers.Left > most) throw new FileProblem("a page holds more values than it promises");
        limit.Check(sizeof(int) * (long)numbers.Left);
        int[] all = new int[numbers.Left];
        long[] batch = new long[Math.Min(all.Length, ChunkPages.BatchSize)];
        for (int from = 0; from < all.Length; from += batch.Length)
        {
            Span<long> part = batch.AsSpan(0, Math.Min(batch.Length, all.Length - from));
            numbers.Read(part);
            for (int i = 0; i < part.Length; i++) all[from + i] = (int)part[i];
        }
        at = numbers.Next;
        if (at > end) throw TooFew();
        return all;
    }
}
