using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The sigmoid-weighted linear unit <c>x·σ(x)</c> of every element, also called swish.</summary>
    /// <remarks>Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation", 2018.</remarks>
    public Tensor<T> Silu() => new SiluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·(s + y·(1 − s)) with s = σ(x).</summary>
internal sealed class SiluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> sigmoid = Input(0).Sigmoid();
        sink.Add(0, new MultiplyOperation<T>(gradient, sigmoid + Output * (T.One - sigmoid)));
    }

    internal readonly struct Operator : IUnaryOperator<T>
    {
        // The bound makes −∞ · 0 a zero.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(TSimd.Max(TSimd.Constant(-800), x), ExponentialFunction.Sigmoid<TSimd, TVector, T>(x));
    }
}
