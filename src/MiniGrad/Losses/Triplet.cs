namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The triplet loss of each row: <c>max(0, ‖a − p‖ − ‖a − n‖ + margin)</c>: an anchor is to be nearer to a sample of its own
    /// class than to one of another, by a margin (Schroff and others, "FaceNet: a unified embedding for face recognition and clustering",
    /// 2015, with distances in place of their squares, as PyTorch has it).</summary>
    /// <remarks>PyTorch adds 1e-6 to each difference; here distances are exact, and one of 0 has no gradient.</remarks>
    /// <param name="anchors">a, [..., dimension].</param>
    /// <param name="positives">p, samples that belong to the anchors, of the same shape.</param>
    /// <param name="negatives">n, samples that do not, of the same shape.</param>
    /// <param name="margin">Above 0 and finite. Default: 1.</param>
    /// <param name="swaps">Whether the nearer of a and p counts as the negative's neighbour: ‖a − n‖ becomes the smaller of it and ‖p − n‖
    /// (Balntas and others, "Learning local feature descriptors with triplets", 2016). Default: no.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or have no axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is out of its range.</exception>
    public static Tensor<T> Triplet<T>(
        Tensor<T> anchors, Tensor<T> positives, Tensor<T> negatives, double margin = 1, bool swaps = false,
        LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckRows(nameof(Triplet), anchors, positives);
        CheckRows(nameof(Triplet), anchors, negatives);
        T distance = Guard.Positive(T.CreateChecked(margin), nameof(Triplet), "the margin", nameof(margin));
        Tensor<T> far = (anchors - negatives).Norm([-1]);
        if (swaps) far = Tensor.Minimum(far, (positives - negatives).Norm([-1]));
        return Reduce(((anchors - positives).Norm([-1]) - far + distance).Relu(), reduction);
    }
}
