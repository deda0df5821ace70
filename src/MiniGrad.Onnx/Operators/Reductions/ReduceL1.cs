namespace MiniGrad.Onnx;

/// <summary>Σ |x| along axes.</summary>
internal sealed class ReduceL1 : ReductionOperator
{
    public override string Type => "ReduceL1";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Abs().Sum(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        long result = 0;
        foreach (long value in values) result = unchecked(result + (value < 0 ? -value : value));
        return result;
    }
}
