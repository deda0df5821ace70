namespace MiniGrad.Training;

/// <summary>How good a model is on some data.</summary>
/// <param name="Loss">The mean of the samples' losses, weighted where the samples are.</param>
/// <param name="Metrics">What was measured besides, by name, in the order asked for.</param>
public sealed record EvaluationResult(double Loss, IReadOnlyList<(string Name, double Value)> Metrics)
{
    /// <summary>One of the metrics.</summary>
    /// <exception cref="KeyNotFoundException">It was not measured; the message lists those that were.</exception>
    public double this[string metric]
    {
        get
        {
            foreach ((string name, double value) in Metrics)
                if (name == metric) return value;
            string measured = Metrics.Count == 0 ? "none was" : string.Join(", ", Metrics.Select(entry => $"'{entry.Name}'"));
            throw new KeyNotFoundException($"EvaluationResult: the metric '{metric}' was not measured; measured: {measured}.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(EvaluationResult? other) => other is not null && Loss.Equals(other.Loss) && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Loss, Metrics.Count);

    /// <summary>The figures in one line.</summary>
    public override string ToString() => string.Join(
        ", ", Metrics.Prepend((Name: "loss", Value: Loss)).Select(entry => Invariant($"{entry.Name} {entry.Value:G5}")));
}
