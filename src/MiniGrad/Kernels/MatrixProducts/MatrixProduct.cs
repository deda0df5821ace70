using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>C = A·B, or C += A·B, of row-major matrices, either of which may be given transposed.</summary>
/// <remarks>How an element is summed depends on the sizes and on what is transposed, never on threads: in order of the inner dimension by
/// fused multiply-adds, beginning with the bias or with what C holds, and in parts where there are many terms; or, where both factors run
/// along their rows and C is narrow or low, or C has few columns, as inner products by vectors, or as a sum of even terms and one of odd
/// terms.</remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>C = A·B, or C += A·B, with A [m, k], or stored as [k, m] if transposed, and B [k, n], or stored as [n, k]. An inner
    /// dimension of 0 gives zeros.</summary>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, bool transposeA = false, bool transposeB = false,
        bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(a, b, default, c, m, n, k, transposeA, transposeB, accumulate, default(NoFinish<T>));

    /// <summary>C = A·B + bias, with the biases [n] of a row or none, and with a finish applied to each element once its sum is complete.
    /// Bias and accumulation exclude each other.</summary>
    public static void Multiply<T, TFinish>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> bias, Span<T> c, int m, int n, int k,
        bool transposeA, bool transposeB, bool accumulate, TFinish finish)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFinish : unmanaged, IFinish<T>
    {
        if (a.Length != (long)m * k) ThrowLength(a.Length, (long)m * k, nameof(a));
        if (b.Length != (long)k * n) ThrowLength(b.Length, (long)k * n, nameof(b));
        if (c.Length != (long)m * n) ThrowLength(c.Length, (long)m * n, nameof(c));
        if (!bias.IsEmpty)
        {
            if (bias.Length != n) ThrowLength(bias.Length, n, nameof(bias));
            if (accumulate) throw new ArgumentException("MatrixProduct: expected no bias where C is added to.", nameof(bias));
        }
        if (m == 0 || n == 0) return;
        fixed (T* pa = a, pb = b, pc = c, pBias = bias)
        {
            if (SmallProducts.Take(m, n, k, transposeA, transposeB))
            {
                SmallOperands<T> small = default;
                small.Set(pa, pb, pBias, pc, m, n, k, transposeA, transposeB, accumulate);
                SmallProducts.Compute(&small);
                if (typeof(TFinish) != typeof(NoFinish<T>)) finish.Apply(pc, 0, 0, m * n);
                return;
            }
            Product<T> product;
            product.A = pa;
            product.B = pb;
            product.C = pc;
            product.Bias = pBias;
            product.ARow = transposeA ? 1 : k;
            product.AStep = transposeA ? m : 1;
            product.BStep = transposeB ? 1 : n;
            product.BColumn = transposeB ? k : 1;
            product.CRow = n;
            product.M = m;
            product.N = n;
            product.K = k;
            product.Accumulate = accumulate;
            Compute(ref product, finish);
        }
    }

    /// <summary>C += A·B of parts of larger matrices, with the distances between their elements along rows and columns, as in
    /// <see cref="Product{T}"/>. No size is 0. A single row or column lies without gaps.</summary>
    public static void Add<T>(
        T* a, nint aRow, nint aStep, T* b, nint bStep, nint bColumn, T* c, nint cRow, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((n == 1 && (bStep != 1 || cRow != 1)) || (m == 1 && aStep != 1) || (k == 1 && (aRow != 1 || bColumn != 1)))
            throw new ArgumentException("MatrixProduct: expected a single row or column without gaps.", nameof(b));
        Product<T> product;
        product.A = a;
        product.B = b;
        product.C = c;
        product.Bias = null;
        product.ARow = aRow;
        product.AStep = aStep;
        product.BStep = bStep;
        product.BColumn = bColumn;
        product.CRow = cRow;
        product.M = m;
        product.N = n;
        product.K = k;
        product.Accumulate = true;
        Compute(ref product, default(NoFinish<T>));
    }

    private static void Compute<T, TFinish>(ref Product<T> product, TFinish finish)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFinish : unmanaged, IFinish<T>
    {
        if (Vector512.IsHardwareAccelerated && (product.N > Vector256<T>.Count || product.M > Vector256<T>.Count))
            SharedProduct<Vector512<T>, T, Simd512<T>>.Compute(ref product, finish);
        else if (Vector256.IsHardwareAccelerated)
            SharedProduct<Vector256<T>, T, Simd256<T>>.Compute(ref product, finish);
        else if (Vector128.IsHardwareAccelerated)
            SharedProduct<Vector128<T>, T, Simd128<T>>.Compute(ref product, finish);
        else
            SharedProduct<T, T, SimdScalar<T>>.Compute(ref product, finish);
    }

    private static void ThrowLength(int actual, long expected, string matrix) =>
        throw new ArgumentException($"MatrixProduct: expected {expected} elements in {matrix}, got {actual}.", matrix);
}
