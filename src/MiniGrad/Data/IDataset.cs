namespace MiniGrad.Data;

/// <summary>Samples to learn from: in memory, a <see cref="Dataset{T}"/>, or read meanwhile, a <see cref="StreamedDataset{T}"/>.</summary>
public interface IDataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of samples.</summary>
    long Count { get; }

    /// <summary>A first part of the samples, at least one where there is any: their names and shapes are those of all.</summary>
    internal SampleParts<T> Layout { get; }

    /// <summary>One pass over the samples in batches.</summary>
    /// <param name="size">The number of samples in a batch, at least 1.</param>
    /// <param name="shuffle">Draws a new order for each pass. Default: the order of the data.</param>
    /// <param name="dropsLast">Whether a last batch that is not full is left out. Default: it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    IEnumerable<Batch<T>> Batches(int size, Random? shuffle = null, bool dropsLast = false);

    /// <summary>The batches that <see cref="Batches"/> gives from one on, each to be used before the next one is asked for.</summary>
    /// <param name="size">The number of samples in a batch.</param>
    /// <param name="shuffle">Draws the order.</param>
    /// <param name="dropsLast">Whether a last batch that is not full is left out.</param>
    /// <param name="skipped">The number of batches before the first one that is given.</param>
    internal IEnumerable<Batch<T>> BriefBatches(int size, Random? shuffle, bool dropsLast, int skipped);
}
