using System.Buffers;

namespace MiniGrad.Kernels;

/// <summary>Puts the elements of each lane along an axis in order, or the first of them in that order.</summary>
internal static class LaneOrder
{
    /// <summary>Selecting pays where at most this part of the elements is asked for.</summary>
    private const int SelectedPart = 16;

    /// <summary>The first elements of each lane in order, and their places in it.</summary>
    /// <param name="x">The elements, [outer, size, inner].</param>
    /// <param name="outer">The product of the sizes before the axis.</param>
    /// <param name="size">The size along the axis.</param>
    /// <param name="inner">The product of the sizes behind it.</param>
    /// <param name="count">How many elements of each lane are asked for.</param>
    /// <param name="isDescending">Whether the largest come first.</param>
    /// <param name="values">The elements in order, [outer, count, inner].</param>
    /// <param name="places">Where in its lane each of them stands in x.</param>
    public static void Sort<T>(
        ReadOnlySpan<T> x, int outer, int size, int inner, int count, bool isDescending, Span<T> values, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Length == 0) return;
        bool selects = count <= size / SelectedPart;
        SortEntry[] rented = ArrayPool<SortEntry>.Shared.Rent(selects ? 3 * count : 2 * size);
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int source = lane / inner * size * inner + lane % inner, target = lane / inner * count * inner + lane % inner;
            ReadOnlySpan<SortEntry> first = selects
                ? Select(x[source..], size, inner, count, isDescending, rented)
                : SortAll(x[source..], size, inner, isDescending, rented);
            for (int i = 0; i < count; i++, target += inner)
            {
                int place = first[i].Place;
                places[target] = place;
                values[target] = x[source + place * inner];
            }
        }
        ArrayPool<SortEntry>.Shared.Return(rented);
    }

    [MethodImpl(AggressiveOptimization)]
    private static Span<SortEntry> SortAll<T>(ReadOnlySpan<T> x, int size, int step, bool isDescending, SortEntry[] memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<SortEntry> entries = memory.AsSpan(0, size);
        for (int i = 0; i < size; i++) entries[i] = new SortEntry(SortEntry.KeyOf(x[i * step], isDescending), i);
        return RadixSort.Sort(entries, memory.AsSpan(size, size), SortEntry.KeyBits<T>());
    }

    /// <summary>Gathers candidates that come before the last of the best so far. When they are three times as many as asked for, the best
    /// of them stay.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static Span<SortEntry> Select<T>(ReadOnlySpan<T> x, int size, int step, int count, bool isDescending, SortEntry[] memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<SortEntry> candidates = memory.AsSpan(0, 3 * count);
        int found = 0;
        ulong bound = ulong.MaxValue;
        for (int i = 0; i < size; i++)
        {
            ulong key = SortEntry.KeyOf(x[i * step], isDescending);
            // An equal one comes later, unless there are too few before it.
            if (key >= bound && found >= count) continue;
            candidates[found++] = new SortEntry(key, i);
            if (found < candidates.Length) continue;
            candidates.Sort();
            found = count;
            bound = candidates[count - 1].Key;
        }
        candidates[..found].Sort();
        return candidates[..count];
    }
}
