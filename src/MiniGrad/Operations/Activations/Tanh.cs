using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The hyperbolic tangent <c>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)</c> of every element.</summary>
    /// <remarks>Its derivative is computed from the output, as 1 − tanh²: beyond ±9 in single precision and ±19 in double, where tanh
    /// rounds to ±1, it is 0.</remarks>
    public Tensor<T> Tanh() => new TanhOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·(1 − y²).</summary>
internal sealed class TanhOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new TanhGradientOperation<T>(Output, gradient));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            ExponentialFunction.Tanh<TSimd, TVector, T>(x);
    }
}

/// <summary>g·(1 − y²). ∂/∂y = −2·h·g·y, ∂/∂g = h·(1 − y²).</summary>
internal sealed class TanhGradientOperation<T>(Tensor<T> y, Tensor<T> g) : BinaryOperation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0);
        if (sink.Needs(0)) sink.Add(0, -(gradient * Input(1) * (y + y)));
        if (sink.Needs(1)) sink.Add(1, new TanhGradientOperation<T>(y, gradient));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(g, TSimd.Subtract(TSimd.Constant(1), TSimd.Multiply(y, y))));
    }
}
