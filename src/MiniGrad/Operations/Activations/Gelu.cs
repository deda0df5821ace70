using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The Gaussian error linear unit <c>x·Φ(x)</c> of every element, Φ the distribution function of the standard normal
    /// distribution; exact, not by the approximation with tanh.</summary>
    /// <remarks>Hendrycks and Gimpel, "Gaussian error linear units", 2016.</remarks>
    public Tensor<T> Gelu() => new GeluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·(Φ(x) + x·φ(x)).</summary>
internal sealed class GeluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new MultiplyOperation<T>(gradient, new GeluDerivativeOperation<T>(Input(0)).Apply()));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        // The bound makes −∞ · 0 a zero.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(
                TSimd.Max(TSimd.Constant(-NormalDistribution.Limit<T>()), x), NormalDistribution.Distribution<TSimd, TVector, T>(x, out _));
    }
}

/// <summary>Φ(x) + x·φ(x). ∂/∂x = g·(2 − x²)·φ(x).</summary>
internal sealed class GeluDerivativeOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        // Beyond 2000 the density is 0 in every precision; an infinite square would make the product NaN.
        Tensor<T> square = Input(0).Square().Clamp(T.Zero, T.CreateChecked(2000));
        Tensor<T> density = (square * T.CreateChecked(-0.5)).Exp() * T.CreateChecked(1 / Math.Sqrt(2 * Math.PI));
        sink.Add(0, gradient * (T.CreateChecked(2) - square) * density);
    }

    internal readonly struct Operator : IUnaryOperator<T>
    {
        // The bounds make ±∞ · 0 a zero.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            double limit = NormalDistribution.Limit<T>();
            TVector bounded = TSimd.Min(TSimd.Constant(limit), TSimd.Max(TSimd.Constant(-limit), x));
            TVector distribution = NormalDistribution.Distribution<TSimd, TVector, T>(x, out TVector bell);
            return TSimd.MultiplyAdd(TSimd.Multiply(bounded, TSimd.Constant(1 / Math.Sqrt(2 * Math.PI))), bell, distribution);
        }
    }
}
