using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The logarithm to base 10 of every element; NaN for negative ones, −∞ for 0.</summary>
    public Tensor<T> Log10() => new Log10Operation<T>(this).Apply();
}

/// <summary>∂/∂x = g / (x·log 10).</summary>
internal sealed class Log10Operation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient / (Input(0) * T.CreateChecked(2.3025850929940457)));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Logarithm.Log10<TSimd, TVector, T>(x);
    }
}
