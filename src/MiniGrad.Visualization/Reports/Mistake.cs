namespace MiniGrad.Visualization;

/// <summary>A sample that a model gets wrong.</summary>
/// <param name="Sample">Which sample of the data, from 0.</param>
/// <param name="Right">What is right: the class' name, or numbers.</param>
/// <param name="Predicted">What the model says; <c>none</c> where its outputs are not numbers.</param>
/// <param name="Loss">How wrong that is: see <see cref="WorstMistakes"/>.</param>
/// <param name="Probability">The probability that the model gives to the class that it predicts; null where it predicts no class.</param>
/// <param name="Input">The sample's input.</param>
public sealed record Mistake(int Sample, string Right, string Predicted, double Loss, double? Probability, IReadOnlyList<double> Input);
