using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Predicted classes and their probabilities as a table.</summary>
internal static class ClassPredictions
{
    private const int ProbabilityDigits = 6;

    /// <param name="target">The name of what is predicted.</param>
    /// <param name="predicted">The predicted classes.</param>
    /// <param name="classes">The names of all classes.</param>
    /// <param name="probabilities">The probability of each class, [samples, classes].</param>
    public static Table ToTable(string target, TableColumn predicted, IReadOnlyList<string> classes, Tensor<float> probabilities) => new(
    [
        predicted,
        .. classes.Select((name, place) => new NumberColumn($"{target}={name}", Column(probabilities, place))),
    ]);

    private static double[] Column(Tensor<float> numbers, int column) =>
        [.. Enumerable.Range(0, numbers.Shape[0]).Select(row => Math.Round((double)numbers[row, column], ProbabilityDigits))];
}
