using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The natural logarithm of every element; NaN for negative ones, −∞ for 0.</summary>
    public Tensor<T> Log() => new LogOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / x.</summary>
internal sealed class LogOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient / Input(0));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Logarithm.Log<TSimd, TVector, T>(x);
    }
}
