using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>Inner products, norms and sums of multiples for algorithms that see all parameters as one vector. One thread adds up.</summary>
internal static unsafe class VectorArithmetic
{
    /// <summary>Σ aᵢ·bᵢ, added up in blocks.</summary>
    public static double Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T result = T.Zero;
        fixed (T* left = a, right = b[..a.Length]) RangeKernel.Run<T, DotKernel<T>>(new(left, right, a.Length, &result), 1, 1);
        return double.CreateTruncating(result);
    }

    /// <summary>Σ |xᵢ|.</summary>
    public static double SumOfMagnitudes<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CascadedSum<double> sum = default;
        foreach (T value in x) sum.Add(Math.Abs(double.CreateTruncating(value)));
        return sum.Value;
    }

    /// <summary>max |xᵢ|; 0 for no elements, NaN if there is one.</summary>
    public static double LargestMagnitude<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x.IsEmpty ? 0 : Math.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude(x)));

    /// <summary>y ← f·x.</summary>
    public static void Scale<T>(ReadOnlySpan<T> x, double factor, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.Apply(x, y, new Multiple<T>(T.CreateTruncating(factor)));

    /// <summary>z ← f·x + y.</summary>
    public static void AddScaled<T>(ReadOnlySpan<T> x, double factor, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.Apply(x, y, z, new ScaledSum<T>(T.CreateTruncating(factor)));

    private readonly struct Multiple<T>(T factor) : IUnaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(x, TSimd.Broadcast(factor));
    }

    private readonly struct ScaledSum<T>(T factor) : IBinaryOperator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.MultiplyAdd(a, TSimd.Broadcast(factor), b);
    }

    private readonly struct DotKernel<T>(T* a, T* b, int count, T* result) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            *result = SumRows<T>.Dot<TSimd, TVector>(a, b, count);
    }
}
