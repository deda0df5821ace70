namespace MiniGrad.Layers;

/// <summary>What becomes of the outputs of <see cref="Parallel{T}"/> branches.</summary>
public enum ParallelMerge
{
    /// <summary>They lie one after the other along the last axis: [..., a] and [..., b] become [..., a + b].</summary>
    Concatenate,

    /// <summary>They are added up; all have one shape.</summary>
    Sum,
}
