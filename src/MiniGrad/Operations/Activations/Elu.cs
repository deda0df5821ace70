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

/// <summary>∂/∂x = g where x > 0, else g·α·eˣ.</summary>
internal sealed class EluOperation<T>(Tensor<T> x, T alpha) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("alpha", alpha));

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, new Operator(alpha, T.One));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new EluGradientOperation<T>(Input(0), gradient, alpha, T.One));

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

/// <summary>g·slope where x > 0, else g·limit·eˣ. ∂/∂x = the same of h·g with a slope of 0, ∂/∂g = the same of h.</summary>
/// <remarks>Not g·(y + limit): far below 0 the output y has rounded to −limit, and nothing is left of eˣ.</remarks>
internal sealed class EluGradientOperation<T>(Tensor<T> x, Tensor<T> g, T limit, T slope) : BinaryOperation<T>(x, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("limit", limit), ("slope", slope));

    protected override void Forward(Span<T> output) => Forward(output, new Operator(limit, slope));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new EluGradientOperation<T>(Input(0), gradient * Input(1), limit, T.Zero));
        if (sink.Needs(1)) sink.Add(1, new EluGradientOperation<T>(Input(0), gradient, limit, slope));
    }

    private readonly struct Operator(T limit, T slope) : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector zero = TSimd.Constant(0), power = Vanishing.Exp<TSimd, TVector, T>(TSimd.Min(zero, x));
            TVector derivative =
                TSimd.Select(TSimd.LessThan(zero, x), TSimd.Broadcast(slope), TSimd.Multiply(TSimd.Broadcast(limit), power));
            return Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(g, derivative));
        }
    }
}
