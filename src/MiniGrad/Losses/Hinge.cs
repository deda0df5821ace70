using System.Numerics;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>
    /// The hinge loss <c>max(0, 1 − t·x)</c> of each element: nothing once the score has the right sign with a margin of 1 (Cortes and Vapnik,
    /// "Support-vector networks", 1995).
    /// </summary>
    /// <param name="scores">x, of any shape.</param>
    /// <param name="targets">t, of the same shape: −1 or 1.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a target is neither −1 nor 1.</exception>
    public static Tensor<T> Hinge<T>(Tensor<T> scores, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(Hinge), scores, targets);
        foreach (T target in targets.Span)
            if (T.Abs(target) != T.One) throw new ArgumentException($"Hinge: targets must be −1 or 1, got {target}.", nameof(targets));
        return Reduce((T.One - scores * targets).Relu(), reduction);
    }
}
