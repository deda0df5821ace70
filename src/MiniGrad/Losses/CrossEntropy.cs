using MiniGrad.Kernels;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The cross-entropy between classes and scores before softmax (logits): <c>−log softmax(x)[label]</c> of each row, computed
    /// together so that it neither overflows nor takes the logarithm of zero.</summary>
    /// <param name="logits">[..., classes].</param>
    /// <param name="labels">The right class of each row, [...].</param>
    /// <param name="classWeights">A factor for each class, [classes], taken as a constant; the mean is then weighted too, by the weight of
    /// each row's class.</param>
    /// <param name="labelSmoothing">ε from 0 to 1: the target is <c>1 − ε</c> for the right class plus <c>ε / classes</c> for every class
    /// (Szegedy and others, 2016). Default: 0.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <param name="ignoredLabel">The label, at least 0, of rows that do not count, such as that of the padding behind a sequence: their
    /// loss is 0, they have no gradient, and the mean is that of the others. It need not be the number of a class. Default: none.</param>
    /// <param name="mask">How much each row counts, [...], such as 1 for the steps of a sequence and 0 behind them; the mean is then
    /// weighted by it too. Default: all the same.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or there is no row to take the mean of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside the classes, or the smoothing outside 0 to 1.</exception>
    public static Tensor<T> CrossEntropy<T>(
        Tensor<T> logits, IndexTensor labels, Tensor<T>? classWeights = null, double labelSmoothing = 0,
        LossReduction reduction = LossReduction.Mean, int? ignoredLabel = null, Tensor<T>? mask = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLabels(nameof(CrossEntropy), logits, labels, classWeights);
        Guard.Between(labelSmoothing, 0, 1, nameof(CrossEntropy), "label smoothing");
        if (ignoredLabel is { } ignored) Guard.AtLeast(ignored, 0, nameof(CrossEntropy), "the label to ignore", nameof(ignoredLabel));
        LabelTargets<T> targets = new(classWeights, T.CreateChecked(labelSmoothing), ignoredLabel);
        CheckReduction(reduction);
        if (mask is not null) return MaskedCrossEntropy(logits, labels, targets, mask, reduction);
        return reduction == LossReduction.None
            ? new CrossEntropyOperation<T>(logits, labels, targets).Apply()
            : new ReducedCrossEntropyOperation<T>(logits, labels, targets, reduction == LossReduction.Mean).Apply();
    }

    private static Tensor<T> MaskedCrossEntropy<T>(
        Tensor<T> logits, IndexTensor labels, LabelTargets<T> targets, Tensor<T> mask, LossReduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (mask.Shape != labels.Shape)
            throw new ArgumentException($"CrossEntropy: expected a mask {labels.Shape}, got {mask.Shape}.", nameof(mask));
        // A row that does not count may have any loss, also one that is no number.
        Tensor<T> losses = Tensor.Where(mask, new CrossEntropyOperation<T>(logits, labels, targets).Apply(), T.Zero) * mask;
        if (reduction != LossReduction.Mean) return Reduce(losses, reduction);
        Tensor<T> total = (targets.Weights(labels) * mask).Sum();
        return losses.Sum() / (labels.ElementCount == 0 ? total : new CountedTotalOperation<T>(total).Apply());
    }

    /// <summary>The cross-entropy between target probabilities p and scores before softmax: <c>−Σ p·log softmax(x)</c> of each row.
    /// Gradients flow to both.</summary>
    /// <param name="logits">[..., classes].</param>
    /// <param name="probabilities">p, of the same shape; each row should sum to 1.</param>
    /// <param name="classWeights">A factor for each class, [classes], taken as a constant. The mean stays that over the rows.</param>
    /// <param name="labelSmoothing">ε from 0 to 1: p becomes <c>(1 − ε)·p + ε / classes</c>. Default: 0.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside 0 to 1.</exception>
    public static Tensor<T> CrossEntropy<T>(
        Tensor<T> logits, Tensor<T> probabilities, Tensor<T>? classWeights = null, double labelSmoothing = 0,
        LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(CrossEntropy), logits, probabilities);
        Guard.Between(labelSmoothing, 0, 1, nameof(CrossEntropy), "label smoothing");
        if (logits.Rank == 0)
            throw new ArgumentException($"CrossEntropy: expected scores [..., classes], got {logits.Shape}.", nameof(logits));
        CheckClassWeights(nameof(CrossEntropy), logits, classWeights);
        Tensor<T> targets = probabilities;
        if (labelSmoothing > 0)
            targets = targets * T.CreateChecked(1 - labelSmoothing) + T.CreateChecked(labelSmoothing / logits.Shape[-1]);
        if (classWeights is not null) targets *= classWeights.Detach();

        return Reduce(-Weighted(targets, logits.LogSoftmax()).Sum([-1]), reduction);
    }
}

/// <summary>One loss a row: −Σ q·log softmax(x). ∂/∂x = g·(Σq·softmax(x) − q), with q the row's targets.</summary>
internal sealed class CrossEntropyOperation<T>(Tensor<T> logits, IndexTensor labels, LabelTargets<T> targets) : Operation<T>(logits)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => targets.Settings(labels);

    protected override Shape InferShape() => labels.Shape;

    protected override void Forward(Span<T> output)
    {
        targets.CheckRange(labels, Input(0).Shape[-1]);
        SoftmaxCrossEntropy.Forward(
            Input(0).Span, Input(0).Shape[-1], labels.Span, targets.IgnoredLabel, targets.ClassWeights, targets.Smoothing, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new CrossEntropyGradientOperation<T>(Input(0), gradient, labels, targets));
}

/// <summary>The sum of the rows' losses, or their mean, weighted where the classes are.</summary>
internal sealed class ReducedCrossEntropyOperation<T>(Tensor<T> logits, IndexTensor labels, LabelTargets<T> targets, bool isMean)
    : ReducedLossOperation<T>(logits)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => targets.Settings(labels, isMean ? LossReduction.Mean : LossReduction.Sum);

    protected override int LossCount => labels.ElementCount;

    protected override T Scale
    {
        get
        {
            targets.CheckRange(labels, Input(0).Shape[-1]);
            return isMean ? T.One / targets.TotalWeight(labels) : T.One;
        }
    }

    private protected override unsafe bool PrepareLosses(PreparedCall<T>* call)
    {
        int classes = First.Shape[-1];
        if (classes is 0 or > FewClasses<T>.Max || !targets.ArePlain) return false;
        call->Operands.N = classes;
        call->Labels = labels.Address;
        call->Scale = isMean ? T.One / targets.TotalWeight(labels) : T.One;
        call->Function = &PreparedLoss.CrossEntropy;
        return call->Labels != null;
    }

    protected override void Compute(Span<T> losses, Span<T> gradient, T scale)
    {
        ReadOnlySpan<T> logits = First.Span;
        int classes = First.Shape[-1];
        ReadOnlySpan<T> weights = targets.ClassWeights;
        int? ignored = targets.IgnoredLabel;
        if (gradient.IsEmpty) SoftmaxCrossEntropy.Forward(logits, classes, labels.Span, ignored, weights, targets.Smoothing, losses);
        else
            SoftmaxCrossEntropy.ForwardBackward(
                logits, scale, classes, labels.Span, ignored, weights, targets.Smoothing, losses, gradient);
    }

    protected override Tensor<T> GradientOfScores(Tensor<T> gradient)
    {
        Tensor<T> ofRow = isMean ? gradient / targets.TotalWeightTensor(labels) : gradient;
        return new CrossEntropyGradientOperation<T>(Input(0), ofRow.BroadcastTo(labels.Shape), labels, targets).Apply();
    }
}

/// <summary>g·(Σq·p − q) of each row, p its softmax. ∂/∂x = g·Σq·p·(h − Σ h·p), ∂/∂g = Σ h·(Σq·p − q).</summary>
internal sealed class CrossEntropyGradientOperation<T>(Tensor<T> logits, Tensor<T> g, IndexTensor labels, LabelTargets<T> targets)
    : Operation<T>(logits, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => targets.Settings(labels);

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output) => SoftmaxCrossEntropy.Backward(
        Input(0).Span, Input(1).Span, Input(0).Shape[-1], labels.Span, targets.IgnoredLabel, targets.ClassWeights, targets.Smoothing,
        output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> logits = Input(0), g = Input(1);
        if (sink.Needs(0))
        {
            Tensor<T> scale = g * targets.RowSums(labels);
            sink.Add(0, new SoftmaxGradientOperation<T>(logits.Softmax(), gradient * scale.ExpandDimension(-1)));
        }
        if (sink.Needs(1))
        {
            Tensor<T> unscaled = new CrossEntropyGradientOperation<T>(logits, Tensor.Ones<T>(labels.Shape), labels, targets).Apply();
            sink.Add(1, (gradient * unscaled).Sum([-1]));
        }
    }
}

/// <summary>The weight of each row's class, or 1 where classes have none; 0 for a row with the label to ignore. It has no inputs, and looks
/// at the labels whenever it is computed.</summary>
internal sealed class RowWeightsOperation<T>(IndexTensor labels, LabelTargets<T> targets) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => targets.Settings(labels);

    protected override Shape InferShape() => labels.Shape;

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<int> values = labels.Span;
        ReadOnlySpan<T> weights = targets.ClassWeights;
        for (int row = 0; row < output.Length; row++)
            output[row] = values[row] == targets.IgnoredLabel ? T.Zero : weights.IsEmpty ? T.One : weights[values[row]];
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}

/// <summary>What a sum of losses is divided by for their mean, refused where it is 0. ∂/∂x = g.</summary>
internal sealed class CountedTotalOperation<T>(Tensor<T> x, string loss = nameof(Loss.CrossEntropy)) : UnaryOperation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("loss", loss));

    /// <summary>The total, if it is not 0.</summary>
    public static T Checked(T total, string loss) => total != T.Zero ? total
        : throw new ArgumentException($"{loss}: the weights of all rows together are 0, so there is no row to take the mean of.");

    protected override void Forward(Span<T> output) => output[0] = Checked(Input(0).Span[0], loss);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient);
}

/// <summary>What turns a label into a row of targets: q[c] = w[c]·((1 − ε)·[c = label] + ε / classes); zeros for the label to
/// ignore.</summary>
internal readonly struct LabelTargets<T>(Tensor<T>? classWeights, T smoothing, int? ignored, string loss = nameof(Loss.CrossEntropy))
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T Smoothing => smoothing;

    public int? IgnoredLabel => ignored;

    /// <summary>Whether each row has the target 1 for its label, and 0 for all else.</summary>
    public bool ArePlain => classWeights is null && smoothing == T.Zero && ignored is null;

    public OperationSettings Settings(IndexTensor labels, LossReduction reduction = LossReduction.None) => OperationSettings.Of(
        ("labels", labels), ("class weights", classWeights), ("label smoothing", smoothing), ("reduction", reduction),
        ("label to ignore", ignored), ("loss", loss));

    /// <summary>The values of w, or none where all are 1.</summary>
    public ReadOnlySpan<T> ClassWeights => classWeights is null ? [] : classWeights.Span;

    /// <summary>Throws unless every label is the number of a class, or the one to ignore.</summary>
    public void CheckRange(IndexTensor labels, int classes)
    {
        if (ignored is null) Loss.CheckRange(loss, labels, classes);
        else labels.CheckRange(classes, loss, "label", nameof(labels), IndexTensor.LabelsCountFromZero, ignored);
    }

    /// <summary>What the sum of the losses is divided by for their mean: the sum of the weights of the rows' classes.</summary>
    public T TotalWeight(IndexTensor labels)
    {
        if (classWeights is null && ignored is null) return T.CreateChecked(labels.ElementCount);
        CascadedSum<T> total = default;
        int counted = 0;
        foreach (int label in labels.Span)
        {
            if (label == ignored) continue;
            counted++;
            total.Add(classWeights is null ? T.One : classWeights.Span[label]);
        }
        if (counted == 0 && labels.ElementCount > 0)
            throw new ArgumentException(
                $"{loss}: every row has the label to ignore, so there is no row to take the mean of.", nameof(labels));
        return labels.ElementCount == 0 ? total.Value : CountedTotalOperation<T>.Checked(total.Value, loss);
    }

    /// <inheritdoc cref="TotalWeight"/>
    public Tensor<T> TotalWeightTensor(IndexTensor labels) =>
        classWeights is null && ignored is null ? T.CreateChecked(labels.ElementCount) : Weights(labels).Sum();

    /// <summary>The weight of each row's class; 0 where it is ignored.</summary>
    public Tensor<T> Weights(IndexTensor labels) =>
        classWeights is null && ignored is null ? T.One : new RowWeightsOperation<T>(labels, this).Apply();

    /// <summary>The sum of the targets of each row.</summary>
    public Tensor<T> RowSums(IndexTensor labels)
    {
        if (classWeights is null) return Weights(labels);
        Tensor<T> sums = Weights(labels) * (T.One - smoothing) + classWeights.Detach().Mean() * smoothing;
        return ignored is null ? sums : sums * new LabelTargets<T>(null, smoothing, ignored).Weights(labels);
    }
}
