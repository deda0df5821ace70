using MiniGrad.Kernels;

namespace MiniGrad.Onnx;

/// <summary>The largest along axes; the smallest number of the type where there are none.</summary>
internal sealed class ReduceMax : ReductionOperator
{
    public override string Type => "ReduceMax";

    protected override bool TakesTruths => true;

    protected override double? OfNone => double.NegativeInfinity;

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Max(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) throw new ArgumentException("expected integers to choose from, got none.");
        long result = values[0];
        foreach (long value in values) result = Math.Max(result, value);
        return result;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ExtremumOperation<T, MaxReduction<T>> && writer.GiveReduced(Type, writer.Setting<int[]>("axes"));
}
