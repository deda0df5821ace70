using static System.FormattableString;

namespace MiniGrad.Losses;

/// <summary>Targets that are −1 or 1, as they are; others are refused, in every step that is replayed too. No gradient.</summary>
/// <param name="t">The targets.</param>
/// <param name="loss">The name of the loss, for messages.</param>
internal sealed class SignsOperation<T>(Tensor<T> t, string loss) : UnaryOperation<T>(t) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("loss", loss));

    protected override bool IsDifferentiable => false;

    /// <summary>Throws unless every target is −1 or 1.</summary>
    public static void Check(ReadOnlySpan<T> targets, string loss)
    {
        foreach (T target in targets)
            if (T.Abs(target) != T.One) throw new ArgumentException(Invariant($"{loss}: targets must be −1 or 1, got {target}."));
    }

    protected override void Forward(Span<T> output)
    {
        Check(Input(0).Span, loss);
        Input(0).Span.CopyTo(output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
