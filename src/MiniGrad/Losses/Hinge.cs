using MiniGrad.Kernels;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The hinge loss <c>max(0, 1 − t·x)</c> of each element: nothing once the score has the right sign with a margin of 1 (Cortes
    /// and Vapnik, "Support-vector networks", 1995).</summary>
    /// <param name="scores">x, of any shape.</param>
    /// <param name="targets">t, of the same shape: −1 or 1.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a target is neither −1 nor 1.</exception>
    public static Tensor<T> Hinge<T>(Tensor<T> scores, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(Hinge), scores, targets);
        return Reduce(new HingeOperation<T>(scores, targets).Apply(), reduction);
    }
}

/// <summary>max(0, 1 − t·x), with t constant. ∂/∂x = −g·t where the loss is above 0, else 0.</summary>
internal sealed class HingeOperation<T>(Tensor<T> x, Tensor<T> t) : BinaryOperation<T>(x, t)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output)
    {
        // Here, so that a step that is replayed on new targets checks them too.
        SignsOperation<T>.Check(Input(1).Span, nameof(Loss.Hinge));
        Forward(output, default(Operator));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new ReluGradientOperation<T>(Output, gradient).Apply() * -Input(1));
    }

    private readonly struct Operator : IBinaryOperator<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector t) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Rectify(TSimd.Subtract(TSimd.Constant(1), TSimd.Multiply(x, t)));
    }
}
