namespace MiniGrad.Data;

/// <summary>The samples of one pass over a data set, cut into batches.</summary>
internal static class BatchOrder
{
    /// <param name="count">The number of samples.</param>
    /// <param name="batchSize">The number in each batch, at least 1.</param>
    /// <param name="shuffle">Draws the order (Fisher and Yates), or null for the order of the data.</param>
    /// <param name="dropLast">Whether a last batch that is not full is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public static IEnumerable<ReadOnlyMemory<int>> Batches(int count, int batchSize, Random? shuffle, bool dropLast)
    {
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), $"Batches: the batch size must be at least 1, got {batchSize}.");
        return Cut();

        IEnumerable<ReadOnlyMemory<int>> Cut()
        {
            int[] order = [.. Enumerable.Range(0, count)];
            shuffle?.Shuffle(order);
            for (int start = 0; start < count; start += batchSize)
            {
                int size = Math.Min(batchSize, count - start);
                if (size < batchSize && dropLast) yield break;
                yield return order.AsMemory(start, size);
            }
        }
    }
}
