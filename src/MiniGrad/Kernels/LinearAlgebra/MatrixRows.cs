using System.Buffers;

namespace MiniGrad.Kernels;

/// <summary>What factorisations and triangular systems do to rows. Multiplication and subtraction round apart, so that the result does not
/// depend on the width of vectors.</summary>
internal static unsafe class MatrixRows
{
    /// <summary>y −= f·x.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Subtract<T>(T* y, T* x, T f, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (count >= Vector<T>.Count)
        {
            Vector<T> factor = new(f);
            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
                *(Vector<T>*)(y + i) = *(Vector<T>*)(y + i) - factor * *(Vector<T>*)(x + i);
        }
        for (; i < count; i++) y[i] -= f * x[i];
    }

    /// <summary>y ← y / d.</summary>
    public static void Divide<T>(T* y, T d, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (count >= Vector<T>.Count)
        {
            Vector<T> divisor = new(d);
            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count) *(Vector<T>*)(y + i) = *(Vector<T>*)(y + i) / divisor;
        }
        for (; i < count; i++) y[i] /= d;
    }

    /// <summary>C −= A·B of parts of matrices, C [m, n] with its elements side by side, and k terms in each sum.</summary>
    public static void SubtractProduct<T>(MatrixPart<T> a, MatrixPart<T> b, MatrixPart<T> c, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m == 0 || n == 0 || k == 0) return;
        // Products can be added only, so a factor is negated: a copy of the smaller one is little beside the product.
        bool isFirst = m <= n;
        T[] negated = ArrayPool<T>.Shared.Rent(isFirst ? m * k : k * n);
        fixed (T* copy = negated)
        {
            if (isFirst)
            {
                Negate(a, m, k, copy);
                MatrixProduct.Add(copy, k, 1, b.Start, b.Row, b.Column, c.Start, c.Row, m, n, k);
            }
            else
            {
                Negate(b, k, n, copy);
                MatrixProduct.Add(a.Start, a.Row, a.Column, copy, n, 1, c.Start, c.Row, m, n, k);
            }
        }
        ArrayPool<T>.Shared.Return(negated);
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Negate<T>(MatrixPart<T> x, int rows, int columns, T* y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) *y++ = -*x.At(i, j);
    }
}
