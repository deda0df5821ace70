namespace MiniGrad.Training;

/// <summary>What a model predicts on average where one column has a value in all samples: the mean over the samples of the predictions
/// with that value instead of their own. J. H. Friedman, Greedy function approximation: a gradient boosting machine, 2001.</summary>
/// <remarks>Where columns go together, samples are asked of that do not exist, such as tall plants of low weight.</remarks>
public sealed class PartialDependence
{
    /// <param name="column">The column.</param>
    /// <param name="categories">Its values as text, for a column of categories; else null.</param>
    /// <param name="numbers">Its values, for a column of numbers; else null.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="means">The mean of each output, at each value.</param>
    /// <exception cref="ArgumentException">Neither or both of categories and numbers are there, or there are not as many means as outputs
    /// and values.</exception>
    public PartialDependence(
        string column, IReadOnlyList<string>? categories, IReadOnlyList<double>? numbers, IReadOnlyList<string> outputs,
        IReadOnlyList<IReadOnlyList<double>> means)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(means);
        if (categories is null == numbers is null)
            throw new ArgumentException("PartialDependence: expected either categories or numbers, got both or neither.", nameof(numbers));
        int count = categories?.Count ?? numbers!.Count;
        Guard.NotEmpty(count, nameof(PartialDependence), "value", nameof(numbers));
        Guard.NotEmpty(outputs.Count, nameof(PartialDependence), "output", nameof(outputs));
        if (means.Count != outputs.Count || means.Any(ofOutput => ofOutput.Count != count))
        {
            throw new ArgumentException(
                Invariant($"PartialDependence: expected means of {outputs.Count} outputs at {count} values, got others."), nameof(means));
        }
        (Column, Categories, Numbers) = (column, categories?.ToArray().AsReadOnly(), numbers?.ToArray().AsReadOnly());
        Outputs = outputs.ToArray().AsReadOnly();
        Means = means.Select(ofOutput => (IReadOnlyList<double>)ofOutput.ToArray().AsReadOnly()).ToArray().AsReadOnly();
    }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>The values of a column of categories; null for numbers.</summary>
    public IReadOnlyList<string>? Categories { get; }

    /// <summary>The values of a column of numbers, ascending; null for categories.</summary>
    public IReadOnlyList<double>? Numbers { get; }

    /// <summary>The names of the outputs: the classes, whose probabilities the means are of, or the target.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The mean prediction of each output, at each value.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Means { get; }
}
