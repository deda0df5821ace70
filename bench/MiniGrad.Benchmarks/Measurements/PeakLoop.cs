using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks.Measurements;

/// <summary>How many floating-point operations one core does at most: fused multiply-adds on registers alone, enough of them independent to
/// hide how long each takes. Timed beside each sample, because a core's clock wanders.</summary>
internal static class PeakLoop
{
    private const int Sums = 12;

    /// <summary>Operations per second (a multiplication and an addition are two) with the widest vectors that the processor has.</summary>
    /// <param name="iterations">How long to run: 12 vector operations each.</param>
    public static double Measure<T>(int iterations) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated) return Measure<Vector512<T>, T, Simd512<T>>(iterations);
        if (Vector256.IsHardwareAccelerated) return Measure<Vector256<T>, T, Simd256<T>>(iterations);
        return Vector128.IsHardwareAccelerated ? Measure<Vector128<T>, T, Simd128<T>>(iterations)
            : Measure<T, T, SimdScalar<T>>(iterations);
    }

    private static double Measure<TVector, T, TSimd>(int iterations)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    {
        long start = Stopwatch.GetTimestamp();
        Run<TVector, T, TSimd>(iterations);
        return 2.0 * iterations * Sums * TSimd.Lanes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Run<TVector, T, TSimd>(int iterations)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    {
        TVector x = TSimd.Broadcast(T.One / (T.One + T.One)), y = TSimd.Broadcast(T.One);
        TVector s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x, s8 = x, s9 = x, s10 = x, s11 = x;
        for (int i = 0; i < iterations; i++)
        {
            s0 = TSimd.MultiplyAdd(s0, x, y);
            s1 = TSimd.MultiplyAdd(s1, x, y);
            s2 = TSimd.MultiplyAdd(s2, x, y);
            s3 = TSimd.MultiplyAdd(s3, x, y);
            s4 = TSimd.MultiplyAdd(s4, x, y);
            s5 = TSimd.MultiplyAdd(s5, x, y);
            s6 = TSimd.MultiplyAdd(s6, x, y);
            s7 = TSimd.MultiplyAdd(s7, x, y);
            s8 = TSimd.MultiplyAdd(s8, x, y);
            s9 = TSimd.MultiplyAdd(s9, x, y);
            s10 = TSimd.MultiplyAdd(s10, x, y);
            s11 = TSimd.MultiplyAdd(s11, x, y);
        }
        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), TSimd.Add(TSimd.Add(s4, s5), TSimd.Add(s6, s7)));
        sum = TSimd.Add(sum, TSimd.Add(TSimd.Add(s8, s9), TSimd.Add(s10, s11)));
        // Stored, so that none of it is left out.
        T* result = stackalloc T[TSimd.Lanes];
        TSimd.Store(sum, result);
        Consume(result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Consume(void* result) => GC.KeepAlive((nint)result);
}
