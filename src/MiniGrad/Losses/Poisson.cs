using MiniGrad.Kernels;
using static System.FormattableString;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The negative log-likelihood of counts under Poisson distributions, <c>eˣ − t·x</c> of each element, for a network that
    /// gives the logarithm of the expected count.</summary>
    /// <remarks>Without the term <c>log t!</c>, which no prediction changes, as in PyTorch. Least where x = log t.</remarks>
    /// <param name="logRates">x, of any shape: the logarithm of the expected count.</param>
    /// <param name="counts">t, at least 0, of the same shape. Gradients flow to them too.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a count is below 0.</exception>
    public static Tensor<T> Poisson<T>(Tensor<T> logRates, Tensor<T> counts, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(Poisson), logRates, counts);
        return Reduce(new PoissonOperation<T>(logRates, counts).Apply(), reduction);
    }
}

/// <summary>eˣ − t·x. ∂/∂x = g·(eˣ − t), ∂/∂t = −g·x.</summary>
internal sealed class PoissonOperation<T>(Tensor<T> x, Tensor<T> t) : BinaryOperation<T>(x, t)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output)
    {
        // Here, so that a step that is replayed on new counts checks them too.
        foreach (T count in Input(1).Span)
            if (count < T.Zero) throw new ArgumentException(Invariant($"Poisson: counts must be at least 0, got {count}."));
        Forward(output, default(Operator));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, gradient * (Input(0).Exp() - Input(1)));
        if (sink.Needs(1)) sink.Add(1, -(gradient * Input(0)));
    }

    private readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector t) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Subtract(ExponentialFunction.Exp<TSimd, TVector, T>(x), TSimd.Multiply(t, x));
    }
}
