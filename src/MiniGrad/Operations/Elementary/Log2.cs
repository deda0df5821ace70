using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The logarithm to base 2 of every element, exact for powers of 2; NaN for negative ones, −∞ for 0.</summary>
    public Tensor<T> Log2() => new Log2Operation<T>(this).Apply();
}

/// <summary>∂/∂x = g / (x·log 2).</summary>
internal sealed class Log2Operation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / (Input(0) * T.CreateChecked(0.69314718055994531)));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Logarithm.Log2<TSimd, TVector, T>(x);
    }
}
