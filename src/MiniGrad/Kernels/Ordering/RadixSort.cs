namespace MiniGrad.Kernels;

/// <summary>Sorts entries digit by digit from the last one on: a number of passes over memory that does not depend on the data.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Below, comparing is faster.</summary>
    private const int MinCount = 1500;

    /// <summary>Sorts entries that stand in the order of their places, and gives the memory in which they are then: their own or the
    /// spare.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="spare">As much memory.</param>
    /// <param name="keyBits">The bits of a key that may be set.</param>
    [MethodImpl(AggressiveOptimization)]
    public static Span<SortEntry> Sort(Span<SortEntry> entries, Span<SortEntry> spare, int keyBits)
    {
        if (entries.Length < MinCount)
        {
            entries.Sort();
            return entries;
        }
        Span<int> starts = stackalloc int[Digits];
        for (int shift = 0; shift < keyBits; shift += DigitBits)
        {
            starts.Clear();
            foreach (SortEntry entry in entries) starts[(int)(entry.Key >> shift) & (Digits - 1)]++;
            if (starts[(int)(entries[0].Key >> shift) & (Digits - 1)] == entries.Length) continue;
            int start = 0;
            foreach (ref int place in starts) (place, start) = (start, start + place);
            foreach (SortEntry entry in entries) spare[starts[(int)(entry.Key >> shift) & (Digits - 1)]++] = entry;
            Span<SortEntry> sorted = spare;
            spare = entries;
            entries = sorted;
        }
        return entries;
    }
}
