namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>A 1 at each label and zeros elsewhere: <c>y[…, c] = 1</c> where the label is c. In a captured step it follows the labels
    /// of each batch.</summary>
    /// <param name="labels">Labels from 0 to the number of classes − 1.</param>
    /// <param name="classCount">The number of classes, at least 1.</param>
    /// <returns>Of the shape of the labels, with the classes as one more axis at the end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label or the number of classes is out of range.</exception>
    public static Tensor<T> OneHot<T>(IndexTensor labels, int classCount) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        Guard.AtLeast(classCount, 1, nameof(OneHot), "the number of classes");
        return new OneHotOperation<T>(labels, classCount).Apply();
    }
}

/// <summary>A row of zeros with a 1 for each label.</summary>
internal sealed class OneHotOperation<T>(IndexTensor labels, int classes) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("labels", labels), ("number of classes", classes));

    protected override Shape InferShape() => (int[])[.. labels.Shape, classes];

    protected override void Forward(Span<T> output)
    {
        labels.CheckRange(classes, Name, "label", nameof(labels), IndexTensor.LabelsCountFromZero);
        output.Clear();
        int row = 0;
        foreach (int label in labels.Span)
        {
            output[row + label] = T.One;
            row += classes;
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
