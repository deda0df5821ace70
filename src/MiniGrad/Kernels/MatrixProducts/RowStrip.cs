namespace MiniGrad.Kernels;

/// <summary>A row times a matrix of at most eight vectors' width, whose sums stay in registers while B is read from its beginning to its
/// end, which the processor fetches ahead best. They are added to C, in the same order as by <see cref="RowProduct{TVector, T, TSimd}"/>.
/// </summary>
internal static unsafe class RowStrip<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    // Fewer sums wait for each other; more have no registers.
    private const int MinVectors = 4;
    private const int MaxVectors = 8;

    /// <summary>Whether rows of B are of such a width. Parts of wider ones lie too far apart.</summary>
    public static bool Suits(nint bStep, int columns) => bStep <= MaxVectors * TSimd.Lanes && columns > (MinVectors - 1) * TSimd.Lanes;

    public static void AddRows(T* a, nint aStep, T* b, nint bStep, T* c, int columns, int k)
    {
        // The last vector begins earlier where it would not be full: some sums are then computed twice, to the same bits.
        int last = columns - TSimd.Lanes;
        switch ((columns + TSimd.Lanes - 1) / TSimd.Lanes)
        {
            case 4:
                Add<Size4>(a, aStep, b, bStep, c, last, k);
                break;
            case 5:
                Add<Size5>(a, aStep, b, bStep, c, last, k);
                break;
            case 6:
                Add<Size6>(a, aStep, b, bStep, c, last, k);
                break;
            case 7:
                Add<Size7>(a, aStep, b, bStep, c, last, k);
                break;
            default:
                Add<Size8>(a, aStep, b, bStep, c, last, k);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Add<TVectors>(T* a, nint aStep, T* b, nint bStep, T* c, int last, int k) where TVectors : unmanaged
    {
        int lanes = TSimd.Lanes;
        TVector s0 = TSimd.Load(c), s1 = TSimd.Load(c + lanes), s2 = TSimd.Load(c + 2 * lanes), end = TSimd.Load(c + last);
        TVector s3 = default, s4 = default, s5 = default, s6 = default;
        if (sizeof(TVectors) > 4) s3 = TSimd.Load(c + 3 * lanes);
        if (sizeof(TVectors) > 5) s4 = TSimd.Load(c + 4 * lanes);
        if (sizeof(TVectors) > 6) s5 = TSimd.Load(c + 5 * lanes);
        if (sizeof(TVectors) > 7) s6 = TSimd.Load(c + 6 * lanes);
        for (; k > 0; k--, a += aStep, b += bStep)
        {
            TVector x = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b + lanes), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b + 2 * lanes), s2);
            if (sizeof(TVectors) > 4) s3 = TSimd.MultiplyAdd(x, TSimd.Load(b + 3 * lanes), s3);
            if (sizeof(TVectors) > 5) s4 = TSimd.MultiplyAdd(x, TSimd.Load(b + 4 * lanes), s4);
            if (sizeof(TVectors) > 6) s5 = TSimd.MultiplyAdd(x, TSimd.Load(b + 5 * lanes), s5);
            if (sizeof(TVectors) > 7) s6 = TSimd.MultiplyAdd(x, TSimd.Load(b + 6 * lanes), s6);
            end = TSimd.MultiplyAdd(x, TSimd.Load(b + last), end);
        }
        TSimd.Store(s0, c);
        TSimd.Store(s1, c + lanes);
        TSimd.Store(s2, c + 2 * lanes);
        if (sizeof(TVectors) > 4) TSimd.Store(s3, c + 3 * lanes);
        if (sizeof(TVectors) > 5) TSimd.Store(s4, c + 4 * lanes);
        if (sizeof(TVectors) > 6) TSimd.Store(s5, c + 5 * lanes);
        if (sizeof(TVectors) > 7) TSimd.Store(s6, c + 6 * lanes);
        TSimd.Store(end, c + last);
    }
}
