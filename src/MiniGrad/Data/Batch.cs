using MiniGrad.Kernels;

namespace MiniGrad.Data;

/// <summary>Samples to learn from together: tensors of numbers and of labels, by name, with the samples along the first axis. From
/// <see cref="Dataset{T}.Batches"/>, or made of tensors by hand.</summary>
/// <remarks>The samples of a data set are copied when they are first asked for.</remarks>
public class Batch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string InputName = "inputs", TargetName = "targets", LabelName = "labels";

    private readonly SampleParts<T> source;
    private readonly ReadOnlyMemory<int> chosen;
    private readonly Shape[] shapes;
    private SampleParts<T>? own;

    /// <summary>Inputs with the class of each sample.</summary>
    /// <param name="inputs">[samples, ...].</param>
    /// <param name="labels">Classes counted from 0, [samples] or [samples, ...].</param>
    /// <param name="weights">How much each sample counts, [samples]. Default: null, all the same.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative, or a weight is negative or not finite.</exception>
    public Batch(Tensor<T> inputs, IndexTensor labels, Tensor<T>? weights = null) : this(nameof(Batch<T>), inputs, labels, weights) { }

    /// <summary>Inputs with target numbers.</summary>
    /// <param name="inputs">[samples, ...].</param>
    /// <param name="targets">[samples, ...].</param>
    /// <param name="weights">How much each sample counts, [samples]. Default: null, all the same.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public Batch(Tensor<T> inputs, Tensor<T> targets, Tensor<T>? weights = null) : this(nameof(Batch<T>), inputs, targets, weights) { }

    /// <summary>Any number of inputs and targets, by name.</summary>
    /// <param name="numbers">Inputs and targets, each [samples, ...]; none where all is labels, such as the tokens of texts.</param>
    /// <param name="labels">Classes counted from 0, each [samples, ...]. Default: none.</param>
    /// <param name="weights">How much each sample counts, [samples]. Default: null, all the same.</param>
    /// <exception cref="ArgumentException">There are neither numbers nor labels, or the numbers of samples differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative, or a weight is negative or not finite.</exception>
    public Batch(Dictionary<string, Tensor<T>> numbers, Dictionary<string, IndexTensor>? labels = null, Tensor<T>? weights = null)
        : this(SampleParts<T>.Of(nameof(Batch<T>), numbers, labels, weights)) { }

    internal Batch(string owner, Tensor<T> inputs, IndexTensor labels, Tensor<T>? weights)
        : this(SampleParts<T>.Of(owner, [new(InputName, inputs)], [new(LabelName, labels)], weights)) { }

    internal Batch(string owner, Tensor<T> inputs, Tensor<T> targets, Tensor<T>? weights)
        : this(SampleParts<T>.Of(owner, [new(InputName, inputs), new(TargetName, targets)], null, weights)) { }

    internal Batch(SampleParts<T> parts)
    {
        source = own = parts;
        shapes = ShapesOf(parts, parts.Count);
        Count = parts.Count;
    }

    internal Batch(SampleParts<T> source, ReadOnlyMemory<int> chosen, Shape[] shapes)
    {
        (this.source, this.chosen, this.shapes) = (source, chosen, shapes);
        Count = chosen.Length;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The numbers named <c>inputs</c>, [samples, ...].</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public Tensor<T> Inputs => this[InputName];

    /// <summary>The numbers named <c>targets</c>, [samples, ...].</summary>
    /// <exception cref="InvalidOperationException">There are none, but labels for example.</exception>
    public Tensor<T> Targets => this[TargetName];

    /// <summary>The labels named <c>labels</c>, [samples, ...].</summary>
    /// <exception cref="InvalidOperationException">There are none, but targets of numbers for example.</exception>
    public IndexTensor Labels => LabelsOf(LabelName);

    /// <summary>How much each sample counts, [samples], or null where all count the same.</summary>
    public Tensor<T>? Weights
    {
        get
        {
            UsesWeights = true;
            return Parts.Weights;
        }
    }

    /// <summary>Whether there are labels of any name.</summary>
    public bool HasLabels => source.Labels.Length > 0;

    /// <summary>The numbers of a name, [samples, ...].</summary>
    /// <exception cref="InvalidOperationException">There are none; the message lists what there is.</exception>
    public Tensor<T> this[string name] => Parts.Find(name);

    /// <summary>The labels of a name, [samples, ...].</summary>
    /// <exception cref="InvalidOperationException">There are none; the message lists what there is.</exception>
    public IndexTensor LabelsOf(string name) => Parts.FindLabels(name);

    internal SampleParts<T> Parts => own ??= source.Select(chosen.Span);

    internal bool HasNumbers(string name) => source.HasNumbers(name);

    internal bool HasWeights => source.HasWeights;

    /// <summary>Whether anyone has asked for the weights.</summary>
    internal bool UsesWeights { get; private set; }

    /// <summary>Whether it is made of whole tensors, rather than of samples chosen from a data set.</summary>
    internal bool IsWhole => ReferenceEquals(own, source);

    /// <summary>The shapes of the numbers, the weights among them, then those of the labels.</summary>
    internal ReadOnlySpan<Shape> Shapes => shapes;

    /// <summary>How much the samples count together: their weights' sum, or their number.</summary>
    internal double TotalWeight
    {
        get
        {
            if (source.Weights is not { } weights) return Count;
            double sum = 0;
            if (IsWhole) foreach (T weight in weights.Span) sum += double.CreateTruncating(weight);
            else foreach (int place in chosen.Span) sum += double.CreateTruncating(weights.Span[place]);
            return sum;
        }
    }

    /// <summary>How many tensors of numbers there are, the weights among them.</summary>
    internal int NumberCount => source.Numbers.Length;

    /// <summary>The names, with labels in the place of these and without the numbers.</summary>
    internal SampleParts<T> Layout(IndexTensor[] labels) => source.With([], labels);

    internal bool IsLike(SampleParts<T> parts) => source.HasNamesOf(parts) && HasWeights == parts.HasWeights;

    /// <summary>The names, in words.</summary>
    internal string Content => source.ToString();

    /// <summary>Copies the numbers at a place into memory that is there already.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal void Copy(int place, Span<T> target)
    {
        if (own is not null) own.Numbers[place].Span.CopyTo(target);
        else source.Copy(place, chosen.Span, target);
    }

    /// <summary>Copies the numbers at a place of neighbouring samples.</summary>
    internal void Copy(int place, int first, int count, Span<T> target)
    {
        int size = shapes[place].Product(1, shapes[place].Rank);
        // Of many samples that are copied, those before are not read again soon.
        if (own is not null) PastTheCache.Copy(own.Numbers[place].Span.Slice(first * size, count * size), target);
        else source.Copy(place, chosen.Span.Slice(first, count), target);
    }

    /// <summary>Copies the labels at a place of neighbouring samples.</summary>
    internal void CopyLabels(int place, int first, int count, Span<int> target)
    {
        Shape shape = shapes[NumberCount + place];
        int size = shape.Product(1, shape.Rank);
        if (own is not null) own.Labels[place].Span.Slice(first * size, count * size).CopyTo(target);
        else source.CopyLabels(place, chosen.Span.Slice(first, count), target);
    }

    /// <summary>Copies the labels at a place into memory that is there already.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal void CopyLabels(int place, Span<int> target)
    {
        if (own is not null) own.Labels[place].Span.CopyTo(target);
        else source.CopyLabels(place, chosen.Span, target);
    }

    internal static Shape[] ShapesOf(SampleParts<T> parts, int count) =>
        [.. parts.Numbers.Select(part => part.Shape.With(0, count)), .. parts.Labels.Select(part => part.Shape.With(0, count))];
}
