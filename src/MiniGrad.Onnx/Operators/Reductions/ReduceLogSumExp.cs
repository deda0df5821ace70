namespace MiniGrad.Onnx;

/// <summary>log Σ eˣ along axes.</summary>
internal sealed class ReduceLogSumExp : ReductionOperator
{
    public override string Type => "ReduceLogSumExp";

    protected override double? OfNone => double.NegativeInfinity;

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes)
    {
        if (axes.Length == 1) return x.LogSumExp(axes[0], keepsAxes);
        AxisSet set = new(Type, x.Shape, axes, keepsAxes);
        int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(axis => Array.IndexOf(axes, axis) >= 0)];
        return x.Permute(order).Reshape(Shape.Create(set.OutputShape.ElementCount, set.Count)).LogSumExp().Reshape(set.OutputShape);
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is LogSumExpOperation<T> && writer.GiveReduced(Type, [operation.Input(0).Rank - 1]);
}
