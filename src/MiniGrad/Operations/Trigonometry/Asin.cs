using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the sine of every element, from −π/2 to π/2; NaN outside of [−1, 1].</summary>
    /// <remarks>Its derivative at ±1 is infinite.</remarks>
    public Tensor<T> Asin() => new AsinOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / √((1 − x)·(1 + x)).</summary>
internal sealed class AsinOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / ((T.One - Input(0)) * (T.One + Input(0))).Sqrt());

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            InverseTrigonometricFunction.Asin<TSimd, TVector, T>(x);
    }
}
