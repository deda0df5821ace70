using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>This tensor with zeros before and after it along one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range, or a number of zeros is negative.</exception>
    public Tensor<T> Pad(int axis, int before, int after)
    {
        int place = Shape.NormalizeAxis(axis);
        if (before < 0 || after < 0)
            throw new ArgumentOutOfRangeException(
                nameof(before), $"Pad: expected counts of at least 0, got {before} before and {after} after.");
        return before + after == 0 ? this : new PadOperation<T>(this, place, before, after).Apply();
    }
}

/// <summary>∂/∂x = the part of g where x is.</summary>
internal sealed class PadOperation<T>(Tensor<T> x, int axis, int before, int after) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("axis", axis), ("zeros before", before), ("zeros after", after));

    protected override Shape InferShape() => Input(0).Shape.With(axis, (long)before + Input(0).Shape[axis] + after, Name);

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(0).Shape;
        int inner = shape.Product(axis + 1, shape.Rank), run = shape[axis] * inner;
        output.Clear();
        Arranging.CopyRuns(Input(0).Span, 0, run, output, before * inner, (before + after) * inner + run, run, shape.Product(0, axis));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient.Slice(axis, before, Input(0).Shape[axis]));
}
