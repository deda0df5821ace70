using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The exponential linear unit of every element: <c>x</c> where x > 0, else <c>α(eˣ − 1)</c>.</summary>
    /// <remarks>Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units", 2016.</remarks>
    /// <param name="alpha">α, at least 0, which the function approaches with a minus sign far below 0. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is negative or not finite.</exception>
    public Tensor<T> Elu(double alpha = 1) =>
        new EluOperation<T>(this, Guard.NotNegative(T.CreateChecked(alpha), nameof(Elu), parameter: nameof(alpha))).Apply();
}

/// <summary>∂/∂x = g where x > 0, which is where y > 0, else g·(y + α).</summary>
internal sealed class EluOperation<T>(Tensor<T> x, T alpha) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("alpha", alpha));

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(alpha, T.One));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new EluGradientOperation<T>(Output, gradient, alpha, T.One));

    /// <summary>scale·x, or scale·α(eˣ − 1).</summary>
    internal readonly struct Operator(T alpha, T scale) : IUnaryOperator<T>
    {
        private readonly T limit = alpha * scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Select(
                TSimd.LessThan(x, TSimd.Constant(0)),
                TSimd.Multiply(TSimd.Broadcast(limit), ExponentialFunction.ExpMinusOneOfNegative<TSimd, TVector, T>(x)),
                TSimd.Multiply(TSimd.Broadcast(scale), x));
    }
}

/// <summary>g·λ where y > 0, else g·(y + λα). ∂/∂y = 0 or h·g, ∂/∂g = the same of h.</summary>
internal sealed class EluGradientOperation<T>(Tensor<T> y, Tensor<T> g, T alpha, T scale) : BinaryOperation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("alpha", alpha), ("scale", scale));

    protected override void Forward(Span<T> output) => Forward(output, new Operator(alpha, scale));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0);
        if (sink.Needs(0)) sink.Add(0, gradient * Input(1) * y.LessOrEqual(T.Zero));
        if (sink.Needs(1)) sink.Add(1, new EluGradientOperation<T>(y, gradient, alpha, scale));
    }

    private readonly struct Operator(T alpha, T scale) : IBinaryOperator<T>
    {
        private readonly T limit = alpha * scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector slope =
                TSimd.Select(TSimd.LessThan(TSimd.Constant(0), y), TSimd.Broadcast(scale), TSimd.Add(y, TSimd.Broadcast(limit)));
            return Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(g, slope));
        }
    }
}
