using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>A table of learned vectors, looked up by number: each of the input's whole numbers becomes the row of that number. Input
/// [batch, ...], output [batch, ..., dimension], <c>weight</c> [count, dimension]. In the gradient, rows that are looked up several times
/// add up, and those that are not are 0.</summary>
public sealed class Embedding<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="count">The number of vectors, at least 1: the input's numbers are from 0 to one less.</param>
    /// <param name="dimension">The number of elements of a vector, at least 1.</param>
    /// <param name="random">Draws the starting vectors.</param>
    /// <param name="weights">How. Default: normal with mean 0 and deviation 1, as in PyTorch.</param>
    /// <param name="paddingIndex">The number that stands for padding, whose vector is not learned: it starts at 0 and has no gradient.
    /// Default: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the padding is not one of the vectors.</exception>
    public Embedding(int count, int dimension, Random random, Initializer? weights = null, int? paddingIndex = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        Count = Guard.AtLeast(count, 1, nameof(Embedding<T>), "the number of vectors");
        Dimension = Guard.AtLeast(dimension, 1, nameof(Embedding<T>), "the dimension of the vectors");
        if (paddingIndex is { } place)
            Guard.Between(place, 0, count - 1, nameof(Embedding<T>), "the number of the padding", nameof(paddingIndex));
        PaddingIndex = paddingIndex;
        Weight = Register("weight", new Parameter<T>((weights ?? Initializer.Normal(0, 1)).Create<T>([count, dimension], random)));
        if (paddingIndex is { } padding) Weight.BeginUpdate().Slice(padding * dimension, dimension).Clear();
    }

    /// <summary>The number of vectors.</summary>
    public int Count { get; }

    /// <summary>The number of elements of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The number that stands for padding, whose vector is not learned, or null.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The vectors, of shape [count, dimension].</summary>
    public Parameter<T> Weight { get; }

    /// <inheritdoc/>
    public override string Description => $"Embedding {Count} × {Dimension}";

    /// <summary>The vectors, without a gradient for that of the padding.</summary>
    internal Tensor<T> Table =>
        PaddingIndex is { } row && Recording.IsOn ? new FrozenRowOperation<T>(Weight, row).Apply() : Weight;

    /// <summary>The vectors of some numbers that are integers already.</summary>
    /// <param name="indices">[batch, ...].</param>
    /// <returns>[batch, ..., dimension].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside 0 to <see cref="Count"/> − 1.</exception>
    public Tensor<T> Forward(IndexTensor indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return Observed(new GatherRowsOperation<T>(Table, indices, Description).Apply());
    }

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => new GatherNumberedRowsOperation<T>(Table, input, Description).Apply();
}
