using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels;
using MiniGrad.Kernels.Simd;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The scaled exponential linear unit of every element: <c>λx</c> where x > 0, else <c>λα(eˣ − 1)</c>, with λ ≈ 1.0507 and α ≈ 1.6733.</summary>
    /// <remarks>
    /// λ and α are such that signals of mean 0 and variance 1 stay so from layer to layer, where weights have the variance 1 / fan-in
    /// (Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017).
    /// </remarks>
    public Tensor<T> Selu() => new SeluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·λ where x > 0, which is where y > 0, else g·(y + λα).</summary>
internal sealed class SeluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T alpha = T.CreateChecked(Selu.Alpha);
    private static readonly T lambda = T.CreateChecked(Selu.Lambda);

    protected override void Forward(Span<T> output) => Elementwise.Apply(First.Span, output, new EluOperation<T>.Operator(alpha, lambda));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, new SeluGradientOperation<T>(Output, gradient).Apply());
}

/// <summary>g·λ where y > 0, else g·(y + λα). ∂/∂y = 0 or h·g, ∂/∂g = the same of h.</summary>
internal sealed class SeluGradientOperation<T>(Tensor<T> y, Tensor<T> g) : BinaryOperation<T>(y, g) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0);
        if (sink.Needs(0)) sink.Add(0, gradient * Input(1) * y.LessOrEqual(T.Zero));
        if (sink.Needs(1)) sink.Add(1, new SeluGradientOperation<T>(y, gradient).Apply());
    }

    private readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector slope = TSimd.Select(
                TSimd.LessThan(TSimd.Constant(0), y), TSimd.Constant(Selu.Lambda), TSimd.Add(y, TSimd.Constant(Selu.Lambda * Selu.Alpha)));
            return Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(g, slope));
        }
    }
}

/// <summary>The two numbers of the scaled exponential linear unit, to the digits of double precision.</summary>
internal static class Selu
{
    public const double Alpha = 1.6732632423543772;

    public const double Lambda = 1.0507009873554805;
}
