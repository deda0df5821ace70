namespace MiniGrad.Data;

/// <summary>Samples in memory: inputs with labels or with target numbers, or any number of tensors by name. It is the batch of all its
/// samples.</summary>
/// <example>A network with two inputs and two heads learns from samples such as these:
/// <code>
/// Tensor&lt;float&gt; left = Tensor.Uniform([60, 3], -1f, 1f, random), right = Tensor.Uniform([60, 5], -1f, 1f, random);
/// Dataset&lt;float&gt; samples = new(
///     numbers: new() { ["left"] = left, ["right"] = right, ["price"] = right.Sum([1], keepDimensions: true) },
///     labels: new() { ["kind"] = left.ArgMax(1) });
/// Linear&lt;float&gt; body = new(3 + 5, 16, random), priceHead = new(16, 1, random), kindHead = new(16, 3, random);
/// Adam&lt;float&gt; optimizer = new([.. body.Parameters, .. priceHead.Parameters, .. kindHead.Parameters]);
/// TrainingStep&lt;float&gt; step = new(optimizer, batch =>
/// {
///     Tensor&lt;float&gt; hidden = body.Forward(Tensor.Concatenate([batch["left"], batch["right"]], axis: 1)).Relu();
///     return Loss.MeanSquaredError(priceHead.Forward(hidden), batch["price"]) +
///         Loss.CrossEntropy(kindHead.Forward(hidden), batch.LabelsOf("kind"));
/// });
/// foreach (Batch&lt;float&gt; batch in samples.Batches(32, random)) step.Run(batch);
/// </code></example>
public sealed class Dataset<T> : Batch<T>, IDataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Dataset(Tensor<T> inputs, IndexTensor labels, Tensor<T>? weights = null) : base(nameof(Dataset<T>), inputs, labels, weights) { }

    /// <inheritdoc/>
    public Dataset(Tensor<T> inputs, Tensor<T> targets, Tensor<T>? weights = null) : base(nameof(Dataset<T>), inputs, targets, weights) { }

    /// <inheritdoc/>
    public Dataset(Dictionary<string, Tensor<T>> numbers, Dictionary<string, IndexTensor>? labels = null, Tensor<T>? weights = null)
        : base(SampleParts<T>.Of(nameof(Dataset<T>), numbers, labels, weights)) { }

    private Dataset(SampleParts<T> parts) : base(parts) { }

    long IDataset<T>.Count => Count;

    SampleParts<T> IDataset<T>.Layout => Parts;

    /// <inheritdoc/>
    public IEnumerable<Batch<T>> Batches(int size, Random? shuffle = null, bool dropsLast = false)
    {
        Guard.AtLeast(size, 1, "Batches");
        return Cut();

        IEnumerable<Batch<T>> Cut()
        {
            int[] order = Places(Count, shuffle);
            Shape[] shapes = [];
            for (int start = 0, length = 0; start < Count; start += length)
            {
                int left = Math.Min(size, Count - start);
                if (left < size && dropsLast) yield break;
                // All batches but the last have the same shapes.
                if (left != length) shapes = ShapesOf(Parts, left);
                length = left;
                yield return new Batch<T>(Parts, order.AsMemory(start, length), shapes);
            }
        }
    }

    IEnumerable<Batch<T>> IDataset<T>.BriefBatches(int size, Random? shuffle, bool dropsLast, int skipped) =>
        Batches(size, shuffle, dropsLast).Skip(skipped);

    /// <summary>Some of the samples, in the order given, as a data set of their own.</summary>
    /// <param name="samples">Their places, from 0 to below <see cref="Batch{T}.Count"/>; one may be there several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a place.</exception>
    public Dataset<T> Select(ReadOnlySpan<int> samples)
    {
        Partition.CheckPlaces(samples, Count);
        return new(Parts.Select(samples));
    }

    /// <summary>The first <paramref name="count"/> samples, and the others.</summary>
    /// <param name="count">From 0 to <see cref="Batch{T}.Count"/>.</param>
    /// <param name="shuffle">Draws an order before the data are split. Default: the order of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public (Dataset<T> First, Dataset<T> Others) Split(int count, Random? shuffle = null)
    {
        Guard.Between(count, 0, Count, "Split");
        int[] order = Places(Count, shuffle);
        return (Select(order.AsSpan(0, count)), Select(order.AsSpan(count)));
    }

    /// <summary>Parts for training, validation and test: copies of their samples.</summary>
    /// <param name="training">The share for training, from 0 to 1.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for test; the three sum to 1.</param>
    /// <param name="shuffle">Draws an order before the data are divided. Default: the order of the data.</param>
    /// <param name="isStratified">Whether each part has its share of every class, if each sample has one label. Default: true.</param>
    /// <exception cref="ArgumentException">A share is negative, or they do not sum to 1.</exception>
    public (Dataset<T> Training, Dataset<T> Validation, Dataset<T> Test) Split(
        double training, double validation, double test, Random? shuffle = null, bool isStratified = true)
    {
        int[][] parts = Partition.SplitStratified(Strata(isStratified), [training, validation, test], shuffle);
        return (Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>Pairs for cross-validation: each of k parts once for validation, with the others for training. Copied on demand.</summary>
    /// <param name="folds">k, from 2 to the number of samples.</param>
    /// <param name="shuffle">Draws an order before the data are divided. Default: the order of the data.</param>
    /// <param name="isStratified">Whether each part has its share of every class, if each sample has one label. Default: true.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public IEnumerable<(Dataset<T> Training, Dataset<T> Validation)> Folds(int folds, Random? shuffle = null, bool isStratified = true) =>
        Partition.StratifiedFolds(Strata(isStratified), folds, shuffle).Select(fold => (Select(fold.Training), Select(fold.Validation)));

    /// <summary>These samples with other weights.</summary>
    internal Dataset<T> WithWeights(Tensor<T> weights) => new(Parts.With(weights));

    private int[] Strata(bool isStratified) =>
        isStratified && Parts.Labels is [{ Shape.Rank: 1 } labels] ? labels.Span.ToArray() : new int[Count];

    internal static int[] Places(int count, Random? shuffle)
    {
        int[] places = [.. Enumerable.Range(0, count)];
        shuffle?.Shuffle(places);
        return places;
    }
}

/// <summary>Makes data sets.</summary>
public static class Dataset
{
    /// <summary>Samples that are read while a network learns from them, so that they need not fit into memory.</summary>
    /// <param name="source">Where they are read from.</param>
    /// <param name="shuffleBuffer">The number of samples that are brought into a random order together, at least 1; in memory there is as
    /// much once more, which is read meanwhile. Default: 16,384.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shuffle buffer is below 1.</exception>
    public static StreamedDataset<T> Stream<T>(SampleSource<T> source, int shuffleBuffer = 16384)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(source, shuffleBuffer);
}
