using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>An operation that computes each element of its output from one element of each of its two inputs, which broadcast.</summary>
internal abstract class BinaryOperation<T>(Tensor<T> a, Tensor<T> b) : Operation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override bool IsBroadcasting => true;

    protected override Shape InferShape() =>
        Shape.TryBroadcast(First.Shape, Second.Shape)
        ?? throw new ArgumentException($"{Name}: shapes do not broadcast: {Input(0).Shape} and {Input(1).Shape}.");

    private protected void Forward<TOperator>(Span<T> output, TOperator function) where TOperator : unmanaged, IBinaryOperator<T>
    {
        Tensor<T> a = First, b = Second;
        if (a.ElementCount == output.Length && b.ElementCount == output.Length) Elementwise.Apply(a.Span, b.Span, output, function);
        else Broadcasting.Apply(a.Span, a.Shape.AsSpan(), b.Span, b.Shape.AsSpan(), output, OutputShape.AsSpan(), function);
    }
}
