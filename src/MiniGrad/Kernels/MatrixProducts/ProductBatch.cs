namespace MiniGrad.Kernels;

/// <summary>Many products of the same sizes, of matrices that lie one behind the other, shared among threads by products.</summary>
internal static unsafe class ProductBatch
{
    private const long OperationsWorthSharing = 1 << 19;

    /// <summary>Cᵢ = Aᵢ·Bᵢ. A factor that is the same in all products has the step 0, else that of its size.</summary>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, int aStep, ReadOnlySpan<T> b, int bStep, Span<T> c, int count, int m, int n, int k, bool transposeA,
        bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* pa = a, pb = b, pc = c)
        {
            long operations = Math.Max(1, 2L * m * n * k);
            RangeKernel.Run<T, Products<T>>(
                new(pa, aStep, pb, bStep, pc, m, n, k, transposeA, transposeB), count,
                (int)Math.Clamp(OperationsWorthSharing / operations, 1, int.MaxValue / 2));
        }
    }

    private readonly struct Products<T>(
        T* a, nint aStep, T* b, nint bStep, T* c, int m, int n, int k, bool transposeA, bool transposeB) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int i = start; i < end; i++)
                MatrixProduct.Multiply(
                    new ReadOnlySpan<T>(a + i * aStep, m * k), new ReadOnlySpan<T>(b + i * bStep, k * n),
                    new Span<T>(c + (nint)i * m * n, m * n), m, n, k, transposeA, transposeB);
        }
    }
}
