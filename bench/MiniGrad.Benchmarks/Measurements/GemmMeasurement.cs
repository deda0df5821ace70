using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks.Measurements;

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
    private const int CacheLine = 64;

    /// <summary>Measures C = A·B with C of [m, n] and the inner dimension k.</summary>
    /// <param name="m">Rows of the product.</param>
    /// <param name="n">Columns of the product.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="variant">What is transposed.</param>
    /// <param name="threads">How many threads share the work.</param>
    /// <param name="offset">How many bytes behind the beginning of a cache line the matrices begin, a multiple of an element's
    /// size.</param>
    public static GemmFigures Measure<T>(int m, int n, int k, GemmVariant variant, int threads, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int threadsBefore = Parallelism.ThreadCount;
        Parallelism.ThreadCount = threads;
        try
        {
            Random random = new(1);
            Memory<T> a = Matrix<T>(m * k, random, offset), b = Matrix<T>(k * n, random, offset), c = Matrix<T>(m * n, random, offset);
            double once = double.PositiveInfinity;
            for (int warm = 0; warm < 5; warm++) once = Math.Min(once, Time(Math.Clamp((int)(SecondsPerSample / once), 1, 100_000)));
            int repetitions = Math.Max(1, (int)(SecondsPerSample / once));
            double[] gflops = new double[Rounds], shares = new double[Rounds], times = new double[Rounds];
            double operations = 2.0 * m * n * k;
            for (int round = 0; round < Rounds; round++)
            {
                double peakBefore = PeakLoop.Measure<T>(PeakIterations), seconds = Time(repetitions), peakAfter =
                    PeakLoop.Measure<T>(PeakIterations);
                gflops[round] = operations / seconds / 1e9;
                shares[round] = 100 * operations / seconds / ((peakBefore + peakAfter) / 2 * threads);
                times[round] = seconds * 1e9;
            }
            return new GemmFigures(gflops.Median(), shares.Median(), times.Median());

            double Time(int count)
            {
                ReadOnlySpan<T> left = a.Span, right = b.Span;
                Span<T> product = c.Span;
                bool transposeA = variant == GemmVariant.Tn, transposeB = variant == GemmVariant.Nt;
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < count; i++) MatrixProduct.Multiply(left, right, product, m, n, k, transposeA, transposeB);
                return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
            }
        }
        finally
        {
            Parallelism.ThreadCount = threadsBefore;
        }
    }

    /// <summary>Random elements at a known distance from a cache line, in memory that stays where it is.</summary>
    private static unsafe Memory<T> Matrix<T>(int count, Random random, int offset) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = GC.AllocateUninitializedArray<T>(count + 2 * CacheLine / sizeof(T), pinned: true);
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateChecked(2 * random.NextDouble() - 1);
        nint begin = (nint)Unsafe.AsPointer(ref values[0]), line = (begin + CacheLine - 1) / CacheLine * CacheLine;
        return values.AsMemory((int)(line + offset - begin) / sizeof(T), count);
    }
}
