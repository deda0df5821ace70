using System.Collections.Immutable;

namespace MiniGrad.Estimators;

/// <summary>What a classifier says of one row.</summary>
/// <param name="Label">The most probable class, a place in <see cref="MlpClassifier.ClassNames"/>.</param>
/// <param name="ClassName">Its name.</param>
/// <param name="Probabilities">The probability of each class, in the order of <see cref="MlpClassifier.ClassNames"/>; they sum to
/// 1.</param>
public sealed record ClassPrediction(int Label, string ClassName, ImmutableArray<float> Probabilities)
{
    /// <summary>The probability of the class that is predicted.</summary>
    public float Probability => Probabilities[Label];

    /// <summary>The class and its probability, such as <c>setosa (0.98)</c>.</summary>
    public override string ToString() => Invariant($"{ClassName} ({Probability:0.##})");
}
