using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Limits the Euclidean norm of each column of a row-major matrix.</summary>
internal static unsafe class ColumnNorm
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    /// <summary><c>x ← x·min(1, c/‖x‖)</c> for each column x. One whose norm is not finite is left as it is: there is nothing to make of
    /// it, and the loss will show it.</summary>
    public static void Limit<T>(Span<T> matrix, int rows, int columns, T limit) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 0) return;
        fixed (T* x = matrix[..(rows * columns)])
            RangeKernel.Run<T, Loop<T>>(new(x, rows, columns, T.One / limit), columns, Math.Max(64, Grain / rows));
    }

    private readonly struct Loop<T>(T* x, int rows, int columns, T inverse) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>A few columns at a time, so that they are still in the cache when they are scaled.</summary>
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int stride = columns, count = rows;
            TVector one = TSimd.Constant(1), scale = TSimd.Broadcast(inverse);
            for (int column = start; column < end; column += TSimd.Lanes)
            {
                int left = end - column;
                TVector even = TSimd.Constant(0), odd = even;
                T* element = x + column;
                int row = 0;
                for (; row <= count - 2; row += 2, element += 2 * (nint)stride)
                {
                    even = AddSquare<TSimd, TVector>(even, Load<TSimd, TVector, T>(element, left), scale);
                    odd = AddSquare<TSimd, TVector>(odd, Load<TSimd, TVector, T>(element + stride, left), scale);
                }
                if (row < count) even = AddSquare<TSimd, TVector>(even, Load<TSimd, TVector, T>(element, left), scale);
                TVector squares = TSimd.Add(even, odd);

                // NaN compares false.
                TVector isTooLong = TSimd.And(TSimd.LessThan(one, squares),
                    TSimd.LessThan(squares, TSimd.Constant(double.PositiveInfinity)));
                TVector factor = TSimd.Select(isTooLong, TSimd.Divide(one, TSimd.SquareRoot(squares)), one);
                if (!(TSimd.Largest(TSimd.Subtract(one, factor)) > T.Zero)) continue;
                element = x + column;
                for (row = 0; row < count; row++, element += stride)
                    Store<TSimd, TVector, T>(TSimd.Multiply(Load<TSimd, TVector, T>(element, left), factor), element, left);
            }
        }

        /// <summary>Σ (x/c)², which neither overflows nor vanishes where the norm is near c.</summary>
        [MethodImpl(AggressiveInlining)]
        private static TVector AddSquare<TSimd, TVector>(TVector sum, TVector value, TVector scale)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector scaled = TSimd.Multiply(value, scale);
            return TSimd.MultiplyAdd(scaled, scaled, sum);
        }
    }
}
