using System.Numerics;

namespace MiniGrad.Data;

/// <summary>Some samples of a <see cref="LabeledDataset{T}"/>, to be learned from together: <c>foreach (var (inputs, labels) in data.Batches(64))</c>.</summary>
/// <remarks>The samples are copied out of the data set when they are first asked for.</remarks>
public sealed class LabeledBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabeledDataset<T> source;
    private readonly ReadOnlyMemory<int> chosen;

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

    internal Shape InputShape { get; }

    internal Shape LabelShape { get; }

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor<T> inputs, out IndexTensor labels) => (inputs, labels) = (Inputs, Labels);

    /// <summary>Copies the samples into memory that is there already.</summary>
    internal void CopyTo(Span<T> inputs, Span<int> labels)
    {
        Samples.Copy(source.Inputs, chosen.Span, inputs);
        Samples.Copy(source.Labels, chosen.Span, labels);
    }
}
