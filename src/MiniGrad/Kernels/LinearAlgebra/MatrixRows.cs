using System.Buffers;

namespace MiniGrad.Kernels;

/// <summary>What factorisations and triangular systems do to rows. Multiplication and subtraction round apart, so that the result does not
/// depend on the width of vectors.</summary>
internal static unsafe class MatrixRows
{
    /// <summary>y −= f·x.</summary>
    [MethodImpl(AggressiveOptimization)]
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
        // Products can be added only, so the factor is negated: a copy is little beside the product.
        T[] negated = ArrayPool<T>.Shared.Rent(m * k);
        fixed (T* copy = negated)
        {
            for (int i = 0; i < m; i++)
                for (int p = 0; p < k; p++) copy[i * k + p] = -*a.At(i, p);
            MatrixProduct.Add(copy, k, 1, b.Start, b.Row, b.Column, c.Start, c.Row, m, n, k);
        }
        ArrayPool<T>.Shared.Return(negated);
    }
}
