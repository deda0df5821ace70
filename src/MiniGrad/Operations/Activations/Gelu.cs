using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>
    /// The Gaussian error linear unit <c>x·Φ(x)</c> of every element, Φ the distribution function of the standard normal distribution; exact,
    /// not by the approximation with tanh.
    /// </summary>
    /// <remarks>Hendrycks and Gimpel, "Gaussian error linear units", 2016.</remarks>
    public Tensor<T> Gelu() => new GeluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·(Φ(x) + x·φ(x)).</summary>
internal sealed class GeluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient * new GeluDerivativeOperation<T>(Input(0)).Apply());

    private readonly struct Operator : IUnaryOperator<T>
    {
        public T Invoke(T x) => x == T.NegativeInfinity ? T.Zero : x * ErrorFunction.NormalDistribution(x);
    }
}

/// <summary>Φ(x) + x·φ(x). ∂/∂x = g·(2 − x²)·φ(x).</summary>
internal sealed class GeluDerivativeOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        // Beyond 2000 the density is 0 in every precision; an infinite square would make the product NaN.
        Tensor<T> square = Input(0).Square().Clamp(T.Zero, T.CreateChecked(2000));
        Tensor<T> density = (square * T.CreateChecked(-0.5)).Exp() * T.CreateChecked(1 / Math.Sqrt(2 * Math.PI));
        sink.Add(0, gradient * (T.CreateChecked(2) - square) * density);
    }

    private readonly struct Operator : IUnaryOperator<T>
    {
        public T Invoke(T x) =>
            T.IsInfinity(x) ? (x > T.Zero ? T.One : T.Zero) : ErrorFunction.NormalDistribution(x) + x * ErrorFunction.NormalDensity(x);
    }
}
