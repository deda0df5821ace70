namespace MiniGrad.Data;

/// <summary>Some samples of a <see cref="Dataset{T}"/>, to be learned from together: <c>foreach (var (inputs, targets) in data.Batches(64))</c>.</summary>
public sealed class Batch<T> : SampleBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> allTargets;

    internal Batch(Dataset<T> source, ReadOnlyMemory<int> chosen, Shape inputShape, Shape targetShape)
        : base(source.Inputs, source.Weights, chosen, inputShape)
    {
        allTargets = source.Targets;
        TargetShape = targetShape;
    }

    /// <summary>The targets, [samples, ...].</summary>
    public Tensor<T> Targets => field ??= Samples.Of(allTargets, Chosen.Span);

    internal Shape TargetShape { get; }

    /// <summary>Takes the batch apart.</summary>
    public void Deconstruct(out Tensor<T> inputs, out Tensor<T> targets) => (inputs, targets) = (Inputs, Targets);

    internal override void Prepare()
    {
        _ = Targets;
        base.Prepare();
    }

    /// <summary>Copies the samples into memory that is there already.</summary>
    internal void CopyTo(Span<T> inputs, Span<T> targets, Span<T> weights)
    {
        CopyTo(inputs, weights);
        if (IsPrepared) Targets.Span.CopyTo(targets);
        else Samples.Copy(allTargets, Chosen.Span, targets);
    }
}
