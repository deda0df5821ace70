using MiniGrad.Kernels;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The loss <c>log cosh(x − t)</c> of each element: half the squared error for small errors, the absolute error less log 2 for
    /// large ones, and smooth in between.</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">t, of the same shape. Gradients flow to them too.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor<T> LogCosh<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(LogCosh), predictions, targets);
        return Reduce(new LogCoshOperation<T>(predictions - targets).Apply(), reduction);
    }
}

/// <summary>log cosh d. ∂/∂d = g·tanh d.</summary>
internal sealed class LogCoshOperation<T>(Tensor<T> error) : UnaryOperation<T>(error) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Elementwise.Apply(Input(0).Span, output, default(Operator));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Tanh());

    private readonly struct Operator : IUnaryOperator<T>
    {
        private const double LogOfTwo = 0.693147180559945309417232121458;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // Near 0 the two large parts of |d| + log(1 + e^−2|d|) − log 2 would cancel: there it is −½·log(1 − tanh² d).
            TVector size = TSimd.Abs(x), tanh = ExponentialFunction.Tanh<TSimd, TVector, T>(x);
            TVector near = TSimd.Multiply(
                TSimd.Constant(-0.5), Logarithm.LogOnePlus<TSimd, TVector, T>(TSimd.Negate(TSimd.Multiply(tanh, tanh))));
            TVector rest = Logarithm.LogOnePlus<TSimd, TVector, T>(
                ExponentialFunction.ExpOfAtMost<TSimd, TVector, T>(TSimd.Multiply(TSimd.Constant(-2), size)));
            TVector far = TSimd.Add(TSimd.Subtract(size, TSimd.Constant(LogOfTwo)), rest);
            return TSimd.Select(TSimd.LessThan(size, TSimd.Constant(1)), near, far);
        }
    }
}
