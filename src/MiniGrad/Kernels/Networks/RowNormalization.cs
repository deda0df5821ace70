using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Normalisation by rows, around their means or around 0.</summary>
internal static unsafe class RowNormalization
{
    public readonly struct Forward<T>(NormalizationMemory<T> memory) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int columns = memory.Columns;
            T count = memory.GroupSize;
            T* scale = memory.Scale, shift = memory.Shift;
            for (int row = start; row < end; row++)
            {
                T* source = memory.X + (nint)row * columns, target = memory.Target + (nint)row * columns;
                PreciseMean<T> mean = memory.IsCentered ? PreciseMean.OfRow<TSimd, TVector, T>(source, columns, count) : default;
                TVector center = TSimd.Broadcast(mean.High);
                // Around the rounded mean: n times the square of what it leaves out too much.
                T squares = BlockedSum.OfRow<TSimd, TVector, T, SquaredDeviationTerm<TSimd, TVector, T>>(
                    new(source, TSimd.Lanes, center), columns);
                T variance = T.Max(T.Zero, squares / count - mean.Low * mean.Low);
                T inverse = T.One / T.Sqrt(variance + memory.Epsilon);
                if (T.IsPositiveInfinity(squares))
                    (variance, inverse) = (squares, InverseOfLarge<TSimd, TVector>(source, columns, count, center, mean.Low));
                memory.Mean[row] = mean.High;
                memory.MeanRest[row] = mean.Low;
                memory.Variance[row] = variance;
                memory.Inverse[row] = inverse;
                TVector factor = TSimd.Broadcast(inverse), rest = TSimd.Broadcast(-mean.Low * inverse);
                for (int i = 0; i < columns; i += TSimd.Lanes)
                {
                    int left = columns - i;
                    TVector value = TSimd.MultiplyAdd(TSimd.Subtract(Load<TSimd, TVector, T>(source + i, left), center), factor, rest);
                    if (scale != null) value = TSimd.Multiply(value, Load<TSimd, TVector, T>(scale + i, left));
                    if (shift != null) value = TSimd.Add(value, Load<TSimd, TVector, T>(shift + i, left));
                    Store<TSimd, TVector, T>(value, target + i, left);
                }
            }
        }

        /// <summary>r where squares overflow, and ε is nothing beside them.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T InverseOfLarge<TSimd, TVector>(T* x, int columns, T count, TVector mean, T rest)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T scale = T.CreateTruncating(ScaledSquaredDeviationTerm<TSimd, TVector, T>.Scale), low = rest * scale;
            T squares = BlockedSum.OfRow<TSimd, TVector, T, ScaledSquaredDeviationTerm<TSimd, TVector, T>>(
                new(x, TSimd.Lanes, mean), columns);
            return scale / T.Sqrt(squares / count - low * low);
        }
    }

    public readonly struct Backward<T>(NormalizationMemory<T> memory) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int columns = memory.Columns;
            T count = memory.GroupSize;
            for (int row = start; row < end; row++)
            {
                T* source = memory.X + (nint)row * columns, gradient = memory.Gradient + (nint)row * columns;
                T* target = memory.Target + (nint)row * columns;
                T inverse = memory.Inverse[row];
                PreciseMean<TVector> mean = new(TSimd.Broadcast(memory.Mean[row]), TSimd.Broadcast(memory.MeanRest[row]));
                TVector factor = TSimd.Broadcast(inverse);
                if (memory.Scale != null)
                {
                    // The products with the scale wait in the target until their sums are known.
                    for (int i = 0; i < columns; i += TSimd.Lanes)
                    {
                        int left = columns - i;
                        TVector product = TSimd.Multiply(Load<TSimd, TVector, T>(gradient + i, left),
                            Load<TSimd, TVector, T>(memory.Scale + i, left));
                        Store<TSimd, TVector, T>(product, target + i, left);
                    }
                    gradient = target;
                }
                T sum = memory.IsCentered
                    ? BlockedSum.OfRow<TSimd, TVector, T, ElementTerm<TSimd, TVector, T>>(new(gradient, TSimd.Lanes), columns) : T.Zero;
                T weighted = BlockedSum.OfRow<TSimd, TVector, T, WeightedDeviationTerm<TSimd, TVector, T>>(
                    new(source, gradient, TSimd.Lanes, mean), columns);
                T steepness = -(weighted / count * inverse * inverse);
                TVector slope = TSimd.Broadcast(steepness), offset = TSimd.Broadcast(sum / count + memory.MeanRest[row] * steepness);
                for (int i = 0; i < columns; i += TSimd.Lanes)
                {
                    int left = columns - i;
                    TVector deviation = TSimd.Subtract(Load<TSimd, TVector, T>(source + i, left), mean.High);
                    TVector centered = TSimd.Subtract(Load<TSimd, TVector, T>(gradient + i, left), offset);
                    TVector value = TSimd.Multiply(factor, TSimd.MultiplyAdd(deviation, slope, centered));
                    Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(value), target + i, left);
                }
            }
        }
    }

    public readonly struct ScaleGradient<T>(NormalizationMemory<T> memory) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int column = start; column < end; column += TSimd.Lanes)
            {
                int left = end - column;
                NormalizedByRowTerm<TSimd, TVector, T> term = new(memory.X + column, memory.Gradient + column, memory.Columns, memory.Mean,
                    memory.MeanRest, memory.Inverse);
                TVector sum = BlockedSum.Of<TSimd, TVector, T, NormalizedByRowTerm<TSimd, TVector, T>>(term, 0, memory.Rows, left);
                Store<TSimd, TVector, T>(sum, memory.Target + column, left);
            }
        }
    }
}
