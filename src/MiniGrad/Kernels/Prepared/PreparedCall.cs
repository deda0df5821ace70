namespace MiniGrad.Kernels;

/// <summary>A computation of a captured step, ready to run: the function, and the addresses and sizes it needs. To make all that out anew
/// at each step would take longer than the arithmetic of a small one.</summary>
internal unsafe struct PreparedCall<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes, by the calling thread alone, to the bits of the operation; false if the operation itself must, because it will
    /// refuse what it finds. Null if there is no such function.</summary>
    public delegate*<PreparedCall<T>*, bool> Function;

    /// <summary>The matrices.</summary>
    public SmallOperands<T> Operands;

    /// <summary>The elements of C, possibly with some behind them that nobody reads, so that there are whole vectors only.</summary>
    public int Count;

    /// <summary>The activated values by which a gradient is multiplied, or where a loss puts the gradient of its scores.</summary>
    public T* Other;

    /// <summary>The class of each row.</summary>
    public int* Labels;

    /// <summary>What losses are multiplied by.</summary>
    public T Scale;
}
