using System.Runtime.Intrinsics;
using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Sums of contiguous elements, by halves down to blocks, each of which goes through four vectors of partial sums: no element
/// takes part in more than 16 additions within its block (Higham, "The accuracy of floating point summation", 1993).</summary>
internal static unsafe class SumRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int VectorsInBlock = 64;
    private const int Few = 4;

    /// <summary>Σ x.</summary>
    public static T Sum<TSimd, TVector>(T* x, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int block = VectorsInBlock * TSimd.Lanes;
        if (count <= Few && TSimd.Lanes >= Few) return SumFew(x, count);
        if (count <= block) return SumBlock<TSimd, TVector>(x, count);
        int half = (count / 2 + block - 1) / block * block;
        return Sum<TSimd, TVector>(x, half) + Sum<TSimd, TVector>(x + half, count - half);
    }

    /// <summary>Σ a·b.</summary>
    public static T Dot<TSimd, TVector>(T* a, T* b, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int block = VectorsInBlock * TSimd.Lanes;
        if (count <= block) return DotBlock<TSimd, TVector>(a, b, count);
        int half = (count / 2 + block - 1) / block * block;
        return Dot<TSimd, TVector>(a, b, half) + Dot<TSimd, TVector>(a + half, b + half, count - half);
    }

    /// <summary>Whether these are so few that <see cref="SumFew"/> sums them on this processor.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool AreFew(int count) => count <= Few && Vector128.IsHardwareAccelerated && Vector128<T>.Count >= Few;

    /// <summary>The sum of few elements, to the bits of one vector, which would have to wait for elements that were written one by
    /// one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static T SumFew(T* x, int count) => T.Zero + (count < Few
        ? ((count > 0 ? x[0] : T.Zero) + (count > 2 ? x[2] : T.Zero)) + (count > 1 ? x[1] : T.Zero) : (x[0] + x[2]) + (x[1] + x[3]));

    [MethodImpl(AggressiveOptimization)]
    private static T SumBlock<TSimd, TVector>(T* x, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector first = TSimd.Constant(0), second = first, third = first, fourth = first;
        int i = 0;
        for (; i <= count - 4 * TSimd.Lanes; i += 4 * TSimd.Lanes)
        {
            first = TSimd.Add(first, TSimd.Load(x + i));
            second = TSimd.Add(second, TSimd.Load(x + i + TSimd.Lanes));
            third = TSimd.Add(third, TSimd.Load(x + i + 2 * TSimd.Lanes));
            fourth = TSimd.Add(fourth, TSimd.Load(x + i + 3 * TSimd.Lanes));
        }
        for (; i < count; i += TSimd.Lanes) first = TSimd.Add(first, Load<TSimd, TVector, T>(x + i, count - i));
        return TSimd.Sum(TSimd.Add(TSimd.Add(first, second), TSimd.Add(third, fourth)));
    }

    [MethodImpl(AggressiveOptimization)]
    private static T DotBlock<TSimd, TVector>(T* a, T* b, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector even = TSimd.Constant(0), odd = even;
        int i = 0;
        for (; i <= count - 2 * TSimd.Lanes; i += 2 * TSimd.Lanes)
        {
            even = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), even);
            odd = TSimd.MultiplyAdd(TSimd.Load(a + i + TSimd.Lanes), TSimd.Load(b + i + TSimd.Lanes), odd);
        }
        for (; i < count; i += TSimd.Lanes)
            even = TSimd.MultiplyAdd(Load<TSimd, TVector, T>(a + i, count - i), Load<TSimd, TVector, T>(b + i, count - i), even);
        return TSimd.Sum(TSimd.Add(even, odd));
    }
}
