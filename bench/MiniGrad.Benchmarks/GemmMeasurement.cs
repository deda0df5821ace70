using System.Diagnostics;
using System.Numerics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks;

/// <summary>Which of its matrices a product takes transposed.</summary>
internal enum GemmVariant
{
    /// <summary>X·W, a layer's output.</summary>
    Nn,

    /// <summary>dY·Wᵀ, the gradient with respect to a layer's input.</summary>
    Nt,

    /// <summary>Xᵀ·dY, the gradient with respect to its weights.</summary>
    Tn,
}

/// <summary>The speed of one product, and its share of the peak.</summary>
/// <param name="Gflops">10⁹ operations per second, the median of the rounds.</param>
/// <param name="PercentOfPeak">Of the peak measured in the same round, times the threads: the median of the rounds.</param>
/// <param name="Nanoseconds">One product, the median of the rounds.</param>
internal readonly record struct GemmFigures(double Gflops, double PercentOfPeak, double Nanoseconds);

/// <summary>Times a matrix product beside a loop of fused multiply-adds.</summary>
internal static class GemmMeasurement
{
    private const int Rounds = 101;
    private const double SecondsPerSample = 0.0004;
    private const int PeakIterations = 15_000;

    /// <summary>Measures C = A·B with C of [m, n] and the inner dimension k.</summary>
    public static GemmFigures Measure<T>(int m, int n, int k, GemmVariant variant, int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int before = Parallelism.ThreadCount;
        Parallelism.ThreadCount = threads;
        try
        {
            Random random = new(1);
            Memory<T> ma = Al(Values<T>(m * k, random)), mb = Al(Values<T>(k * n, random)), mc = Al(new T[m * n]);
            bool transposeA = variant == GemmVariant.Tn, transposeB = variant == GemmVariant.Nt;
            double once = Time(1);
            for (int warm = 0; warm < 3; warm++) once = Math.Min(once, Time(1));
            once = Time(Math.Max(1, (int)(0.0005 / once))) / Math.Max(1, (int)(0.0005 / once));
            int repetitions = Math.Max(1, (int)(SecondsPerSample / once));
            double[] gflops = new double[Rounds], shares = new double[Rounds], times = new double[Rounds];
            double operations = 2.0 * m * n * k;
            for (int round = 0; round < Rounds; round++)
            {
                double before1 = PeakLoop.Measure<T>(PeakIterations);
                double seconds = Time(repetitions) / repetitions;
                double peak = (before1 + PeakLoop.Measure<T>(PeakIterations)) / 2;
                gflops[round] = operations / seconds / 1e9;
                shares[round] = 100 * operations / seconds / (peak * threads);
                times[round] = seconds * 1e9;
            }
            return new GemmFigures(gflops.Median(), shares.Median(), times.Median());

            double Time(int count)
            {
                Span<T> a = ma.Span, b = mb.Span, c = mc.Span;long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < count; i++) MatrixProduct.Multiply<T>(a, b, c, m, n, k, transposeA, transposeB);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }
    }

    private static unsafe Memory<T> Al<T>(T[] x) where T : unmanaged
    {
        T[] y = GC.AllocateUninitializedArray<T>(x.Length + 64, pinned: true);
        nint at = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref y[0]);
        int off = (int)((64 - at % 64) % 64) / sizeof(T) + int.Parse(Environment.GetEnvironmentVariable("OFF") ?? "0");
        x.CopyTo(y, off);
        return y.AsMemory(off, x.Length);
    }

    private static T[] Values<T>(int count, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++) values[i] = T.CreateChecked(2 * random.NextDouble() - 1);
        return values;
    }
}
