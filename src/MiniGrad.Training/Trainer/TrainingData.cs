using System.Globalization;
using System.Runtime.InteropServices;
using MiniGrad.Data;

namespace MiniGrad.Training;

/// <summary>What a trainer asks of a data set.</summary>
internal static class TrainingData
{
    /// <summary>Where the first number is that is NaN or infinite, in words, or null.</summary>
    /// <param name="data">The samples; of a stream, those in the batch are looked at.</param>
    /// <param name="batch">The batch in which there was trouble; null where that is not known.</param>
    public static string? FirstNotFinite<T>(this IDataset<T> data, Batch<T>? batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Batch<T>? looked = data as Dataset<T> ?? batch;
        if (looked is null) return null;
        string where = ReferenceEquals(looked, data) ? "" : " of the batch";
        foreach (string name in looked.Parts.Names)
        {
            ReadOnlySpan<T> values = looked[name].Span;
            for (int i = 0; i < values.Length; i++)
            {
                if (T.IsFinite(values[i])) continue;
                int size = values.Length / looked.Count;
                return Invariant($"the {name} of sample {i / size}{where} hold {values[i]} at place {i % size}, both counted from 0");
            }
        }
        return null;
    }

    /// <summary>A text that other data hardly have.</summary>
    public static string Fingerprint<T>(this IDataset<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T> => data switch
    {
        StreamedDataset<T> stream => Invariant($"stream of {stream.Count}, {stream.ShuffleBuffer} together, {stream.Source.Identity}"),
        Dataset<T> samples => Fingerprint(samples),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The samples, each counting as much more as its class does. All labels must have a weight.</summary>
    public static IDataset<T> Weighted<T>(this IDataset<T> data, IReadOnlyList<double> classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => data switch
        {
            StreamedDataset<T> stream => stream.With(batch => new Batch<T>(batch.Parts.With(Weights(batch, classWeights)))),
            Dataset<T> samples => samples.WithWeights(Weights(samples, classWeights)),
            _ => throw new InvalidOperationException(),
        };

    private static Tensor<T> Weights<T>(Batch<T> samples, IReadOnlyList<double> classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        samples.Labels.CheckRange(classWeights.Count, "Trainer", "label", nameof(Trainer<T>.ClassWeights));
        T[] weights = new T[samples.Count];
        ReadOnlySpan<int> labels = samples.Labels.Span;
        ReadOnlySpan<T> own = samples.Weights is { } given ? given.Span : [];
        for (int i = 0; i < weights.Length; i++) weights[i] = T.CreateChecked(classWeights[labels[i]]) * (own.IsEmpty ? T.One : own[i]);
        return new Tensor<T>(weights, [weights.Length]);
    }

    /// <summary>A number that other data hardly have, in hexadecimal digits.</summary>
    private static string Fingerprint<T>(Dataset<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ulong hash = 14695981039346656037;
        foreach (string name in data.Parts.Names) hash = Hash<T>(hash, data[name].Span);
        foreach (IndexTensor labels in data.Parts.Labels) hash = Hash(hash, labels.Span);
        if (data.Weights is { } weights) hash = Hash<T>(hash, weights.Span);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The hash of Fowler, Noll and Vo on eight bytes at a time, with the upper half folded in.</summary>
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
