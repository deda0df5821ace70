using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Vectors that are to be added up, each computed when its turn comes.</summary>
internal interface ITerm<TVector> where TVector : struct
{
    /// <summary>The term of a number. If fewer than all its elements are left, it is 0 in the others or nobody looks at those.</summary>
    TVector At(int index, int left);
}

/// <summary>Sums of computed vectors: by halves down to blocks, in which every fourth goes into one of four partial sums. The order depends
/// on the number of terms alone (Higham, "The accuracy of floating point summation", 1993).</summary>
internal static class BlockedSum
{
    public const int TermsInBlock = 64;

    /// <summary>The sums of the first elements of vectors, as many as are left.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static TVector Of<TSimd, TVector, T, TTerm>(TTerm term, int start, int count, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, ITerm<TVector>
    {
        if (count > TermsInBlock)
        {
            TVector first = Of<TSimd, TVector, T, TTerm>(term, start, count / 2, left);
            return TSimd.Add(first, Of<TSimd, TVector, T, TTerm>(term, start + count / 2, count - count / 2, left));
        }
        return OfBlock<TSimd, TVector, T, TTerm>(term, start, count, left);
    }

    /// <summary>The sums of a single block.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector OfBlock<TSimd, TVector, T, TTerm>(TTerm term, int start, int count, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, ITerm<TVector>
    {
        TVector s0 = TSimd.Constant(0), s1 = s0, s2 = s0, s3 = s0;
        int i = start, end = start + count;
        for (; i <= end - 4; i += 4)
        {
            s0 = TSimd.Add(s0, term.At(i, left));
            s1 = TSimd.Add(s1, term.At(i + 1, left));
            s2 = TSimd.Add(s2, term.At(i + 2, left));
            s3 = TSimd.Add(s3, term.At(i + 3, left));
        }
        for (; i < end; i++) s0 = TSimd.Add(s0, term.At(i, left));
        return TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3));
    }

    /// <summary>The sum of contiguous elements. Each term is a vector, the last possibly less than a whole one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static T OfRow<TSimd, TVector, T, TTerm>(TTerm term, int count)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, ITerm<TVector>
    {
        int whole = count / TSimd.Lanes, rest = count % TSimd.Lanes;
        TVector sum = Of<TSimd, TVector, T, TTerm>(term, 0, whole, TSimd.Lanes);
        return TSimd.Sum(rest == 0 ? sum : TSimd.Add(sum, term.At(whole, rest)));
    }
}

/// <summary>Vectors that lie in memory, a step apart.</summary>
internal readonly unsafe struct ElementTerm<TSimd, TVector, T>(T* x, nint step) : ITerm<TVector>
    where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)] public TVector At(int index, int left) => Load<TSimd, TVector, T>(x + index * step, left);
}
