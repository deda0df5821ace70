namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The Kullback-Leibler divergence <c>Σ p·(log p − log q)</c> of each row: how much information is lost when q stands in for
    /// p. Where p is 0 the term is 0.</summary>
    /// <param name="logPredictions">log q, [..., classes], as <see cref="Tensor{T}.LogSoftmax"/> gives it.</param>
    /// <param name="targets">p, probabilities of the same shape. Gradients flow to them too.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean (PyTorch's <c>batchmean</c>).</param>
    /// <exception cref="ArgumentException">The shapes differ, or have no axis.</exception>
    public static Tensor<T> KullbackLeiblerDivergence<T>(
        Tensor<T> logPredictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(KullbackLeiblerDivergence), logPredictions, targets);
        if (targets.Rank == 0)
            throw new ArgumentException($"KullbackLeiblerDivergence: expected [..., classes], got {targets.Shape}.", nameof(targets));
        Tensor<T> isZero = targets.EqualTo(T.Zero);
        Tensor<T> logTargets = Tensor.Where(isZero, T.One, targets).Log();
        return Reduce((targets * Tensor.Where(isZero, T.Zero, logTargets - logPredictions)).Sum([-1]), reduction);
    }
}
