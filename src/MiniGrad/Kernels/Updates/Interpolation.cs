using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Moves numbers part of the way towards others: <c>a ← a + w·(x − a)</c>; with a weight of 1 exactly <c>a ← x</c>.</summary>
internal static unsafe class Interpolation
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    /// <summary>Moves the average towards the values.</summary>
    public static void Move<T>(Span<T> average, ReadOnlySpan<T> values, T weight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsCopied(average, values, weight)) return;
        fixed (T* a = average, x = values[..average.Length]) RangeKernel.Run<T, Loop<T>>(new(a, x, null, weight), average.Length, Grain);
    }

    /// <summary>Moves the average towards the values, and has the values start from there in the same pass.</summary>
    public static void Meet<T>(Span<T> average, Span<T> values, T weight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsCopied(average, values, weight)) return;
        fixed (T* a = average, x = values[..average.Length]) RangeKernel.Run<T, Loop<T>>(new(a, x, x, weight), average.Length, Grain);
    }

    /// <summary>Copies the values for a weight of 1, where <c>a + (x − a)</c> would lose an x that is small beside a.</summary>
    private static bool IsCopied<T>(Span<T> average, ReadOnlySpan<T> values, T weight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weight != T.One) return false;
        values[..average.Length].CopyTo(average);
        return true;
    }

    private readonly struct Loop<T>(T* a, T* x, T* y, T weight) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* average = a, values = x, copy = y;
            TVector w = TSimd.Broadcast(weight);
            for (int i = start; i < end; i += TSimd.Lanes)
            {
                int left = end - i;
                TVector old = Load<TSimd, TVector, T>(average + i, left);
                TVector moved = TSimd.MultiplyAdd(TSimd.Subtract(Load<TSimd, TVector, T>(values + i, left), old), w, old);
                // An average that follows a weight of 0 would go through all the subnormal numbers.
                moved = Vanishing.Flush<TSimd, TVector, T>(moved);
                Store<TSimd, TVector, T>(moved, average + i, left);
                if (copy != null) Store<TSimd, TVector, T>(moved, copy + i, left);
            }
        }
    }
}
