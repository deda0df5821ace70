using MiniGrad.Kernels;

namespace MiniGrad.Onnx;

/// <summary>The smallest along axes; the largest number of the type where there are none.</summary>
internal sealed class ReduceMin : ReductionOperator
{
    public override string Type => "ReduceMin";

    protected override bool TakesTruths => true;

    protected override double? OfNone => double.PositiveInfinity;

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Min(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) throw new ArgumentException("expected integers to choose from, got none.");
        long result = values[0];
        foreach (long value in values) result = Math.Min(result, value);
        return result;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ExtremumOperation<T, MinReduction<T>> && writer.GiveReduced(Type, writer.Setting<int[]>("axes"));
}
