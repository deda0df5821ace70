using MiniGrad.Kernels;

namespace MiniGrad.Losses;

/// <summary>The sum or the mean of a loss of each element against its target.</summary>
internal abstract class ReducedPointwiseLossOperation<T, TLoss>(Tensor<T> x, Tensor<T> t, bool isMean) : ReducedLossOperation<T>(x, t)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("reduction", isMean ? LossReduction.Mean : LossReduction.Sum));

    protected override int LossCount => First.ElementCount;

    protected override T Scale => isMean ? T.One / T.CreateChecked(LossCount) : T.One;

    private protected override unsafe bool PrepareLosses(PreparedCall<T>* call)
    {
        call->Operands.B = Second.Address;
        call->Scale = Scale;
        bool isPadded = First.Storage.IsPadded && Second.Storage.IsPadded && (ByProduct is null || ByProduct.Storage.IsPadded);
        call->Count = isPadded ? RangeKernel.WholeOfFew<T>(LossCount) : LossCount;
        call->Function = &PreparedLoss.Pointwise<T, TLoss>;
        return call->Operands.B != null;
    }

    protected override void Compute(Span<T> losses, Span<T> gradient, T scale)
    {
        if (gradient.IsEmpty) PointwiseLoss.Forward(First.Span, Second.Span, losses, default(TLoss));
        else PointwiseLoss.ForwardBackward(First.Span, Second.Span, scale, losses, gradient, default(TLoss));
    }
}
