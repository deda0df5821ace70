using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MiniGrad.Kernels;

/// <summary>
/// C = A·B, or C += A·B, of row-major matrices, either of which may be given transposed.
/// </summary>
/// <remarks>
/// Columns of C are worked on in panels two vectors wide, rows in strips of four, so that eight sums stay in registers while the inner
/// dimension runs. B is read in place where a panel of it is contiguous and full, else copied to such a panel first.
/// </remarks>
internal static unsafe class MatrixProduct
{
    private const int StripRows = 4;
    private const int MaxDotRows = 2;
    private const int MaxPackedRows = 4096;

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
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(a.Length, (long)m * k, nameof(a));
        CheckLength(b.Length, (long)k * n, nameof(b));
        CheckLength(c.Length, (long)m * n, nameof(c));
        if (m == 0 || n == 0) return;
        if (k == 0)
        {
            if (!accumulate) c[..(m * n)].Clear();
        }
        else if (n == 1 && transposeA)
        {
            // The transposed product: a row times A as it is stored.
            Panels(b, a, c, 1, m, k, transposeA: false, transposeB: false, accumulate);
        }
        else if (!transposeA && (n == 1 || (transposeB && m <= MaxDotRows)))
        {
            Dots(a, b, c, m, n, k, accumulate);
        }
        else
        {
            Panels(a, b, c, m, n, k, transposeA, transposeB, accumulate);
        }
    }

    /// <summary>As the other overload, with sums that start from a row of biases, and with something done to each finished element.</summary>
    /// <param name="a">[m, k], or [k, m] if <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] if <paramref name="transposeB"/>.</param>
    /// <param name="bias">[n], what the sums of each row start from, or empty. Not together with <paramref name="accumulate"/>.</param>
    /// <param name="c">[m, n].</param>
    /// <param name="m">Rows of the product.</param>
    /// <param name="n">Columns of the product.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <param name="finish">Applied to every element once its sum is complete.</param>
    public static void Multiply<T, TFinish>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> bias, Span<T> c, int m, int n, int k,
        bool transposeA, bool transposeB, bool accumulate, TFinish finish)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFinish : unmanaged, IFinish<T>
    {
        if (!bias.IsEmpty)
        {
            CheckLength(bias.Length, n, nameof(bias));
            if (accumulate) throw new ArgumentException("MatrixProduct: expected no bias where C is added to.", nameof(bias));
            for (int row = 0; row < m; row++) bias.CopyTo(c.Slice(row * n, n));
            accumulate = true;
        }
        Multiply(a, b, c, m, n, k, transposeA, transposeB, accumulate);
        fixed (T* elements = c)
        {
            for (int row = 0; row < m && n > 0; row++) finish.Apply(elements + (long)row * n, row, 0, n);
        }
    }

    private static void CheckLength(int actual, long expected, string matrix)
    {
        if (actual != expected) throw new ArgumentException($"MatrixProduct: expected {expected} elements in {matrix}, got {actual}.", matrix);
    }

    /// <summary>Each element by itself, where rows of A and columns of B are contiguous.</summary>
    private static void Dots<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T dot = TensorPrimitives.Dot(a.Slice(i * k, k), b.Slice(j * k, k));
                c[i * n + j] = accumulate ? c[i * n + j] + dot : dot;
            }
        }
    }

    private static void Panels<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = 2 * Vector<T>.Count;
        T[]? rented = transposeB || n % width != 0 ? ArrayPool<T>.Shared.Rent(Math.Min(k, MaxPackedRows) * width) : null;
        T* edge = stackalloc T[StripRows * width];
        fixed (T* pa = a, pb = b, pc = c, packed = rented)
        {
            int aRow = transposeA ? 1 : k, aStep = transposeA ? m : 1;
            for (int j = 0; j < n; j += width)
            {
                int columns = Math.Min(width, n - j);
                bool pack = transposeB || columns < width;
                for (int start = 0, depth; start < k; start += depth)
                {
                    // A packed panel stays small, however long the inner dimension is.
                    depth = pack ? Math.Min(MaxPackedRows, k - start) : k;
                    bool add = accumulate || start > 0;
                    if (pack) Pack(pb, start, j, depth, columns, n, k, transposeB, packed, width);
                    T* panel = pack ? packed : pb + j;
                    int panelStep = pack ? width : n;
                    for (int i = 0; i < m; i += StripRows)
                    {
                        int rows = Math.Min(StripRows, m - i);
                        T* left = pa + (long)i * aRow + (long)start * aStep, target = pc + (long)i * n + j;
                        if (columns == width)
                        {
                            Strip(left, aRow, aStep, panel, panelStep, target, n, depth, rows, add);
                            continue;
                        }
                        Strip(left, aRow, aStep, panel, panelStep, edge, width, depth, rows, accumulate: false);
                        for (int row = 0; row < rows; row++)
                        {
                            for (int column = 0; column < columns; column++)
                            {
                                T value = edge[row * width + column];
                                target[(long)row * n + column] = add ? target[(long)row * n + column] + value : value;
                            }
                        }
                    }
                }
            }
        }
        if (rented is not null) ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Copies part of B, from row <paramref name="start"/> and column <paramref name="left"/> on, to a panel filled up with zeros.</summary>
    private static void Pack<T>(T* b, int start, int left, int depth, int columns, int n, int k, bool transposed, T* packed, int width) where T : unmanaged
    {
        for (int p = 0; p < depth; p++)
            for (int j = columns; j < width; j++) packed[p * width + j] = default;
        if (transposed)
        {
            for (int j = 0; j < columns; j++)
            {
                T* row = b + (long)(left + j) * k + start;
                for (int p = 0; p < depth; p++) packed[p * width + j] = row[p];
            }
            return;
        }
        for (int p = 0; p < depth; p++)
            for (int j = 0; j < columns; j++) packed[p * width + j] = b[(long)(start + p) * n + left + j];
    }

    private static void Strip<T>(T* a, int aRow, int aStep, T* b, int bStep, T* c, int cStep, int k, int rows, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == StripRows)
        {
            FourRows(a, aRow, aStep, b, bStep, c, cStep, k, accumulate);
            return;
        }
        for (int row = 0; row < rows; row++) OneRow(a + (long)row * aRow, aStep, b, bStep, c + (long)row * cStep, k, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T>(T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cStep, int k, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector<T> c00, c01, c10, c11, c20, c21, c30, c31;
        int lanes = Vector<T>.Count;
        if (accumulate)
        {
            c00 = Vector.Load(c);
            c01 = Vector.Load(c + lanes);
            c10 = Vector.Load(c + cStep);
            c11 = Vector.Load(c + cStep + lanes);
            c20 = Vector.Load(c + 2 * cStep);
            c21 = Vector.Load(c + 2 * cStep + lanes);
            c30 = Vector.Load(c + 3 * cStep);
            c31 = Vector.Load(c + 3 * cStep + lanes);
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = Vector<T>.Zero;
        }
        T* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        for (int p = 0; p < k; p++)
        {
            Vector<T> b0 = Vector.Load(b), b1 = Vector.Load(b + lanes);
            Vector<T> x = new(*a);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = new(*a1);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = new(*a2);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = new(*a3);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            a += aStep;
            a1 += aStep;
            a2 += aStep;
            a3 += aStep;
            b += bStep;
        }
        Vector.Store(c00, c);
        Vector.Store(c01, c + lanes);
        Vector.Store(c10, c + cStep);
        Vector.Store(c11, c + cStep + lanes);
        Vector.Store(c20, c + 2 * cStep);
        Vector.Store(c21, c + 2 * cStep + lanes);
        Vector.Store(c30, c + 3 * cStep);
        Vector.Store(c31, c + 3 * cStep + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<T>(T* a, nint aStep, T* b, nint bStep, T* c, int k, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> c0 = Vector<T>.Zero, c1 = Vector<T>.Zero;
        if (accumulate)
        {
            c0 = Vector.Load(c);
            c1 = Vector.Load(c + lanes);
        }
        for (int p = 0; p < k; p++)
        {
            Vector<T> x = new(*a);
            c0 = MultiplyAdd(x, Vector.Load(b), c0);
            c1 = MultiplyAdd(x, Vector.Load(b + lanes), c1);
            a += aStep;
            b += bStep;
        }
        Vector.Store(c0, c);
        Vector.Store(c1, c + lanes);
    }

    /// <summary>x·y + z, fused where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>();
        return Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>();
    }
}
