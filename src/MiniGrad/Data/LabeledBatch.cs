using System.Numerics;

namespace MiniGrad.Data;

/// <summary>Some samples of a <see cref="LabeledDataset{T}"/>, to be learned from together: <c>foreach (var (inputs, labels) in data.Batches(64))</c>.</summary>
/// <remarks>The samples are copied out of the data set when they are first asked for.</remarks>
public sealed class LabeledBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledDataset<T> source;
    private readonly ReadOnlyMemory<int> chosen;
    private bool isPrepared;

    internal LabeledBatch(LabeledDataset<T> source, ReadOnlyMemory<int> chosen, Shape inputShape, Shape labelShape)
    {
        this.source = source;
        this.chosen = chosen;
        InputShape = inputShape;
        LabelShape = labelShape;
    }

    /// <summary>The number of samples.</summary>
    public int Count => chosen.Length;

    /// <summary>The inputs, [samples, ...].</summary>
    public Tensor<T> Inputs => field ??= Samples.Of(source.Inputs, chosen.Span);

    /// <summary>The classes, [samples].</summary>
    public IndexTensor Labels => field ??= Samples.Of(source.Labels, chosen.Span);

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights => field ??= source.Weights is { } weights ? Samples.Of(weights, chosen.Span) : null;

    internal bool HasWeights => source.Weights is not null;

    internal Shape InputShape { get; }

    internal Shape LabelShape { get; }

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor<T> inputs, out IndexTensor labels) => (inputs, labels) = (Inputs, Labels);

    /// <summary>Copies the samples out of the data set now.</summary>
    internal void Prepare()
    {
        (_, _, _) = (Inputs, Labels, Weights);
        isPrepared = true;
    }

    /// <summary>Copies the samples into memory that is there already.</summary>
    internal void CopyTo(Span<T> inputs, Span<int> labels, Span<T> weights)
    {
        if (isPrepared)
        {
            Weights?.Span.CopyTo(weights);
            Inputs.Span.CopyTo(inputs);
            Labels.Span.CopyTo(labels);
            return;
        }
        if (source.Weights is { } all) Samples.Copy(all, chosen.Span, weights);
        Samples.Copy(source.Inputs, chosen.Span, inputs);
        Samples.Copy(source.Labels, chosen.Span, labels);
    }
}
