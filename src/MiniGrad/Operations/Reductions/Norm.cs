using System.Buffers;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The Euclidean norm <c>√Σx²</c> along axes, without overflow where the squares would.</summary>
    /// <remarks>Its derivatives at 0, where it has none, are taken as 0. For the second derivative of a squared norm use the sum of
    /// squares, which is smooth.</remarks>
    /// <param name="axes">The axes, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice.</exception>
    public Tensor<T> Norm(ReadOnlySpan<int> axes = default, bool keepDimensions = false) =>
        new NormOperation<T>(this, new AxisSet(nameof(Norm), Shape, axes, keepDimensions)).Apply();
}

/// <summary>∂/∂x = g·x / y, and 0 where y = 0.</summary>
internal sealed class NormOperation<T>(Tensor<T> x, AxisSet axes) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes.ToArray()));

    protected override Shape InferShape() => axes.OutputShape;

    protected override void Forward(Span<T> output)
    {
        Tensor<T> x = Input(0);
        ReadOnlySpan<int> sizes = x.Shape.AsSpan(), keptSizes = axes.KeptShape.AsSpan();
        if (x.ElementCount == 0)
        {
            output.Clear();
            return;
        }
        T[] rented = ArrayPool<T>.Shared.Rent(x.ElementCount + output.Length);
        Span<T> squares = rented.AsSpan(0, x.ElementCount), scales = rented.AsSpan(x.ElementCount, output.Length);
        Elementwise.Apply(x.Span, squares, default(Magnitude));
        Reduction.Apply<T, MaxReduction<T>>(squares, sizes, axes.IsReduced, scales);
        for (int i = 0; i < scales.Length; i++) scales[i] = Scale(scales[i]);
        Broadcasting.Apply(x.Span, sizes, scales, keptSizes, squares, sizes, default(ScaledSquare));
        Reduction.Apply<T, SumReduction<T>>(squares, sizes, axes.IsReduced, output);
        for (int i = 0; i < output.Length; i++) output[i] = T.Sqrt(output[i]) / scales[i];
        ArrayPool<T>.Shared.Return(rented);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> norm = Output.Reshape(axes.KeptShape), zero = T.Zero;
        Tensor<T> isZero = norm.EqualTo(zero);
        Tensor<T> direction = Input(0) / Tensor.Where(isZero, T.One, norm);
        sink.Add(0, gradient.Reshape(axes.KeptShape) * Tensor.Where(isZero, zero, direction));
    }

    /// <summary>A power of two that brings the largest element near 1 where the squares would leave the type's range, else 1.</summary>
    private static T Scale(T largest)
    {
        if (largest == T.Zero || !T.IsFinite(largest)) return T.One;
        int exponent = T.ILogB(largest), limit = typeof(T) == typeof(float) ? 40 : 400;
        return Math.Abs(exponent) < limit ? T.One : T.ScaleB(T.One, Math.Clamp(-exponent, -5 * limit / 2, 5 * limit / 2));
    }

    private readonly struct Magnitude : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct => TSimd.Abs(x);
    }

    private readonly struct ScaledSquare : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector scale) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(TSimd.Multiply(x, scale), TSimd.Multiply(x, scale));
    }
}
