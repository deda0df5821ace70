namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The cosine distance of each row: <c>1 − x·t / (‖x‖·‖t‖)</c>, from 0 for the same direction to 2 for the opposite one.
    /// </summary>
    /// <param name="predictions">x, [..., dimension]. A row of zeros counts as at right angles to every other: its distance is 1.</param>
    /// <param name="targets">t, of the same shape. Gradients flow to them too.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or have no axis.</exception>
    public static Tensor<T> CosineDistance<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckRows(nameof(CosineDistance), predictions, targets);
        return Reduce(T.One - Cosine(predictions, targets), reduction);
    }

    /// <summary>The cosine embedding loss of each pair of rows: <c>1 − cos</c> where they belong together, else
    /// <c>max(0, cos − margin)</c>, for vectors that are to have like directions where what they stand for is alike.</summary>
    /// <param name="left">[..., dimension].</param>
    /// <param name="right">Of the same shape.</param>
    /// <param name="targets">[...]: 1 where both belong together, −1 where they do not.</param>
    /// <param name="margin">The cosine below which rows that do not belong together cost nothing, from −1 to 1. Default: 0.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a target is neither −1 nor 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is out of its range.</exception>
    public static Tensor<T> CosineEmbedding<T>(
        Tensor<T> left, Tensor<T> right, Tensor<T> targets, double margin = 0, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckRows(nameof(CosineEmbedding), left, right);
        ArgumentNullException.ThrowIfNull(targets);
        Guard.Between(margin, -1, 1, nameof(CosineEmbedding), "the margin");
        if (!left.Shape.SkipLast(1).SequenceEqual(targets.Shape))
        {
            throw new ArgumentException(
                $"CosineEmbedding: expected rows [..., dimension] and targets [...], got {left.Shape} and {targets.Shape}.",
                nameof(targets));
        }
        Tensor<T> signs = new SignsOperation<T>(targets, nameof(CosineEmbedding)).Apply();
        Tensor<T> cosine = Cosine(left, right);
        Tensor<T> excess = (cosine - T.CreateChecked(margin)).Relu();
        return Reduce(Tensor.Where(signs.Greater(T.Zero), T.One - cosine, excess), reduction);
    }

    private static Tensor<T> Cosine<T>(Tensor<T> left, Tensor<T> right) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (Direction(left) * Direction(right)).Sum([-1]);

    private static Tensor<T> Direction<T>(Tensor<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> norm = rows.Norm([-1], keepDimensions: true);
        return rows / Tensor.Where(norm.EqualTo(T.Zero), T.One, norm);
    }

    private static void CheckRows<T>(string loss, Tensor<T> left, Tensor<T> right) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(loss, left, right);
        if (left.Rank == 0) throw new ArgumentException($"{loss}: expected [..., dimension], got {left.Shape}.", nameof(left));
    }
}
