using static System.FormattableString;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The quantile loss, or pinball loss, of each element: <c>max(q·d, (q − 1)·d)</c> with d = t − x. Its mean is least where a
    /// share of q of the targets lies below the predictions (Koenker and Bassett, "Regression quantiles", 1978).</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">t, of the same shape. Gradients flow to them too.</param>
    /// <param name="quantile">q, between 0 and 1, without both. Default: 0.5, the median; the loss is half the absolute error then.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">q is not between 0 and 1.</exception>
    public static Tensor<T> Quantile<T>(
        Tensor<T> predictions, Tensor<T> targets, double quantile = 0.5, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(Quantile), predictions, targets);
        CheckQuantile(quantile);
        Tensor<T> error = targets - predictions;
        return Reduce(Tensor.Maximum(error * T.CreateChecked(quantile), error * T.CreateChecked(quantile - 1)), reduction);
    }

    /// <summary>The quantile loss of several quantiles at once, one for each element of the predictions' last axis.</summary>
    /// <param name="predictions">x, [..., quantiles].</param>
    /// <param name="targets">t, [...]: each is the target of all quantiles of its row. Gradients flow to them too.</param>
    /// <param name="quantiles">q of each, such as 0.05, 0.5 and 0.95.</param>
    /// <param name="reduction">What becomes of the losses [..., quantiles]. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A quantile is not between 0 and 1.</exception>
    /// <seealso cref="Quantile{T}(Tensor{T}, Tensor{T}, double, LossReduction)"/>
    public static Tensor<T> Quantile<T>(
        Tensor<T> predictions, Tensor<T> targets, IReadOnlyList<double> quantiles, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(quantiles);
        foreach (double quantile in quantiles) CheckQuantile(quantile);
        if (predictions.Rank == 0 || predictions.Shape[-1] != quantiles.Count
            || !predictions.Shape.SkipLast(1).SequenceEqual(targets.Shape))
        {
            throw new ArgumentException(
                Invariant($"Quantile: expected predictions [..., {quantiles.Count}] and targets [...], got {predictions.Shape} and ") +
                $"{targets.Shape}.", nameof(targets));
        }
        Tensor<T> error = targets.ExpandDimension(-1) - predictions;
        Tensor<T> above = Tensor.Create<T>([.. quantiles.Select(T.CreateChecked)], [quantiles.Count]);
        Tensor<T> below = Tensor.Create<T>([.. quantiles.Select(q => T.CreateChecked(q - 1))], [quantiles.Count]);
        return Reduce(Tensor.Maximum(error * above, error * below), reduction);
    }

    private static void CheckQuantile(double quantile) =>
        Guard.That(quantile is > 0 and < 1, quantile, "between 0 and 1", nameof(Quantile), "the quantile");
}
