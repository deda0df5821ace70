namespace MiniGrad.Data;

/// <summary>Batches of sequences of similar lengths, cut to the longest in them, so that little time goes into padding.</summary>
/// <remarks>The sequences are labels, such as tokens; numbers stay as they are. Samples are shuffled, sorted by length within
/// <see cref="Window"/> batches, and these batches shuffled again. There are as many batches as <see cref="Dataset{T}.Batches"/> gives, of
/// the same sizes. Steps that are captured are recorded for each number of steps, so it is rounded up to a multiple of
/// <see cref="Multiple"/>.</remarks>
/// <example>As the batches of a trainer:<code>
/// PaddedSequences texts = new([[3, 4, 5], [6], [4, 4]]);
/// Dataset&lt;float&gt; sequences = new(numbers: [], labels: new() { ["tokens"] = texts.Tokens, ["lengths"] = texts.Lengths });
/// SequenceBatches batching = new(("tokens", "lengths"));
/// foreach (Batch&lt;float&gt; batch in batching.Of(sequences, size: 2, random)) Console.WriteLine(batch.LabelsOf("tokens"));
/// </code></example>
public sealed class SequenceBatches
{
    private readonly (string Sequences, string Lengths)[] parts;

    /// <param name="parts">The names of labels that are sequences, [samples, steps], with the names of their lengths, [samples]. Samples
    /// are sorted by the lengths of the first.</param>
    /// <exception cref="ArgumentException">There are none, or sequences are named twice.</exception>
    public SequenceBatches(params ReadOnlySpan<(string Sequences, string Lengths)> parts)
    {
        Guard.NotEmpty(parts.Length, nameof(SequenceBatches), "pair of names", nameof(parts));
        this.parts = parts.ToArray();
        if (this.parts.CountBy(part => part.Sequences).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            throw new ArgumentException($"SequenceBatches: expected each sequence once, got '{twice}' again.", nameof(parts));
    }

    /// <summary>What the number of steps of a batch is a multiple of, at least 1; the data's own number of steps is allowed too. Default:
    /// 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Multiple { get; init => field = Guard.AtLeast(value, 1, nameof(SequenceBatches), parameter: nameof(Multiple)); } = 4;

    /// <summary>The number of batches whose samples are sorted together, at least 1. Default: 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Window { get; init => field = Guard.AtLeast(value, 1, nameof(SequenceBatches), parameter: nameof(Window)); } = 50;

    /// <summary>One pass over the samples.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="size">The number of samples in a batch, at least 1.</param>
    /// <param name="shuffle">Draws a new order for each pass. Default: the order of the data, neither shuffled nor sorted.</param>
    /// <param name="dropsLast">Whether a last batch that is not full is left out. Default: it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    /// <exception cref="InvalidOperationException">The data have no labels of a name.</exception>
    /// <exception cref="ArgumentException">Labels have another shape, or a length is out of its range.</exception>
    public IEnumerable<Batch<T>> Of<T>(Dataset<T> data, int size, Random? shuffle = null, bool dropsLast = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        Guard.AtLeast(size, 1, nameof(SequenceBatches), "the size of a batch");
        foreach ((string sequences, string lengths) in parts) Check(data.LabelsOf(sequences), data.LabelsOf(lengths), sequences, lengths);
        return Cut();

        IEnumerable<Batch<T>> Cut()
        {
            foreach (int[] samples in Order(data.LabelsOf(parts[0].Lengths), size, shuffle))
            {
                if (samples.Length < size && dropsLast) continue;
                yield return Trimmed(data, samples);
            }
        }
    }

    /// <summary>The samples of each batch. The one that is not full is the last.</summary>
    private IEnumerable<int[]> Order(IndexTensor lengths, int size, Random? shuffle)
    {
        int[] order = [.. Enumerable.Range(0, lengths.ElementCount)];
        shuffle?.Shuffle(order);
        int[] lengthOf = lengths.ToArray();
        foreach (int[] window in order.Chunk((int)Math.Min(int.MaxValue, (long)Window * size)))
        {
            if (shuffle is null)
            {
                foreach (int[] batch in window.Chunk(size)) yield return batch;
                continue;
            }
            int whole = window.Length / size * size;
            int[][] batches = [.. window.Take(whole).OrderBy(sample => lengthOf[sample]).Chunk(size)];
            shuffle.Shuffle(batches);
            foreach (int[] batch in batches) yield return batch;
            if (whole < window.Length) yield return window[whole..];
        }
    }

    private Batch<T> Trimmed<T>(Dataset<T> data, int[] samples) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SampleParts<T> chosen = data.Parts.Select(samples);
        IndexTensor[] labels = [.. chosen.Labels];
        foreach ((string sequences, string lengths) in parts)
        {
            IndexTensor all = chosen.FindLabels(sequences);
            int longest = 0, steps = all.Shape[1];
            foreach (int length in chosen.FindLabels(lengths).Span) longest = Math.Max(longest, length);
            int kept = Math.Min(steps, (longest + Multiple - 1) / Multiple * Multiple);
            if (kept < steps) labels[Array.IndexOf(chosen.Labels, all)] = First(all, kept);
        }
        return new Batch<T>(chosen.With(chosen.Numbers, labels));
    }

    private static IndexTensor First(IndexTensor sequences, int steps)
    {
        (int count, int all) = (sequences.Shape[0], sequences.Shape[1]);
        int[] values = new int[count * steps];
        for (int row = 0; row < count; row++) sequences.Span.Slice(row * all, steps).CopyTo(values.AsSpan(row * steps));
        return IndexTensor.Create(values, [count, steps]);
    }

    private static void Check(IndexTensor sequences, IndexTensor lengths, string sequencesName, string lengthsName)
    {
        if (sequences.Shape.Rank != 2 || lengths.Shape != [sequences.Shape[0]])
            throw new ArgumentException(
                $"SequenceBatches: expected '{sequencesName}' [samples, steps] and '{lengthsName}' [samples], got {sequences.Shape} and " +
                $"{lengths.Shape}.");
        foreach ((int sample, int length) in lengths.Index())
            if (length < 1 || length > sequences.Shape[1])
                throw new ArgumentException(
                    Invariant($"SequenceBatches: expected '{lengthsName}' from 1 to {sequences.Shape[1]}, got {length} for ") +
                    Invariant($"sample {sample}."));
    }
}
