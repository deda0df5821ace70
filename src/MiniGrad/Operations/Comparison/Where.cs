using MiniGrad.Kernels;

namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>Elements of <paramref name="a"/> where the condition is not 0, of <paramref name="b"/> elsewhere; all three
    /// broadcast.</summary>
    /// <remarks>Gradients flow to the chosen elements only; none flows to the condition. What an operation further back makes of a gradient
    /// of 0 is its own affair: <c>Where(x.Greater(0), x.Log(), 0)</c> has the derivative 0 · 1/0 = NaN at 0. Choose before the operation
    /// instead: <c>Where(isPositive, x, 1).Log()</c>.</remarks>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor<T> Where<T>(Tensor<T> condition, Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new WhereOperation<T>(condition, a, b).Apply();
}

/// <summary>∂/∂a = g where the condition holds, else 0; ∂/∂b the other way round.</summary>
internal sealed class WhereOperation<T>(Tensor<T> condition, Tensor<T> a, Tensor<T> b) : Operation<T>(condition, a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool IsBroadcasting => true;

    protected override Shape InferShape()
    {
        Shape? branches = Shape.TryBroadcast(Input(1).Shape, Input(2).Shape);
        return (branches is null ? null : Shape.TryBroadcast(Input(0).Shape, branches))
            ?? throw new ArgumentException($"{Name}: shapes do not broadcast: {Input(0).Shape}, {Input(1).Shape} and {Input(2).Shape}.");
    }

    protected override void Forward(Span<T> output) => Broadcasting.Select(
        Input(0).Span, Input(0).Shape.AsSpan(), Input(1).Span, Input(1).Shape.AsSpan(), Input(2).Span, Input(2).Shape.AsSpan(),
        output, OutputShape.AsSpan());

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> zero = T.Zero;
        if (sink.Needs(1)) sink.Add(1, Tensor.Where(Input(0), gradient, zero));
        if (sink.Needs(2)) sink.Add(2, Tensor.Where(Input(0), zero, gradient));
    }
}
