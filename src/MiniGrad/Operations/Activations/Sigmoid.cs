using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The logistic function <c>σ(x) = 1 / (1 + e⁻ˣ)</c> of every element.</summary>
    /// <remarks>Its derivative is computed from the output, as σ·(1 − σ): above 17 in single precision and 37 in double, where σ rounds to
    /// 1, it is 0. Log-odds that large belong in <see cref="Softplus"/> or in a loss with logits, whose derivatives keep their
    /// digits.</remarks>
    public Tensor<T> Sigmoid() => new SigmoidOperation<T>(this).Apply();
}

/// <summary>∂/∂x = g·y·(1 − y).</summary>
internal sealed class SigmoidOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new SigmoidGradientOperation<T>(Output, gradient));

    internal readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            ExponentialFunction.Sigmoid<TSimd, TVector, T>(x);
    }
}

/// <summary>g·y·(1 − y). ∂/∂y = h·g·(1 − 2y), ∂/∂g = h·y·(1 − y).</summary>
internal sealed class SigmoidGradientOperation<T>(Tensor<T> y, Tensor<T> g) : BinaryOperation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0);
        if (sink.Needs(0)) sink.Add(0, gradient * Input(1) * (T.One - (y + y)));
        if (sink.Needs(1)) sink.Add(1, new SigmoidGradientOperation<T>(y, gradient));
    }

    internal readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector y, TVector g) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(g, TSimd.Multiply(y, TSimd.Subtract(TSimd.Constant(1), y))));
    }
}
