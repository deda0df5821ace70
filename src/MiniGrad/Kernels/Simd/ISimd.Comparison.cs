namespace MiniGrad.Kernels;

// Comparisons give a mask: a vector in whose elements all bits are set or none is. NaN compares false.
internal unsafe partial interface ISimd<TVector, T>
{
    static abstract TVector LessThan(TVector a, TVector b);

    static abstract TVector LessThanOrEqual(TVector a, TVector b);

    static abstract TVector EqualTo(TVector a, TVector b);

    /// <summary><paramref name="a"/> where the mask is set, else <paramref name="b"/>.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>Whether any element of a mask is set.</summary>
    static abstract bool Any(TVector mask);

    /// <summary>The smaller; NaN if <paramref name="b"/> is, unspecified if only <paramref name="a"/> is. −0 equals 0.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The larger; NaN if <paramref name="b"/> is, unspecified if only <paramref name="a"/> is. −0 equals 0.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>0, 1, 2 and so on.</summary>
    static abstract TVector Indices { get; }

    /// <summary>A mask with the first <paramref name="count"/> elements set, from 1 to all.</summary>
    static abstract TVector FirstMask(int count);

    /// <summary>The first element.</summary>
    static abstract T First(TVector a);

    /// <summary>The sum of all elements, by halves: the first half plus the second, and so on.</summary>
    static abstract T Sum(TVector a);

    /// <summary>The largest of all elements, unspecified if one is NaN.</summary>
    static abstract T Largest(TVector a);
}
