using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The tangent <c>sin x / cos x</c> of every element, an angle in radians; NaN for infinite ones.</summary>
    public Tensor<T> Tan() => new TanOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·(1 + y²).</summary>
internal sealed class TanOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * (Output.Square() + T.One));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TrigonometricFunction.Tan<TSimd, TVector, T>(x);
    }
}
