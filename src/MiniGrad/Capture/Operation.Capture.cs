using MiniGrad.Kernels;

namespace MiniGrad;

// An operation as a part of a captured step: computed again and again in place, together with a neighbour where it can be.
public abstract partial class Operation<T>
{
    /// <summary>Whether the output lies in the first input's memory.</summary>
    internal bool SharesMemory => IsView;

    /// <summary>A tensor besides <see cref="Output"/> that <see cref="Forward"/> fills, for the derivative's use; null for none.</summary>
    internal virtual Tensor<T>? ByProduct => null;

    /// <summary>Indices besides <see cref="Output"/> that <see cref="Forward"/> fills, anew at every replay; null for none.</summary>
    internal virtual IndexTensor? ComputedIndices => null;

    /// <summary>The operation that this one computes along with its own, writing that one's output instead of its own; set in replays
    /// only.</summary>
    internal Operation<T>? Absorbed { get; private set; }

    /// <summary>Whether the output is handed out after each run of the step; set in replays only.</summary>
    internal bool IsResult { get; set; }

    /// <summary>Computes the output once more, in place, from what the inputs hold now. Not for one that shares its input's
    /// memory.</summary>
    internal void Recompute() => Forward(output!.Buffer);

    /// <summary>Has the output computed without asking this operation again, where all tensors stay in their places: fills in the call.
    /// Returns false where there is none for these sizes.</summary>
    internal unsafe bool TryPrepare(out PreparedCall<T> call)
    {
        PreparedCall<T> prepared = default;
        bool isPrepared = Prepare(&prepared);
        call = isPrepared ? prepared : default;
        return isPrepared;
    }

    /// <inheritdoc cref="TryPrepare"/>
    private protected virtual unsafe bool Prepare(PreparedCall<T>* call) => false;

    /// <summary>Takes over the only operation that reads this one's output, if this one knows how to compute both together.</summary>
    internal bool TryAbsorb(Operation<T> reader)
    {
        if (!CanAbsorb(reader)) return false;
        Absorbed = reader;
        output = reader.Output;
        return true;
    }

    /// <summary>Whether <see cref="Forward"/> can compute that operation of the output as well, and does so once <see cref="Absorbed"/>
    /// says so.</summary>
    private protected virtual bool CanAbsorb(Operation<T> reader) => false;

    private void ComputeTraced(Tracer tracer)
    {
        if (tracer is not Tracer<T> own)
            throw new InvalidOperationException($"{Name}: a captured step computes in one precision; this operation has another.");
        own.Compute(this);
    }
}
