namespace MiniGrad.Onnx;

/// <summary>Σ x along axes.</summary>
internal sealed class ReduceSum : ReductionOperator
{
    public override string Type => "ReduceSum";

    protected override int AxesAreInputSince => 13;

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Sum(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        long result = 0;
        foreach (long value in values) result = unchecked(result + value);
        return result;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SumOperation<T> && writer.GiveReduced(Type, writer.Setting<int[]>("axes"));
}
