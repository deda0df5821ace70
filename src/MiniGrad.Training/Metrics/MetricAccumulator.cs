namespace MiniGrad.Training;

/// <summary>A metric being computed in one pass over batches. For one thread at a time.</summary>
public abstract class MetricAccumulator
{
    private BatchWorkspace? workspace;

    /// <summary>The metric of all samples so far; NaN where there are none.</summary>
    public abstract double Value { get; }

    /// <summary>Takes in the samples of a batch, one after the other. Nothing of the batch may be kept: its memory is used again.</summary>
    /// <exception cref="ArgumentException">The batch has targets of another kind, or other columns than the batches before.</exception>
    public abstract void Add(in MetricBatch batch);

    /// <summary>Takes in a batch of outputs and the right classes.</summary>
    /// <param name="outputs">The model's raw outputs, [..., classes]; or those of a binary classifier, [..., 1] or [samples].</param>
    /// <param name="labels">The right classes, [...]; of a binary classifier, 0 or 1, also in the shape of the outputs.</param>
    /// <param name="weights">How much each row counts, of the labels' shape, or each sample. Default: 1 each.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a weight is negative or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the number of a class.</exception>
    public void Add<T>(Tensor<T> outputs, IndexTensor labels, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add((workspace ??= new()).Read(outputs, labels, weights));

    /// <summary>Takes in a batch of outputs and target numbers.</summary>
    /// <param name="outputs">The model's raw outputs, [..., columns] or [samples].</param>
    /// <param name="targets">What they should be, of the same shape.</param>
    /// <param name="weights">How much each row counts, of the outputs' shape without the columns, or each sample. Default: 1 each.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a weight is negative or not finite.</exception>
    public void Add<T>(Tensor<T> outputs, Tensor<T> targets, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add((workspace ??= new()).Read(outputs, targets, weights));
}
