using System.Numerics;

namespace MiniGrad.Data;

/// <summary>Some samples of a <see cref="Dataset{T}"/>, to be learned from together: <c>foreach (var (inputs, targets) in data.Batches(64))</c>.</summary>
/// <remarks>The samples are copied out of the data set when they are first asked for.</remarks>
public sealed class Batch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset<T> source;
    private readonly ReadOnlyMemory<int> chosen;
    private bool isPrepared;
    private Shape? weightShape;

    internal Batch(Dataset<T> source, ReadOnlyMemory<int> chosen, Shape inputShape, Shape targetShape)
    {
        this.source = source;
        this.chosen = chosen;
        InputShape = inputShape;
        TargetShape = targetShape;
    }

    /// <summary>The number of samples.</summary>
    public int Count => chosen.Length;

    /// <summary>The inputs, [samples, ...].</summary>
    public Tensor<T> Inputs => field ??= Samples.Of(source.Inputs, chosen.Span);

    /// <summary>The targets, [samples, ...].</summary>
    public Tensor<T> Targets => field ??= Samples.Of(source.Targets, chosen.Span);

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights => field ??= source.Weights is { } weights ? Samples.Of(weights, chosen.Span) : null;

    internal bool HasWeights => source.Weights is not null;

    internal Shape InputShape { get; }

    internal Shape TargetShape { get; }

    internal Shape? WeightShape => HasWeights ? weightShape ??= Shape.Create(Count) : null;

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor<T> inputs, out Tensor<T> targets) => (inputs, targets) = (Inputs, Targets);

    /// <summary>Copies the samples out of the data set now.</summary>
    internal void Prepare()
    {
        (_, _, _) = (Inputs, Targets, Weights);
        isPrepared = true;
    }

    /// <summary>Copies the samples into memory that is there already.</summary>
    internal void CopyTo(Span<T> inputs, Span<T> targets, Span<T> weights)
    {
        if (isPrepared)
        {
            Weights?.Span.CopyTo(weights);
            Inputs.Span.CopyTo(inputs);
            Targets.Span.CopyTo(targets);
            return;
        }
        if (source.Weights is { } all) Samples.Copy(all, chosen.Span, weights);
        Samples.Copy(source.Inputs, chosen.Span, inputs);
        Samples.Copy(source.Targets, chosen.Span, targets);
    }
}
