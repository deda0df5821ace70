namespace MiniGrad.Training;

/// <summary>Several metrics being computed in one pass over the same batches; what they have in common (the outputs in double precision,
/// predicted classes, probabilities) is computed once. For one thread at a time.</summary>
public sealed class MetricSet
{
    private readonly BatchWorkspace workspace = new();
    private readonly (Metric Metric, MetricAccumulator Accumulator)[] entries;

    private MetricSet(IEnumerable<Metric> metrics)
    {
        Metric[] given = [.. metrics];
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i] is null) throw new ArgumentException($"MetricSet: metric {i} is null.", nameof(metrics));
            if (given.Take(i).Any(earlier => earlier.Name == given[i].Name))
                throw new ArgumentException($"MetricSet: the metric \"{given[i].Name}\" is given twice.", nameof(metrics));
        }
        entries = Array.ConvertAll(given, metric => (metric, metric.Begin()));
    }

    /// <summary>Starts to compute some metrics, without samples.</summary>
    /// <exception cref="ArgumentException">One is null, or two have the same name.</exception>
    public static MetricSet Begin(params IEnumerable<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new MetricSet(metrics);
    }

    /// <summary>The metrics, in the order given.</summary>
    public IEnumerable<Metric> Metrics => entries.Select(entry => entry.Metric);

    /// <summary>The name and the value over all samples so far of each metric, in the order given.</summary>
    public IReadOnlyList<(string Name, double Value)> Values => [.. entries.Select(entry => (entry.Metric.Name, entry.Accumulator.Value))];

    /// <inheritdoc cref="MetricAccumulator.Add(in MetricBatch)"/>
    public void Add(in MetricBatch batch)
    {
        foreach ((Metric metric, MetricAccumulator accumulator) in entries)
        {
            batch.NameReader(metric.Name);
            accumulator.Add(batch);
        }
        batch.NameReader(nameof(MetricBatch));
    }

    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, IndexTensor, Tensor{T}?)"/>
    public void Add<T>(Tensor<T> outputs, IndexTensor labels, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add(workspace.Read(outputs, labels, weights));

    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, Tensor{T}, Tensor{T}?)"/>
    public void Add<T>(Tensor<T> outputs, Tensor<T> targets, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add(workspace.Read(outputs, targets, weights));
}
