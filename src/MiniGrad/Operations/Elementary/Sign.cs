using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>−1, 0 or 1 for every element, by its sign; NaN for NaN. Its gradient is zero everywhere.</summary>
    public Tensor<T> Sign() => new SignOperation<T>(this).Apply();
}

/// <summary>∂/∂x = 0: nothing is handed on.</summary>
internal sealed class SignOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }

    private readonly struct Operator : IUnaryOperator<T>
    {
        public T Invoke(T x) => T.IsNaN(x) ? x : x > T.Zero ? T.One : x < T.Zero ? T.NegativeOne : T.Zero;
    }
}
