namespace MiniGrad.Data;

/// <summary>Samples in memory, each an input with a target of numbers: for regression, and for targets that are probabilities.</summary>
public sealed class Dataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The inputs, one sample after the other along the first axis.</param>
    /// <param name="targets">The targets, in the same order along the first axis.</param>
    /// <param name="weights">How much each sample counts, a vector in the same order. Default: null, all the same.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, or there is no first axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public Dataset(Tensor<T> inputs, Tensor<T> targets, Tensor<T>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank == 0 || targets.Rank == 0 || inputs.Shape[0] != targets.Shape[0])
            throw new ArgumentException($"Dataset: expected inputs and targets of as many samples, got shapes {inputs.Shape} and {targets.Shape}.", nameof(targets));
        Samples.CheckWeights(weights, inputs.Shape[0], nameof(Dataset<T>));
        Inputs = inputs.Detach();
        Targets = targets.Detach();
        Weights = weights?.Detach();
    }

    /// <summary>All inputs, [samples, ...].</summary>
    public Tensor<T> Inputs { get; }

    /// <summary>All targets, [samples, ...].</summary>
    public Tensor<T> Targets { get; }

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights { get; }

    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>One pass over the samples in batches.</summary>
    /// <param name="batchSize">The number of samples in a batch.</param>
    /// <param name="shuffle">Draws a new order for each pass. Default: the order of the data.</param>
    /// <param name="dropLast">Whether a last batch that is not full is left out. Default: it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public IEnumerable<Batch<T>> Batches(int batchSize, Random? shuffle = null, bool dropLast = false)
    {
        IEnumerable<ReadOnlyMemory<int>> order = BatchOrder.Batches(Count, batchSize, shuffle, dropLast);
        return Enumerate();

        IEnumerable<Batch<T>> Enumerate()
        {
            // All batches but the last have the same shapes.
            (Shape Inputs, Shape Targets)? shapes = null;
            foreach (ReadOnlyMemory<int> samples in order)
            {
                if (shapes is not { } known || known.Inputs[0] != samples.Length) shapes = known = (Inputs.Shape.With(0, samples.Length), Targets.Shape.With(0, samples.Length));
                yield return new Batch<T>(this, samples, known.Inputs, known.Targets);
            }
        }
    }

    /// <summary>The first <paramref name="count"/> samples, and the others.</summary>
    /// <param name="count">From 0 to <see cref="Count"/>.</param>
    /// <param name="shuffle">Draws an order before the data are split. Default: the order of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public (Dataset<T> First, Dataset<T> Others) Split(int count, Random? shuffle = null)
    {
        (int[] first, int[] rest) = Samples.Split(Count, count, shuffle);
        return (Select(first), Select(rest));
    }

    /// <summary>Some of the samples, in the order given, as a data set of their own.</summary>
    /// <param name="samples">Their places, from 0 to below <see cref="Count"/>; one may be there several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample at a place.</exception>
    public Dataset<T> Select(ReadOnlySpan<int> samples)
    {
        Samples.CheckPlaces(samples, Count);
        return new(Samples.Of(Inputs, samples), Samples.Of(Targets, samples), Weights is null ? null : Samples.Of(Weights, samples));
    }
}
