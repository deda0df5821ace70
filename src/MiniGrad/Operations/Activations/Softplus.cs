using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary><c>log(1 + eˣ)</c> of every element, computed as <c>max(x, 0) + log(1 + e^−|x|)</c>: a smooth ReLU.</summary>
    /// <remarks>Dugas and others, "Incorporating second-order functional knowledge for better option pricing", 2001.</remarks>
    public Tensor<T> Softplus() => new SoftplusOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·σ(x).</summary>
internal sealed class SoftplusOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new MultiplyOperation<T>(gradient, new LogisticOperation<T>(Input(0)).Apply()));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Add(
                TSimd.Max(TSimd.Constant(0), x),
                Logarithm.LogOnePlus<TSimd, TVector, T>(ExponentialFunction.ExpOfAtMost<TSimd, TVector, T>(TSimd.Negate(TSimd.Abs(x)))));
    }
}
