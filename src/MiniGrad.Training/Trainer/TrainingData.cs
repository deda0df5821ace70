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

    private static string Fingerprint<T>(Dataset<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fingerprint found = default;
        foreach (string name in data.Parts.Names) found.Add(data[name].Span);
        foreach (IndexTensor labels in data.Parts.Labels) found.Add(labels.Span);
        if (data.Weights is { } weights) found.Add(weights.Span);
        return found.ToString();
    }
}
