namespace MiniGrad.Layers;

/// <summary>Branches that all take the same input, and whose outputs are put one after the other along the last axis or added up. Their
/// names are <c>branches.0</c>, <c>branches.1</c>, ….</summary>
public sealed class Parallel<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="merge">The way to merge the branches' outputs.</param>
    /// <param name="branches">The branches, at least one.</param>
    /// <exception cref="ArgumentException">There are no branches.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="merge"/> is not defined.</exception>
    public Parallel(ParallelMerge merge, params ReadOnlySpan<Layer<T>> branches)
    {
        Merge = Guard.Defined(merge, nameof(Parallel<T>));
        Guard.NotEmpty(branches.Length, nameof(Parallel<T>), "branch", nameof(branches));
        for (int i = 0; i < branches.Length; i++) Register($"branches.{i}", branches[i]);
    }

    /// <summary>The way to merge the branches' outputs.</summary>
    public ParallelMerge Merge { get; }

    /// <inheritdoc/>
    public override string Description => $"Parallel, {(Merge == ParallelMerge.Sum ? "summed" : "concatenated")}";

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        Tensor<T>[] outputs = [.. Children.Select(child => child.Layer.Forward(input))];
        for (int i = 0; i < outputs.Length; i++)
        {
            Shape first = outputs[0].Shape, shape = outputs[i].Shape;
            bool fits = Merge == ParallelMerge.Sum ? shape == first
                : shape.Rank > 0 && shape.Rank == first.Rank && shape.With(shape.Rank - 1, first[-1]) == first;
            if (fits) continue;
            throw new ArgumentException(
                $"{Description}: expected outputs of one shape{(Merge == ParallelMerge.Sum ? "" : " but for the last axis")}, " +
                $"got {first} and, from branch {i}, {shape}.", nameof(input));
        }
        return Merge == ParallelMerge.Sum ? outputs.Aggregate((sum, output) => sum + output) : Tensor.Concatenate(outputs, axis: -1);
    }
}

/// <summary>The way to merge the outputs of <see cref="Parallel{T}"/> branches.</summary>
public enum ParallelMerge
{
    /// <summary>They lie one after the other along the last axis: [..., a] and [..., b] become [..., a + b].</summary>
    Concatenate,

    /// <summary>They are added up; all have one shape.</summary>
    Sum,
}
