using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Finds out whether numbers are finite.</summary>
internal static unsafe class FiniteKernel
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool All<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ZeroSum<T> sum = default;
        sum.Add(x);
        return sum.IsFinite;
    }

    /// <summary>Whether the elements of a product of matrices are surely finite: |cᵢⱼ| ≤ ‖A‖·‖B‖ (Cauchy and Schwarz).</summary>
    public static bool IsProductFinite<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TensorPrimitives.SumOfSquares(a) * TensorPrimitives.SumOfSquares(b) < T.CreateTruncating(1e30);

    [MethodImpl(AggressiveOptimization)]
    public static bool AllOfMany<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int found = 0;
        fixed (T* source = x) RangeKernel.Run<T, Loop<T>>(new(source, &found), x.Length, Grain);
        return found == 0;
    }

    private readonly struct Loop<T>(T* x, int* found) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // Several sums, because each waits for its last addition.
            TVector zero = TSimd.Constant(0), a = zero, b = zero, c = zero, d = zero;
            T* source = x;
            int i = start;
            for (; i <= end - 4 * TSimd.Lanes; i += 4 * TSimd.Lanes)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(source + i), zero, a);
                b = TSimd.MultiplyAdd(TSimd.Load(source + i + TSimd.Lanes), zero, b);
                c = TSimd.MultiplyAdd(TSimd.Load(source + i + 2 * TSimd.Lanes), zero, c);
                d = TSimd.MultiplyAdd(TSimd.Load(source + i + 3 * TSimd.Lanes), zero, d);
            }
            for (; i < end; i += TSimd.Lanes) a = TSimd.MultiplyAdd(Load<TSimd, TVector, T>(source + i, end - i), zero, a);
            if (TSimd.Sum(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d))) != T.Zero) *found = 1;
        }
    }
}

/// <summary>The sum of 0·x over the elements of several spans: NaN where one is not finite.</summary>
internal struct ZeroSum<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // For a few elements a call would take longer than this.
    private const int Few = 1024;

    private Vector<T> even, odd;
    private T rest;
    private bool isBroken;

    public readonly bool IsFinite => !isBroken && rest == T.Zero && Vector.EqualsAll(even + odd, Vector<T>.Zero);

    [MethodImpl(AggressiveInlining)]
    public void Add(ReadOnlySpan<T> x)
    {
        if (x.Length > Few)
        {
            isBroken |= !FiniteKernel.AllOfMany(x);
            return;
        }
        // Locals stay in registers.
        Vector<T> zero = Vector<T>.Zero, a = even, b = odd;
        ref T first = ref MemoryMarshal.GetReference(x);
        int i = 0;
        for (; i <= x.Length - 2 * Vector<T>.Count; i += 2 * Vector<T>.Count)
        {
            a += Vector.LoadUnsafe(ref first, (nuint)i) * zero;
            b += Vector.LoadUnsafe(ref first, (nuint)(i + Vector<T>.Count)) * zero;
        }
        int last = x.Length - Vector<T>.Count;
        if (i <= last) a += Vector.LoadUnsafe(ref first, (nuint)i) * zero;
        // To look at an element twice does not matter.
        if (last >= 0) b += Vector.LoadUnsafe(ref first, (nuint)last) * zero;
        else for (; i < x.Length; i++) rest += x[i] * T.Zero;
        (even, odd) = (a, b);
    }
}
