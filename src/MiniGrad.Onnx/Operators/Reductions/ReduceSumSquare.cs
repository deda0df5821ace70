namespace MiniGrad.Onnx;

/// <summary>Σ x² along axes.</summary>
internal sealed class ReduceSumSquare : ReductionOperator
{
    public override string Type => "ReduceSumSquare";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Square().Sum(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        long result = 0;
        foreach (long value in values) result = unchecked(result + value * value);
        return result;
    }
}
