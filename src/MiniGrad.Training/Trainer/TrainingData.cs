using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MiniGrad.Data;

namespace MiniGrad.Training;

/// <summary>The samples of a data set of either kind.</summary>
internal sealed class TrainingData<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledDataset<T>? labeled;
    private readonly Dataset<T>? numbers;

    public TrainingData(LabeledDataset<T> data) => labeled = data;

    public TrainingData(Dataset<T> data) => numbers = data;

    public static TrainingData<T>? Of(LabeledDataset<T>? data) => data is null ? null : new(data);

    public static TrainingData<T>? Of(Dataset<T>? data) => data is null ? null : new(data);

    public int Count => labeled?.Count ?? numbers!.Count;

    public bool HasLabels => labeled is not null;

    public bool HasWeights => Weights is not null;

    public IEnumerable<TrainingBatch<T>> Batches(int size, Random? shuffle = null, bool dropLast = false) => labeled is not null
        ? labeled.Batches(size, shuffle, dropLast).Select(batch => new TrainingBatch<T>(batch))
        : numbers!.Batches(size, shuffle, dropLast).Select(batch => new TrainingBatch<T>(batch));

    /// <summary>The largest label, or null where there are targets of numbers.</summary>
    public int? LargestLabel => labeled?.Labels.Max();

    private Tensor<T> Inputs => labeled?.Inputs ?? numbers!.Inputs;

    private Tensor<T>? Weights => labeled is null ? numbers!.Weights : labeled.Weights;

    /// <summary>Where the first number is that is NaN or infinite, in words, or null.</summary>
    public string? FirstNotFinite() => FirstNotFinite(Inputs, "inputs") ?? (numbers is null ? null : FirstNotFinite(numbers.Targets, "targets"));

    /// <summary>A number that other data hardly have, in hexadecimal digits.</summary>
    public string Fingerprint()
    {
        ulong hash = Hash<T>(14695981039346656037, Inputs.Span);
        hash = labeled is not null ? Hash(hash, labeled.Labels.Span) : Hash<T>(hash, numbers!.Targets.Span);
        if (Weights is not null) hash = Hash<T>(hash, Weights.Span);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The same samples, each counting as much more as its class does. All labels must have a weight.</summary>
    public TrainingData<T> Weighted(IReadOnlyList<double> classWeights)
    {
        T[] weights = new T[Count];
        for (int i = 0; i < weights.Length; i++) weights[i] = T.CreateChecked(classWeights[labeled!.Labels.Span[i]]) * (Weights?.Span[i] ?? T.One);
        return new TrainingData<T>(new LabeledDataset<T>(labeled!.Inputs, labeled.Labels, Tensor.Create<T>(weights, [weights.Length])));
    }

    private static string? FirstNotFinite(Tensor<T> values, string what)
    {
        ReadOnlySpan<T> span = values.Span;
        for (int i = 0; i < span.Length; i++)
        {
            if (T.IsFinite(span[i])) continue;
            int size = span.Length / values.Shape[0];
            return FormattableString.Invariant($"the {what} of sample {i / size} hold {span[i]} at place {i % size}, both counted from 0");
        }
        return null;
    }

    /// <summary>Eight bytes at a time, in the manner of Fowler, Noll and Vo, with the upper half folded in, which their product alone never carries down.</summary>
    private static ulong Hash<TElement>(ulong hash, ReadOnlySpan<TElement> elements) where TElement : unmanaged
    {
        // In pieces, because the bytes can be more than a span counts.
        const int Piece = 1 << 20;
        for (int start = 0; start < elements.Length; start += Piece)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(elements.Slice(start, Math.Min(Piece, elements.Length - start)));
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (ulong word in words)
            {
                hash = (hash ^ word) * 1099511628211;
                hash ^= hash >> 32;
            }
            foreach (byte last in bytes[(words.Length * sizeof(ulong))..]) hash = (hash ^ last) * 1099511628211;
        }
        return hash;
    }
}
