using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>sᵢ = bᵢ + l·s' along an axis, where s' is the result at the place before, and the link l is aᵢ or, if links are the
/// neighbours', the a of the place before. ∂/∂b = λ, the recurrence of g the other way, over the same links; ∂/∂a is for each link the λ
/// behind it times the s before it.</summary>
internal sealed class RecurrenceOperation<T>(Tensor<T> a, Tensor<T> b, int axis, bool isReversed, bool linksAreNeighbours)
    : Operation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("axis", axis), ("reversal", isReversed), ("links of neighbours", linksAreNeighbours));

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output)
    {
        Shape shape = OutputShape;
        Cumulation.Recur(
            Input(0).Span, Input(1).Span, shape.Product(0, axis), shape[axis], shape.Product(axis + 1, shape.Rank), isReversed,
            linksAreNeighbours, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> back = new RecurrenceOperation<T>(Input(0), gradient, axis, !isReversed, !linksAreNeighbours).Apply();
        sink.Add(1, back);
        if (!sink.Needs(0)) return;
        sink.Add(0, linksAreNeighbours
            ? Output * new ShiftOperation<T>(back, axis, !isReversed, T.Zero).Apply()
            : back * new ShiftOperation<T>(Output, axis, isReversed, T.Zero).Apply());
    }
}

/// <summary>Every element moved on by one place along an axis, towards the end or, reversed, the start; the place that becomes free is
/// filled with a number, and the element that has no place is lost. ∂/∂x = g moved back, filled with 0.</summary>
internal sealed class ShiftOperation<T>(Tensor<T> x, int axis, bool isReversed, T filling) : UnaryOperation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("axis", axis), ("reversal", isReversed), ("filling", filling));

    protected override void Forward(Span<T> output)
    {
        Shape shape = OutputShape;
        int inner = shape.Product(axis + 1, shape.Rank), step = shape[axis] * inner;
        if (output.Length == 0) return;
        output.Fill(filling);
        Arranging.CopyRuns(
            Input(0).Span, isReversed ? inner : 0, step, output, isReversed ? 0 : inner, step, step - inner, shape.Product(0, axis));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new ShiftOperation<T>(gradient, axis, !isReversed, T.Zero).Apply());
}
