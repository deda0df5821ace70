using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels;
using MiniGrad.Kernels.Simd;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The exponential linear unit of every element: <c>x</c> where x > 0, else <c>α(eˣ − 1)</c>.</summary>
    /// <remarks>Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units", 2016.</remarks>
    /// <param name="alpha">α, which the function approaches with a minus sign far below 0. Default: 1.</param>
    public Tensor<T> Elu(double alpha = 1) => new EluOperation<T>(this, T.CreateChecked(alpha)).Apply();
}

/// <summary>∂/∂x = g where x > 0, else g·(y + α).</summary>
internal sealed class EluOperation<T>(Tensor<T> x, T alpha) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal override object? Settings => alpha;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(alpha, T.One));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, Tensor.Where(Input(0).Greater(T.Zero), gradient, gradient * (Output + alpha)));

    /// <summary>scale·x, or scale·α(eˣ − 1).</summary>
    internal readonly struct Operator(T alpha, T scale) : IUnaryOperator<T>
    {
        private readonly T limit = alpha * scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Select(
                TSimd.LessThan(x, TSimd.Constant(0)), TSimd.Multiply(TSimd.Broadcast(limit), Exponential.ExpMinusOneOfNegative<TSimd, TVector, T>(x)),
                TSimd.Multiply(TSimd.Broadcast(scale), x));
    }
}
