using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The sum of the elements along axes; 0 for none.</summary>
    /// <param name="axes">The axes to sum over, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice.</exception>
    public Tensor<T> Sum(ReadOnlySpan<int> axes = default, bool keepDimensions = false) =>
        new SumOperation<T>(this, new AxisSet(nameof(Sum), Shape, axes, keepDimensions)).Apply();
}

/// <summary>∂/∂x = g, repeated along the axes.</summary>
internal sealed class SumOperation<T>(Tensor<T> x, AxisSet axes) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axes", axes.ToArray()));

    protected override Shape InferShape() => axes.OutputShape;

    protected override void Forward(Span<T> output)
    {
        if (axes.IsLeading) Reduction.AlongMiddle<T, SumReduction<T>>(First.Span, 1, axes.Count, output.Length, output);
        else Reduction.Apply<T, SumReduction<T>>(First.Span, First.Shape.AsSpan(), axes.IsReduced, output);
    }

    private protected override unsafe bool Prepare(PreparedCall<T>* call) =>
        axes.IsLeading && PreparedSum.TryPrepare(call, First.Address, Output.Address, axes.Count, Output.ElementCount);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient.Reshape(axes.KeptShape).BroadcastTo(Input(0).Shape));
}

/// <summary>The sum of a matrix' rows: the gradient of what is added to each of them.</summary>
internal readonly record struct RowSum<T>(Tensor<T> Matrix) : IDerivative<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operation<T> ToOperation() => new SumOperation<T>(Matrix, AxisSet.Rows(Matrix.Shape));

    public void Compute(Span<T> output) =>
        Reduction.AlongMiddle<T, SumReduction<T>>(Matrix.Span, 1, Matrix.Shape[0], Matrix.Shape[1], output);
}
