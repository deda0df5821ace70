namespace MiniGrad.Data;

/// <summary>Some samples of a <see cref="LabeledDataset{T}"/>, to be learned from together: <c>foreach (var (inputs, labels) in data.Batches(64))</c>.</summary>
public sealed class LabeledBatch<T> : SampleBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IndexTensor allLabels;

    internal LabeledBatch(LabeledDataset<T> source, ReadOnlyMemory<int> chosen, Shape inputShape, Shape labelShape)
        : base(source.Inputs, source.Weights, chosen, inputShape)
    {
        allLabels = source.Labels;
        LabelShape = labelShape;
    }

    /// <summary>The classes, [samples].</summary>
    public IndexTensor Labels => field ??= Samples.Of(allLabels, Chosen.Span);

    internal Shape LabelShape { get; }

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor<T> inputs, out IndexTensor labels) => (inputs, labels) = (Inputs, Labels);

    internal override void Prepare()
    {
        _ = Labels;
        base.Prepare();
    }

    /// <summary>Copies the samples into memory that is there already.</summary>
    internal void CopyTo(Span<T> inputs, Span<int> labels, Span<T> weights)
    {
        CopyTo(inputs, weights);
        if (IsPrepared) Labels.Span.CopyTo(labels);
        else Samples.Copy(allLabels, Chosen.Span, labels);
    }
}
