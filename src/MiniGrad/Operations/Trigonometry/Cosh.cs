using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The hyperbolic cosine <c>(eˣ + e⁻ˣ) / 2</c> of every element.</summary>
    public Tensor<T> Cosh() => new CoshOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·sinh x.</summary>
internal sealed class CoshOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Sinh());

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            ExponentialFunction.Cosh<TSimd, TVector, T>(x);
    }
}
