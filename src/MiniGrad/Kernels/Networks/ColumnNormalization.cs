using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Normalisation by columns. A vector of columns goes through all sums, so that it stays in the cache.</summary>
internal static unsafe class ColumnNormalization
{
    public readonly struct Forward<T>(NormalizationMemory<T> memory) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int rows = memory.Rows, step = memory.Columns;
            TVector count = TSimd.Broadcast(memory.GroupSize), one = TSimd.Constant(1), epsilon = TSimd.Broadcast(memory.Epsilon);
            for (int column = start; column < end; column += TSimd.Lanes)
            {
                int left = end - column;
                T* source = memory.X + column, target = memory.Target + column;
                PreciseMean<TVector> precise = PreciseMean.OfColumns<TSimd, TVector, T>(source, step, rows, count, left);
                TVector mean = precise.High;
                TVector squares = BlockedSum.Of<TSimd, TVector, T, SquaredDeviationTerm<TSimd, TVector, T>>(
                    new(source, step, mean), 0, rows, left);
                // Around the rounded mean: n times the square of what it leaves out too much.
                TVector variance = TSimd.Rectify(TSimd.Subtract(TSimd.Divide(squares, count), TSimd.Multiply(precise.Low, precise.Low)));
                TVector factor = TSimd.Divide(one, TSimd.SquareRoot(TSimd.Add(variance, epsilon))), shift = TSimd.Constant(0);
                // ∞ − ∞ is NaN: squares have overflowed.
                if (TSimd.Sum(TSimd.Subtract(squares, squares)) != T.Zero)
                {
                    TVector isLarge = TSimd.EqualTo(squares, TSimd.Constant(double.PositiveInfinity));
                    variance = TSimd.Select(isLarge, squares, variance);
                    factor = TSimd.Select(isLarge, InverseOfLarge<TSimd, TVector>(source, step, rows, count, precise, left), factor);
                }
                Store<TSimd, TVector, T>(mean, memory.Mean + column, left);
                Store<TSimd, TVector, T>(precise.Low, memory.MeanRest + column, left);
                Store<TSimd, TVector, T>(variance, memory.Variance + column, left);
                Store<TSimd, TVector, T>(factor, memory.Inverse + column, left);
                if (memory.Scale != null) factor = TSimd.Multiply(factor, Load<TSimd, TVector, T>(memory.Scale + column, left));
                if (memory.Shift != null) shift = Load<TSimd, TVector, T>(memory.Shift + column, left);
                shift = TSimd.Subtract(shift, TSimd.Multiply(precise.Low, factor));
                for (int row = 0; row < rows; row++, source += step, target += step)
                {
                    TVector deviation = TSimd.Subtract(Load<TSimd, TVector, T>(source, left), mean);
                    Store<TSimd, TVector, T>(TSimd.MultiplyAdd(deviation, factor, shift), target, left);
                }
            }
        }

        /// <summary>r where squares overflow, and ε is nothing beside them.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TVector InverseOfLarge<TSimd, TVector>(
            T* x, nint step, int rows, TVector count, PreciseMean<TVector> mean, int left)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector scale = TSimd.Constant(ScaledSquaredDeviationTerm<TSimd, TVector, T>.Scale), low = TSimd.Multiply(mean.Low, scale);
            TVector squares = BlockedSum.Of<TSimd, TVector, T, ScaledSquaredDeviationTerm<TSimd, TVector, T>>(
                new(x, step, mean.High), 0, rows, left);
            TVector variance = TSimd.Subtract(TSimd.Divide(squares, count), TSimd.Multiply(low, low));
            return TSimd.Divide(scale, TSimd.SquareRoot(variance));
        }
    }

    public readonly struct Backward<T>(NormalizationMemory<T> memory) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int rows = memory.Rows, step = memory.Columns;
            TVector count = TSimd.Broadcast(memory.GroupSize);
            for (int column = start; column < end; column += TSimd.Lanes)
            {
                int left = end - column;
                T* source = memory.X + column, gradient = memory.Gradient + column, target = memory.Target + column;
                PreciseMean<TVector> mean = new(Load<TSimd, TVector, T>(memory.Mean + column, left),
                    Load<TSimd, TVector, T>(memory.MeanRest + column, left));
                TVector inverse = Load<TSimd, TVector, T>(memory.Inverse + column, left);
                TVector sum = BlockedSum.Of<TSimd, TVector, T, ElementTerm<TSimd, TVector, T>>(new(gradient, step), 0, rows, left);
                TVector offset = TSimd.Divide(sum, count);
                TVector weighted = BlockedSum.Of<TSimd, TVector, T, WeightedDeviationTerm<TSimd, TVector, T>>(
                    new(source, gradient, step, mean), 0, rows, left);
                TVector slope = TSimd.Negate(TSimd.Multiply(TSimd.Multiply(TSimd.Divide(weighted, count), inverse), inverse));
                offset = TSimd.MultiplyAdd(mean.Low, slope, offset);
                TVector factor = memory.Scale == null ? inverse :
                    TSimd.Multiply(inverse, Load<TSimd, TVector, T>(memory.Scale + column, left));
                for (int row = 0; row < rows; row++, source += step, gradient += step, target += step)
                {
                    TVector deviation = TSimd.Subtract(Load<TSimd, TVector, T>(source, left), mean.High);
                    TVector centered = TSimd.Subtract(Load<TSimd, TVector, T>(gradient, left), offset);
                    TVector value = TSimd.Multiply(factor, TSimd.MultiplyAdd(deviation, slope, centered));
                    Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(value), target, left);
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
                PreciseMean<TVector> mean = new(Load<TSimd, TVector, T>(memory.Mean + column, left),
                    Load<TSimd, TVector, T>(memory.MeanRest + column, left));
                WeightedDeviationTerm<TSimd, TVector, T> term = new(memory.X + column, memory.Gradient + column, memory.Columns, mean);
                TVector sum = BlockedSum.Of<TSimd, TVector, T, WeightedDeviationTerm<TSimd, TVector, T>>(term, 0, memory.Rows, left);
                TVector inverse = Load<TSimd, TVector, T>(memory.Inverse + column, left);
                Store<TSimd, TVector, T>(TSimd.Multiply(sum, inverse), memory.Target + column, left);
            }
        }
    }
}
