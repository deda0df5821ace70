using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The inverse of the hyperbolic tangent of every element, <c>½·log((1 + x) / (1 − x))</c>, to full relative precision for
    /// small ones too; ±∞ at ±1, NaN beyond.</summary>
    public Tensor<T> Atanh() => new AtanhOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g / ((1 − x)·(1 + x)).</summary>
internal sealed class AtanhOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / ((T.One - Input(0)) * (T.One + Input(0))));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector magnitude = TSimd.Abs(x);
            TVector quotient = TSimd.Divide(TSimd.Add(magnitude, magnitude), TSimd.Subtract(TSimd.Constant(1), magnitude));
            TVector y = TSimd.Multiply(Logarithm.LogOnePlus<TSimd, TVector, T>(quotient), TSimd.Constant(0.5));
            return TSimd.Or(y, TSimd.And(x, TSimd.Constant(-0.0)));
        }
    }
}
