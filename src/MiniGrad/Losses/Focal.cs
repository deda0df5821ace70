namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The focal loss of each row: <c>w·(1 − p)^γ·(−log p)</c> with p = softmax(x)[label]. A cross-entropy in which rows that are
    /// right already count little, for classes of very different sizes (Lin and others, "Focal loss for dense object detection", 2017).
    /// </summary>
    /// <remarks>γ = 0 is <see cref="CrossEntropy{T}(Tensor{T}, IndexTensor, Tensor{T}, double, LossReduction, int?, Tensor{T})"/>, and the
    /// mean is weighted by classes as there. The probability 1 − p of all other classes is computed without cancellation.</remarks>
    /// <param name="logits">x, [..., classes].</param>
    /// <param name="labels">The right class of each row, [...].</param>
    /// <param name="gamma">γ, finite and at least 0. Default: 2.</param>
    /// <param name="classWeights">w, a factor for each class, [classes], taken as a constant. Default: 1.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <param name="ignoredLabel">The label, at least 0, of rows that do not count. Default: none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or there is no row to take the mean of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside the classes, or γ is out of its range.</exception>
    public static Tensor<T> Focal<T>(
        Tensor<T> logits, IndexTensor labels, double gamma = 2, Tensor<T>? classWeights = null,
        LossReduction reduction = LossReduction.Mean, int? ignoredLabel = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLabels(nameof(Focal), logits, labels, classWeights);
        CheckReduction(reduction);
        T exponent = Focus<T>(gamma, nameof(Focal));
        if (ignoredLabel is { } ignored) Guard.AtLeast(ignored, 0, nameof(Focal), "the label to ignore", nameof(ignoredLabel));
        LabelTargets<T> targets = new(classWeights, T.Zero, ignoredLabel, nameof(Focal));
        LabelTargets<T> unweighted = new(null, T.Zero, ignoredLabel, nameof(Focal));
        Tensor<T> entropies = new CrossEntropyOperation<T>(logits, labels, unweighted).Apply();
        // 1 − e^−c = tanh(c / 2)·(1 + e^−c), exact for small c too.
        Tensor<T> isZero = entropies.EqualTo(T.Zero), c = Tensor.Where(isZero, T.One, entropies);
        Tensor<T> others = (c * T.CreateChecked(0.5)).Tanh() * ((-c).Exp() + T.One);
        Tensor<T> losses = Tensor.Where(isZero, T.Zero, others.Power(exponent) * c) * targets.Weights(labels);
        if (reduction != LossReduction.Mean || labels.ElementCount == 0) return Reduce(losses, reduction);
        Tensor<T> total = targets.TotalWeightTensor(labels);
        return losses.Sum() / new CountedTotalOperation<T>(total, nameof(Focal)).Apply();
    }

    /// <summary>The focal loss of each element: <c>α_t·(1 − p_t)^γ</c> times the binary cross-entropy, with p = σ(x),
    /// <c>p_t = p·t + (1 − p)·(1 − t)</c> and <c>α_t = α·t + (1 − α)·(1 − t)</c> (Lin and others, "Focal loss for dense object
    /// detection", 2017).</summary>
    /// <param name="logits">x, of any shape: log-odds.</param>
    /// <param name="targets">t, from 0 to 1, of the same shape.</param>
    /// <param name="gamma">γ, finite and at least 0. Default: 2.</param>
    /// <param name="alpha">α, from 0 to 1: the weight of targets of 1, that of 0 is 1 − α. Default: both count 1.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">γ or α is out of its range.</exception>
    public static Tensor<T> BinaryFocalWithLogits<T>(
        Tensor<T> logits, Tensor<T> targets, double gamma = 2, double? alpha = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(BinaryFocalWithLogits), logits, targets);
        CheckReduction(reduction);
        T exponent = Focus<T>(gamma, nameof(BinaryFocalWithLogits));
        if (alpha is { } share) Guard.Between(share, 0, 1, nameof(BinaryFocalWithLogits), "α", nameof(alpha));

        Tensor<T> losses = BinaryCrossEntropyWithLogits(logits, targets, reduction: LossReduction.None);
        Tensor<T> negatives = T.One - targets;
        if (exponent != T.Zero)
        {
            Tensor<T> missed = logits.Sigmoid() * negatives + (-logits).Sigmoid() * targets;
            Tensor<T> isZero = missed.EqualTo(T.Zero);
            losses = Tensor.Where(isZero, T.Zero, Tensor.Where(isZero, T.One, missed).Power(exponent) * losses);
        }
        if (alpha is { } positive) losses *= targets * T.CreateChecked(positive) + negatives * T.CreateChecked(1 - positive);
        return Reduce(losses, reduction);
    }

    private static T Focus<T>(double gamma, string loss) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Guard.NotNegative(T.CreateChecked(gamma), loss, "γ", nameof(gamma));
}
