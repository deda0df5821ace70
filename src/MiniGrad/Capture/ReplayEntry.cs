namespace MiniGrad;

/// <summary>One entry of a captured step: an operation with its output, or a tensor that shares the memory of another.</summary>
internal readonly struct ReplayEntry<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ReplayEntry(Tensor<T> output, Operation<T> operation)
    {
        Output = output;
        Operation = operation;
        Source = operation.SharesMemory ? operation.Input(0) : null;
    }

    public ReplayEntry(Tensor<T> alias, Tensor<T> source)
    {
        Output = alias;
        Source = source;
    }

    public Tensor<T> Output { get; }

    /// <summary>What computes the output; null for a mere alias.</summary>
    public Operation<T>? Operation { get; }

    /// <summary>The tensor whose memory the output shares, or null if it has memory of its own.</summary>
    public Tensor<T>? Source { get; }
}
