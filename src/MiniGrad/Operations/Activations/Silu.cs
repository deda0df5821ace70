using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The sigmoid-weighted linear unit <c>x·σ(x)</c> of every element, also called swish.</summary>
    /// <remarks>Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function approximation", 2018.</remarks>
    public Tensor<T> Silu() => new SiluOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·σ(x)·(1 + x·σ(−x)).</summary>
internal sealed class SiluOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new MultiplyOperation<T>(gradient, new SiluDerivativeOperation<T>(Input(0)).Apply()));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        // The bound makes −∞ · 0 a zero.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(TSimd.Max(TSimd.Constant(-800), x), ExponentialFunction.Sigmoid<TSimd, TVector, T>(x));
    }
}

/// <summary>σ(x)·(1 + x·σ(−x)). ∂/∂x = g·σ′(x)·(2 − x·tanh(x/2)).</summary>
internal sealed class SiluDerivativeOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Beyond, one of σ(x) and σ(−x) is 0 in every precision; a product of it with ∞ would be NaN.</summary>
    private const double Bound = 800;

    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> x = Input(0).Clamp(T.CreateChecked(-Bound), T.CreateChecked(Bound));
        Tensor<T> factor = T.CreateChecked(2) - x * (x * T.CreateChecked(0.5)).Tanh();
        sink.Add(0, gradient * factor * new LogisticDensityOperation<T>(Input(0)).Apply());
    }

    private readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            x = TSimd.Min(TSimd.Constant(Bound), TSimd.Max(TSimd.Constant(-Bound), x));
            TVector one = TSimd.Constant(1), power = ExponentialFunction.ExpOfAtMost<TSimd, TVector, T>(TSimd.Negate(TSimd.Abs(x)));
            TVector isNegative = TSimd.LessThan(x, TSimd.Constant(0)), sum = TSimd.Add(one, power);
            TVector sigmoid = TSimd.Divide(TSimd.Select(isNegative, power, one), sum);
            TVector rest = TSimd.Divide(TSimd.Select(isNegative, one, power), sum);
            return TSimd.MultiplyAdd(TSimd.Multiply(x, rest), sigmoid, sigmoid);
        }
    }
}
