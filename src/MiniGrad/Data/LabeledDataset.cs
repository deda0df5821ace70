namespace MiniGrad.Data;

/// <summary>Samples in memory, each an input with the number of its class: for classification.</summary>
public sealed class LabeledDataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The inputs, one sample after the other along the first axis.</param>
    /// <param name="labels">The classes, a vector in the same order.</param>
    /// <param name="weights">How much each sample counts, a vector in the same order. Default: null, all the same.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, or a shape does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative; or a weight is negative or not finite.</exception>
    public LabeledDataset(Tensor<T> inputs, IndexTensor labels, Tensor<T>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rank == 0 || labels.Shape.Rank != 1 || inputs.Shape[0] != labels.Shape[0])
            throw new ArgumentException($"LabeledDataset: expected inputs [samples, ...] and labels [samples], got shapes {inputs.Shape} and {labels.Shape}.", nameof(labels));
        labels.CheckRange(int.MaxValue, nameof(LabeledDataset<T>), "label", nameof(labels));
        Samples.CheckWeights(weights, inputs.Shape[0], nameof(LabeledDataset<T>));
        Inputs = inputs.Detach();
        Labels = labels;
        Weights = weights?.Detach();
    }

    /// <summary>All inputs, [samples, ...].</summary>
    public Tensor<T> Inputs { get; }

    /// <summary>All classes, [samples].</summary>
    public IndexTensor Labels { get; }

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights { get; }

    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>One pass over the samples in batches.</summary>
    /// <param name="batchSize">The number of samples in a batch.</param>
    /// <param name="shuffle">Draws a new order for each pass. Default: the order of the data.</param>
    /// <param name="dropLast">Whether a last batch that is not full is left out. Default: it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public IEnumerable<LabeledBatch<T>> Batches(int batchSize, Random? shuffle = null, bool dropLast = false)
    {
        IEnumerable<ReadOnlyMemory<int>> order = BatchOrder.Batches(Count, batchSize, shuffle, dropLast);
        return Enumerate();

        IEnumerable<LabeledBatch<T>> Enumerate()
        {
            // All batches but the last have the same shapes.
            (Shape Inputs, Shape Labels)? shapes = null;
            foreach (ReadOnlyMemory<int> samples in order)
            {
                if (shapes is not { } known || known.Inputs[0] != samples.Length) shapes = known = (Inputs.Shape.With(0, samples.Length), Shape.Create(samples.Length));
                yield return new LabeledBatch<T>(this, samples, known.Inputs, known.Labels);
            }
        }
    }

    /// <summary>The first <paramref name="count"/> samples, and the others.</summary>
    /// <param name="count">From 0 to <see cref="Count"/>.</param>
    /// <param name="shuffle">Draws an order before the data are split. Default: the order of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public (LabeledDataset<T> First, LabeledDataset<T> Others) Split(int count, Random? shuffle = null)
    {
        (int[] first, int[] rest) = Samples.Split(Count, count, shuffle);
        return (Select(first), Select(rest));
    }

    /// <summary>Some of the samples, in the order given, as a data set of their own.</summary>
    /// <param name="samples">Their places, from 0 to below <see cref="Count"/>; one may be there several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a place.</exception>
    public LabeledDataset<T> Select(ReadOnlySpan<int> samples)
    {
        Samples.CheckPlaces(samples, Count);
        return new(Samples.Of(Inputs, samples), Samples.Of(Labels, samples), Weights is null ? null : Samples.Of(Weights, samples));
    }
}
