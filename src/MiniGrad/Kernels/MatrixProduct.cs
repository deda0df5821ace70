using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MiniGrad.Kernels.MatrixProducts;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels;

/// <summary>
/// C = A·B, or C += A·B, of row-major matrices, either of which may be given transposed.
/// </summary>
/// <remarks>
/// How an element is summed depends on the sizes and on what is transposed, never on threads: in order of the inner dimension by fused
/// multiply-adds, beginning with the bias or with what C holds; or, where both factors run along their rows and C is narrow or low, as
/// inner products by vectors.
/// </remarks>
internal static unsafe class MatrixProduct
{
    private const int MaxDotRows = 5;
    private const int MinDotDepth = 16;
    private const int LargeSize = 1000;
    private const int LargeDepth = 512;
    private const double OperationsWorthSharing = 1 << 20;

    /// <param name="a">[m, k], or [k, m] if <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] if <paramref name="transposeB"/>.</param>
    /// <param name="c">[m, n].</param>
    /// <param name="m">Rows of the product.</param>
    /// <param name="n">Columns of the product.</param>
    /// <param name="k">The inner dimension; 0 gives a product of zeros.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, bool transposeA = false, bool transposeB = false, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Multiply(a, b, default, c, m, n, k, transposeA, transposeB, accumulate, default(NoFinish<T>));

    /// <summary>As the other overload, with sums that start from a row of biases, and with something done to each finished element.</summary>
    /// <param name="a">[m, k], or [k, m] if <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] if <paramref name="transposeB"/>.</param>
    /// <param name="bias">[n], what the sums of each row start from, or empty. Not together with <paramref name="accumulate"/>.</param>
    /// <param name="c">[m, n].</param>
    /// <param name="m">Rows of the product.</param>
    /// <param name="n">Columns of the product.</param>
    /// <param name="k">The inner dimension; 0 gives a product of zeros.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <param name="finish">Applied to every element once its sum is complete.</param>
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
            if (TryTiny(pa, pb, pBias, pc, m, n, k, transposeA, transposeB, accumulate, finish)) return;
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
            if (Vector512.IsHardwareAccelerated && (n > Vector256<T>.Count || m > Vector256<T>.Count))
                Plan<Vector512<T>, T, Simd512<T>, TFinish>(ref product, finish);
            else if (Vector256.IsHardwareAccelerated)
                Plan<Vector256<T>, T, Simd256<T>, TFinish>(ref product, finish);
            else if (Vector128.IsHardwareAccelerated)
                Plan<Vector128<T>, T, Simd128<T>, TFinish>(ref product, finish);
            else
                Plan<T, T, SimdScalar<T>, TFinish>(ref product, finish);
        }
    }

    /// <summary>Computes the product at once if it is tiny.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTiny<T, TFinish>(
        T* a, T* b, T* bias, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate, TFinish finish)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFinish : unmanaged, IFinish<T>
    {
        nint aRow = transposeA ? 1 : k, aStep = transposeA ? m : 1;
        if (n == 1 && transposeA && bias is null && typeof(TFinish) == typeof(NoFinish<T>))
        {
            // A column, Aᵀ·b, is the row bᵀ·A.
            T* column = b;
            b = a;
            a = column;
            (m, n, aRow, aStep) = (1, m, k, 1);
        }
        else if (transposeB && k > 1 && n > 1)
        {
            return false;
        }
        if ((long)m * n * k > TinyProduct<T, T, SimdScalar<T>>.MaxOperations && m > 1) return false;
        if (Vector256.IsHardwareAccelerated && n <= Vector256<T>.Count)
            TinyProduct<Vector256<T>, T, Simd256<T>>.Compute(a, aRow, aStep, b, bias, c, m, n, k, accumulate, finish);
        else if (Vector512.IsHardwareAccelerated && n <= Vector512<T>.Count)
            TinyProduct<Vector512<T>, T, Simd512<T>>.Compute(a, aRow, aStep, b, bias, c, m, n, k, accumulate, finish);
        else if (Vector128.IsHardwareAccelerated && n <= Vector128<T>.Count)
            TinyProduct<Vector128<T>, T, Simd128<T>>.Compute(a, aRow, aStep, b, bias, c, m, n, k, accumulate, finish);
        else
            return false;
        return true;
    }

    private static void ThrowLength(int actual, long expected, string matrix) =>
        throw new ArgumentException($"MatrixProduct: expected {expected} elements in {matrix}, got {actual}.", matrix);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plan<TVector, T, TSimd, TFinish>(ref Product<T> product, TFinish finish)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T> where TFinish : unmanaged, IFinish<T>
    {
        int m = product.M, n = product.N, k = product.K;
        // Distances along a dimension of size 1 are never walked, so either order will do; take the one that needs no copies.
        if (k == 1)
        {
            (product.ARow, product.AStep) = (1, m);
            (product.BStep, product.BColumn) = (n, 1);
        }
        if (m == 1) (product.ARow, product.AStep) = (k, 1);
        bool transposeA = product.AStep != 1 && product.ARow == 1, transposeB = product.BStep == 1 && product.BColumn != 1;
        Work<T, TFinish> work = default;
        work.Product = product;
        work.Finish = finish;
        work.Packing = new Packing(CopiesA: false, CopiesB: false, Math.Max(k, 1));
        if (!transposeA && k > 0 && (n == 1 || (transposeB && m <= MaxDotRows && k >= MinDotDepth)))
        {
            if (n == 1) work.Product.BColumn = k;
            work.Way = Way.Dots;
        }
        else if (m == 1 && !transposeB)
        {
            work.Way = Way.Row;
        }
        else if (transposeA && !transposeB && n <= TSimd.Lanes && m > 2 * n)
        {
            work.Way = Way.Flipped;
        }
        else
        {
            bool large = m >= LargeSize && n >= LargeSize && k >= LargeSize;
            if (transposeB && !transposeA && !large && n > m / 2 && k > 16) work.Way = Way.Flipped;
            else
            {
                work.Way = Way.Blocked;
                work.Packing = new Packing(CopiesA: large, CopiesB: large || transposeB, large ? LargeDepth : Math.Max(k, 1));
            }
        }
        Share<TVector, T, TSimd, TFinish>(ref work);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Share<TVector, T, TSimd, TFinish>(ref Work<T, TFinish> work)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T> where TFinish : unmanaged, IFinish<T>
    {
        int m = work.Product.M, n = work.Product.N;
        Area whole = new(0, m, 0, n);
        int parts = 2.0 * m * n * work.Product.K < OperationsWorthSharing ? 1 : WorkerTeam.ThreadCount;
        if (parts > 1)
        {
            work.UnitRows = 1;
            work.UnitColumns = 2 * TSimd.Lanes;
            work.ByRows = m > n;
            int units = work.ByRows ? m : (n + work.UnitColumns - 1) / work.UnitColumns;
            work.Parts = Math.Min(parts, units);
            if (work.Parts > 1)
            {
                fixed (Work<T, TFinish>* state = &work) WorkerTeam.Run(work.Parts, &Part<TVector, T, TSimd, TFinish>, state);
                return;
            }
        }
        Compute<TVector, T, TSimd, TFinish>(ref work, whole);
    }

    private static void Part<TVector, T, TSimd, TFinish>(void* state, int part)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T> where TFinish : unmanaged, IFinish<T>
    {
        ref Work<T, TFinish> work = ref *(Work<T, TFinish>*)state;
        int m = work.Product.M, n = work.Product.N, unit = work.ByRows ? work.UnitRows : work.UnitColumns, size = work.ByRows ? m : n;
        long units = (size + unit - 1) / unit;
        int first = (int)(units * part / work.Parts) * unit, end = Math.Min(size, (int)(units * (part + 1) / work.Parts) * unit);
        Compute<TVector, T, TSimd, TFinish>(ref work, work.ByRows ? new Area(first, end - first, 0, n) : new Area(0, m, first, end - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compute<TVector, T, TSimd, TFinish>(ref Work<T, TFinish> work, Area area)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T> where TFinish : unmanaged, IFinish<T>
    {
        switch (work.Way)
        {
            case Way.Dots:
                DotProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            case Way.Row:
                RowProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            case Way.Flipped:
                FlippedProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            default:
                BlockedProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Packing, work.Finish);
                break;
        }
    }

    private enum Way
    {
        Blocked,
        Flipped,
        Dots,
        Row,
    }

    private struct Work<T, TFinish> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFinish : unmanaged, IFinish<T>
    {
        public Product<T> Product;
        public TFinish Finish;
        public Packing Packing;
        public Way Way;
        public bool ByRows;
        public int UnitRows;
        public int UnitColumns;
        public int Parts;
    }
}
