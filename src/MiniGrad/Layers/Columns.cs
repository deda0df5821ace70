namespace MiniGrad.Layers;

/// <summary>Some of the features, those from one on: input [..., features], output [..., count]. Without parameters.</summary>
/// <example>
/// An embedding of a categorical column, the first, beside four numeric ones:
/// <code>
/// using MiniGrad;
/// using MiniGrad.Layers;
///
/// Random random = new(1);
/// Layer&lt;float&gt; category = new Sequential&lt;float&gt;(
///     new Columns&lt;float&gt;(0, 1), new Embedding&lt;float&gt;(12, 3, random), new Flatten&lt;float&gt;());
/// Layer&lt;float&gt; inputs = new Parallel&lt;float&gt;(ParallelMerge.Concatenate, category, new Columns&lt;float&gt;(1, 4));
/// Layer&lt;float&gt; model = new Sequential&lt;float&gt;(inputs, new Mlp&lt;float&gt;([3 + 4, 32, 2], Activation.Relu, random));
/// </code>
/// </example>
public sealed class Columns<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="first">The number of the first feature that is taken, from 0.</param>
    /// <param name="count">The number of features to take, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small, or the two together too large.</exception>
    public Columns(int first, int count)
    {
        Guard.AtLeast(first, 0, nameof(Columns<T>), "the first feature");
        Guard.Between(count, 1, int.MaxValue - first, nameof(Columns<T>), "the number of features");
        First = first;
        Count = count;
    }

    /// <summary>The number of the first feature that is taken, from 0.</summary>
    public int First { get; }

    /// <summary>The number of features to take.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override string Description => Count == 1 ? $"Columns {First}" : $"Columns {First} to {First + Count - 1}";

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => input.Rank > 0 && input.Shape[-1] >= First + Count
        ? input.Slice(-1, First, Count) : throw new ArgumentException(
            $"{Description}: expected an input of shape [..., features] with at least {First + Count} features, got {input.Shape}.",
            nameof(input));
}
