using System.Buffers;

namespace MiniGrad;

/// <summary>The output of an operation for readers that are done with it when this is disposed. Where nobody records or follows operations
/// its memory is then used again; fresh memory costs as much as a small product.</summary>
internal readonly ref struct BriefTensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? lent;

    /// <summary>Computes the output of an operation that is no view.</summary>
    public BriefTensor(Operation<T> operation)
    {
        if (GraphState.Current is not { IsRecording: false, Tracer: null })
        {
            Tensor = operation.Apply();
            return;
        }
        Shape shape = operation.PlannedShape;
        lent = ArrayPool<T>.Shared.Rent(shape.ElementCount);
        Tensor = operation.ApplyIn(new Storage<T>(lent), shape);
    }

    /// <summary>The output, not to be kept.</summary>
    public Tensor<T> Tensor { get; }

    public void Dispose()
    {
        if (lent is not null) ArrayPool<T>.Shared.Return(lent);
    }
}
