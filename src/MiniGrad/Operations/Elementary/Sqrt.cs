using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The square root of every element; NaN for negative ones. Its derivative at 0 is infinite.</summary>
    public Tensor<T> Sqrt() => new SqrtOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / 2y.</summary>
internal sealed class SqrtOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient / (Output + Output));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.SquareRoot(x);
    }
}
