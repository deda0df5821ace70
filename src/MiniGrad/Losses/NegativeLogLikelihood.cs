using System.Numerics;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The negative logarithm of the probability given to the right class: <c>−x[label]</c> of each row.</summary>
    /// <param name="logProbabilities">Logarithms of probabilities, [..., classes], as <see cref="Tensor{T}.LogSoftmax"/> gives them.</param>
    /// <param name="labels">The right class of each row, [...].</param>
    /// <param name="classWeights">
    /// A factor for each class, [classes], taken as a constant; the mean is then weighted too, by the weight of each row's class.
    /// </param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside the classes.</exception>
    public static Tensor<T> NegativeLogLikelihood<T>(
        Tensor<T> logProbabilities, IndexTensor labels, Tensor<T>? classWeights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLabels(nameof(NegativeLogLikelihood), logProbabilities, labels, classWeights);
        int[] places = new int[labels.ElementCount];
        for (int row = 0; row < places.Length; row++) places[row] = row * logProbabilities.Shape[-1] + labels.Span[row];
        Tensor<T> losses = -logProbabilities.Flatten().GatherRows(new IndexTensor(places, labels.Shape));
        if (classWeights is not null) losses *= classWeights.Detach().GatherRows(labels);
        return ReduceWeighted(losses, labels, classWeights, reduction);
    }
}
