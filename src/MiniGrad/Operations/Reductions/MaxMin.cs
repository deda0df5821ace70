using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The largest element along axes; NaN if there is one.</summary>
    /// <remarks>Elements that are equally largest share the gradient equally.</remarks>
    /// <param name="axes">The axes, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice, or there are no elements to choose from.</exception>
    public Tensor<T> Max(ReadOnlySpan<int> axes = default, bool keepDimensions = false) =>
        new ExtremumOperation<T, MaxReduction<T>>(this, new AxisSet(nameof(Max), Shape, axes, keepDimensions)).Apply();

    /// <summary>The smallest element along axes; NaN if there is one.</summary>
    /// <remarks>Elements that are equally smallest share the gradient equally.</remarks>
    /// <inheritdoc cref="Max"/>
    public Tensor<T> Min(ReadOnlySpan<int> axes = default, bool keepDimensions = false) =>
        new ExtremumOperation<T, MinReduction<T>>(this, new AxisSet(nameof(Min), Shape, axes, keepDimensions)).Apply();
}

/// <summary>∂/∂x = g / k where x is one of the k elements that attain the extremum, else 0.</summary>
internal sealed class ExtremumOperation<T, TReduction>(Tensor<T> x, AxisSet axes) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TReduction : struct, IReduction<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes.ToArray()));

    public override string Name => typeof(TReduction).Name.Split("Reduction")[0];

    protected override Shape InferShape() => axes.Count > 0 || axes.OutputShape.ElementCount == 0
        ? axes.OutputShape
        : throw new ArgumentException($"{Name}: there are no elements to choose from along the given axes of shape {Input(0).Shape}.");

    protected override void Forward(Span<T> output) =>
        Reduction.Apply<T, TReduction>(Input(0).Span, Input(0).Shape.AsSpan(), axes.IsReduced, output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> attains = Input(0).EqualTo(Output.Reshape(axes.KeptShape));
        Tensor<T> share = attains / attains.SumTo(axes.KeptShape);
        sink.Add(0, gradient.Reshape(axes.KeptShape) * share);
    }
}
