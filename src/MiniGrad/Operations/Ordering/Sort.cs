using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The elements along an axis in order, smallest first, and the place along the axis that each comes from:
    /// <c>Values = x.Gather(axis, Places)</c>.</summary>
    /// <remarks><para>Equal elements keep their order, and zeros of either sign are equal. NaN counts as larger than every number: it is
    /// last, or first in descending order. All this is PyTorch's <c>sort(stable=True)</c>.</para>
    /// <para>The gradient flows back to where the values came from. In a captured step the places are found anew at every replay; they may
    /// be handed to other operations there, but not be looked at.</para></remarks>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <param name="isDescending">Whether the largest come first. Default: false.</param>
    /// <returns>Both of this tensor's shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public (Tensor<T> Values, IndexTensor Places) Sort(int axis = -1, bool isDescending = false)
    {
        int place = Shape.NormalizeAxis(axis);
        SortOperation<T> sort = new(this, nameof(Sort), place, Shape[place], isDescending);
        return (sort.Apply(), sort.Sources);
    }

    /// <summary>The places of the elements along an axis in the order of <see cref="Sort"/>.</summary>
    /// <inheritdoc cref="Sort"/>
    /// <returns>Of this tensor's shape.</returns>
    public IndexTensor ArgSort(int axis = -1, bool isDescending = false)
    {
        int place = Shape.NormalizeAxis(axis);
        SortOperation<T> sort = new(this, nameof(ArgSort), place, Shape[place], isDescending);
        sort.Apply();
        return sort.Sources;
    }

    /// <summary>The largest elements along an axis, largest first, and the place along the axis that each comes from; or the smallest,
    /// smallest first.</summary>
    /// <remarks>The beginning of what <see cref="Sort"/> gives, with what is said there of equal elements, NaN, gradients and captured
    /// steps, but in less time where the count is small beside the size of the axis. PyTorch's <c>topk</c> leaves open which of equal
    /// elements it takes; here it is the first.</remarks>
    /// <param name="count">How many, from 0 to the size of the axis.</param>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <param name="takesSmallest">Whether to take the smallest. Default: false.</param>
    /// <returns>Both of this tensor's shape with the count along the axis.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis or the count is out of range.</exception>
    public (Tensor<T> Values, IndexTensor Places) TopK(int count, int axis = -1, bool takesSmallest = false)
    {
        int place = Shape.NormalizeAxis(axis);
        if (count < 0 || count > Shape[place])
            throw new ArgumentOutOfRangeException(
                nameof(count), $"TopK: the count must be from 0 to {Shape[place]} for axis {axis} of shape {Shape}, got {count}.");
        SortOperation<T> sort = new(this, nameof(TopK), place, count, !takesSmallest);
        return (sort.Apply(), sort.Sources);
    }
}

/// <summary>The first elements in order along an axis. ∂/∂x = g at the places that they come from, else 0.</summary>
internal sealed class SortOperation<T>(Tensor<T> x, string name, int axis, int count, bool isDescending) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IndexTensor sources = MakeSources(x.Shape.With(axis, count, name));

    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("name", name), ("axis", axis), ("count", count), ("descending order", isDescending));

    public override string Name => name;

    /// <summary>Where each element comes from; known once the operation is applied.</summary>
    public IndexTensor Sources => sources;

    internal override IndexTensor? ComputedIndices => sources;

    protected override Shape InferShape() => sources.Shape;

    protected override void Forward(Span<T> output)
    {
        Shape shape = First.Shape;
        LaneOrder.Sort(
            First.Span, shape.Product(0, axis), shape[axis], shape.Product(axis + 1, shape.Rank), count, isDescending, output,
            sources.Buffer);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new UngatherOperation<T>(gradient, axis, sources, Input(0).Shape));

    private static IndexTensor MakeSources(Shape shape) => new(new int[shape.ElementCount], shape);
}
