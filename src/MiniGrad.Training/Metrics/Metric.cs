namespace MiniGrad.Training;

/// <summary>How good a model's outputs are, as a number for people: <see cref="Accuracy"/>, <see cref="F1"/>, <see cref="RSquared"/>. The
/// static members make metrics; derive from this class to add another.</summary>
/// <remarks><para>A metric is a definition without state, for any number of threads at once. <see cref="Begin"/> starts a computation in
/// one pass over batches, in double precision; how samples are cut into batches does not change the result.</para>
/// <para>Metrics of classes take a model's raw outputs (logits), [..., classes], and labels [...] or one-hot targets; other target
/// probabilities are refused. One output column is a binary classifier by its logit: class 1 above 0. A row whose largest output is not
/// finite, or with NaN in it, predicts no class: a wrong prediction to metrics of predicted classes, NaN to those of probabilities and
/// scores.</para>
/// <para>Metrics of numbers take outputs and targets of the same shape, [..., columns] or [samples], and are the mean of the columns'
/// values.</para>
/// <para>Metrics of samples that have any number of labels, <see cref="LabelAccuracy"/> and the other multi-label ones, take logits
/// [samples, labels] and targets of 0 and 1 of the same shape.</para>
/// <para>Metrics of one type and one name are equal. A sample of weight w counts as w equal samples. Without samples every metric is
/// NaN.</para></remarks>
public abstract partial class Metric : IEquatable<Metric>
{
    /// <summary>What it is called in histories, logs and reports, such as <c>accuracy</c> or <c>F1 (macro)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a larger value is a better one; a smaller one otherwise.</summary>
    public virtual bool LargerIsBetter => true;

    /// <summary>Whether nothing of the outputs counts but the class that is predicted, so that the threshold of a classifier of two classes
    /// changes it.</summary>
    internal virtual bool JudgesClasses => false;

    /// <summary>Starts a computation, without samples.</summary>
    public abstract MetricAccumulator Begin();

    /// <summary>The metric of outputs against the right classes.</summary>
    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, IndexTensor, Tensor{T}?)"/>
    public double Of<T>(Tensor<T> outputs, IndexTensor labels, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MetricSet set = MetricSet.Begin(this);
        set.Add(outputs, labels, weights);
        return set.Values[0].Value;
    }

    /// <summary>The metric of outputs against target numbers.</summary>
    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, Tensor{T}, Tensor{T}?)"/>
    public double Of<T>(Tensor<T> outputs, Tensor<T> targets, Tensor<T>? weights = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MetricSet set = MetricSet.Begin(this);
        set.Add(outputs, targets, weights);
        return set.Values[0].Value;
    }

    /// <summary>Whether the other is of the same type and has the same name.</summary>
    public bool Equals(Metric? other) => other is not null && GetType() == other.GetType() && Name == other.Name;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Metric);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc cref="Name"/>
    public sealed override string ToString() => Name;
}
