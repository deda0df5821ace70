namespace MiniGrad.Layers;

/// <summary>Dot-product attention: for each query the mean of the values, weighted by the softmax over the keys of
/// <c>query·key / √features</c>. It has no parameters.</summary>
/// <remarks>Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation", 2015 (the dot product); the
/// scaling by Vaswani and others, "Attention is all you need", 2017.</remarks>
/// <example>Which steps of a source the steps of a target came from:<code>
/// Attention&lt;float&gt; attention = new();
/// Tensor&lt;float&gt; source = Tensor.Normal([4, 10, 32], 0f, 1f, random), target = Tensor.Normal([4, 6, 32], 0f, 1f, random);
/// IndexTensor lengths = IndexTensor.Create([10, 3, 7, 1]);
/// (Tensor&lt;float&gt; context, Tensor&lt;float&gt; weights) = attention.Forward(target, source, source, lengths);
/// </code></example>
public sealed class Attention<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The weighted means of the values, and the weights.</summary>
    /// <param name="queries">[batch, queries, features].</param>
    /// <param name="keys">[batch, keys, features].</param>
    /// <param name="values">[batch, keys, any number of features].</param>
    /// <param name="lengths">How many of the keys count, [batch], from 1 to their number; those behind have the weight 0. Default:
    /// all.</param>
    /// <param name="mask">1 where a query may see a key, 0 where it may not, of a shape that broadcasts to [batch, queries, keys]; every
    /// query has to see one. Default: all.</param>
    /// <returns>[batch, queries, features of a value], and [batch, queries, keys], which sum to 1 along the keys.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, the mask has other numbers than 0 and 1, or a query may see no
    /// key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of its range.</exception>
    public (Tensor<T> Context, Tensor<T> Weights) Forward(
        Tensor<T> queries, Tensor<T> keys, Tensor<T> values, IndexTensor? lengths = null, Tensor<T>? mask = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        if (queries.Rank != 3 || keys.Rank != 3 || values.Rank != 3 || queries.Shape[0] != keys.Shape[0]
            || queries.Shape[2] != keys.Shape[2] || values.Shape[0] != keys.Shape[0] || values.Shape[1] != keys.Shape[1])
            throw new ArgumentException(
                "Attention: expected queries [batch, queries, features], keys [batch, keys, features] and values [batch, keys, any], got " +
                $"{queries.Shape}, {keys.Shape} and {values.Shape}.", nameof(keys));
        int batch = keys.Shape[0], count = keys.Shape[1];
        Tensor<T>? counted = null;
        SequenceLengths.CheckShape(lengths, batch, nameof(Attention<T>));
        if (lengths is not null)
        {
            counted = new SequenceMaskOperation<T>(nameof(Attention<T>), lengths, count).Apply();
            // What stands behind must not count even where it is no number: a weight of 0 would not keep that out.
            Tensor<T> ends = counted.ExpandDimension(2), kept = Tensor.Where(ends, keys, T.Zero);
            (keys, values) = (kept, ReferenceEquals(keys, values) ? kept : Tensor.Where(ends, values, T.Zero));
        }
        Tensor<T> scores = new MatMulOperation<T>(queries, keys, transposeA: false, transposeB: true).Apply()
            * T.CreateChecked(1 / Math.Sqrt(Math.Max(1, keys.Shape[2])));
        if (counted is not null) scores = Masked(scores, counted.ExpandDimension(1));
        if (mask is not null)
        {
            if (!mask.Shape.BroadcastsTo(scores.Shape))
                throw new ArgumentException(
                    $"Attention: expected a mask that broadcasts to {scores.Shape}, got {mask.Shape}.", nameof(mask));
            scores = Masked(scores, mask);
        }
        Tensor<T> weights = scores.Softmax();
        return (Observed(weights.MatMul(values)), weights);
    }

    /// <summary>Self-attention: the input is queries, keys and values.</summary>
    protected override Tensor<T> Compute(Tensor<T> input) => Forward(input, input, input).Context;

    private static Tensor<T> Masked(Tensor<T> scores, Tensor<T> mask) =>
        new MaskedScoresOperation<T>(scores, mask.BroadcastTo(scores.Shape)).Apply();
}
