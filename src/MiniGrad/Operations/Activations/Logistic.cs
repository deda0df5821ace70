using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>σ(x) as the derivative of another function. Its own derivative is computed from x and so keeps its digits where σ(x) rounds to
/// 1; that of <see cref="Tensor{T}.Sigmoid"/> has only the output, since a matrix product may have absorbed the rest.</summary>
internal sealed class LogisticOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(SigmoidOperation<T>.Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient * new LogisticDensityOperation<T>(Input(0)).Apply());
}

/// <summary>σ′(x) = e^−|x| / (1 + e^−|x|)². ∂/∂x = −g·σ′(x)·tanh(x/2).</summary>
internal sealed class LogisticDensityOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, -(gradient * Output * (Input(0) * T.CreateChecked(0.5)).Tanh()));

    private readonly struct Operator : IUnaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector power = ExponentialFunction.ExpOfAtMost<TSimd, TVector, T>(TSimd.Negate(TSimd.Abs(x)));
            TVector sum = TSimd.Add(TSimd.Constant(1), power);
            return TSimd.Divide(power, TSimd.Multiply(sum, sum));
        }
    }
}
