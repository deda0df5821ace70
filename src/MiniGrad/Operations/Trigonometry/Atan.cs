using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the tangent of every element, from −π/2 to π/2, which it is at the infinities.</summary>
    public Tensor<T> Atan() => new AtanOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / (1 + x²).</summary>
internal sealed class AtanOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient / (Input(0).Square() + T.One));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            InverseTrigonometricFunction.Atan<TSimd, TVector, T>(x);
    }
}
