using System.Buffers;
using MiniGrad.Kernels;

namespace MiniGrad.Losses;

/// <summary>A loss and its reduction to one number as one operation, which computes the gradient of the scores along with the loss: both
/// need the same intermediate numbers, and nearly always the gradient is wanted as it is, with nothing after the loss.</summary>
internal abstract class ReducedLossOperation<T> : Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxOnStack = 64;
    private Tensor<T>? gradientOfScores;

    protected ReducedLossOperation(Tensor<T> scores) : base(scores) { }

    protected ReducedLossOperation(Tensor<T> scores, Tensor<T> targets) : base(scores, targets) { }

    /// <summary>The class name without <c>Reduced</c> and <c>Operation</c>: what is reduced is the loss of that name.</summary>
    public override string Name => base.Name["Reduced".Length..];

    internal override Tensor<T>? ByProduct => gradientOfScores;

    /// <summary>How many losses there are before the reduction.</summary>
    protected abstract int LossCount { get; }

    /// <summary>What the sum of the losses is multiplied by.</summary>
    protected abstract T Scale { get; }

    protected override Shape InferShape() => Shape.Scalar;

    [SkipLocalsInit]
    protected override void Forward(Span<T> output)
    {
        if (Output.RequiresGradient && gradientOfScores is null)
        {
            gradientOfScores = TransientMemory<T>.Of(GraphState.Current).Rent(First.Shape);
            gradientOfScores.IsTransient = false;
        }
        T scale = Scale;
        int count = LossCount;
        T[]? rented = count > MaxOnStack ? ArrayPool<T>.Shared.Rent(count) : null;
        Span<T> losses = (rented is null ? stackalloc T[MaxOnStack] : rented)[..count];
        Compute(losses, gradientOfScores is null ? [] : gradientOfScores.Buffer, scale);
        SumReduction<T>.Rows(losses, 1, count, output);
        output[0] *= scale;
        if (rented is not null) ArrayPool<T>.Shared.Return(rented);
    }

    private protected override unsafe bool Prepare(PreparedCall<T>* call)
    {
        if (LossCount is 0 or > PreparedLoss.MaxLosses) return false;
        call->Operands.A = First.Address;
        call->Operands.C = Output.Address;
        call->Operands.M = LossCount;
        call->Other = gradientOfScores is null ? null : gradientOfScores.Address;
        return call->Operands.A != null && call->Operands.C != null && (gradientOfScores is null || call->Other != null)
            && PrepareLosses(call);
    }

    /// <summary>Fills in the rest of a call for the losses.</summary>
    private protected virtual unsafe bool PrepareLosses(PreparedCall<T>* call) => false;

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0))
        {
            // The gradient at hand is a number, not a function that could be differentiated again.
            bool isAtHand =
                ReferenceEquals(gradient, Tensor<T>.UnitSeed) && (sink.IsSilent || !Recording.IsOn) && gradientOfScores is not null;
            if (!isAtHand) sink.Add(0, GradientOfScores(gradient));
            // A captured step computes it again and again.
            else if (!sink.IsSilent && GraphState.Current.Tracer is not null) sink.Add(0, gradientOfScores!);
            else
            {
                // Whoever gets it has it for good, or until it comes back as memory; another walk computes its own.
                sink.Give(0, gradientOfScores!);
                gradientOfScores = null;
            }
        }
        if (InputCount > 1 && sink.Needs(1)) sink.Add(1, GradientOfTargets(gradient));
    }

    /// <summary>The losses, and unless the span is empty the gradient of <c>scale · Σ losses</c> with respect to the scores.</summary>
    protected abstract void Compute(Span<T> losses, Span<T> gradient, T scale);

    /// <summary>The gradient of the scores as an operation on tensors, from that of the reduced loss, a number.</summary>
    protected abstract Tensor<T> GradientOfScores(Tensor<T> gradient);

    /// <summary>The same for the targets.</summary>
    protected virtual Tensor<T> GradientOfTargets(Tensor<T> gradient) => throw new NotSupportedException();
}
