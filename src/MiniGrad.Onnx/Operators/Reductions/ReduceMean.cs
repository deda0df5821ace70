namespace MiniGrad.Onnx;

/// <summary>The mean along axes; of integers without its fraction.</summary>
internal sealed class ReduceMean : ReductionOperator
{
    public override string Type => "ReduceMean";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Mean(axes, keepsAxes);

    protected override long Reduce(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) throw new ArgumentException("expected integers to average, got none.");
        Int128 sum = 0;
        foreach (long value in values) sum += value;
        return (long)(sum / values.Length);
    }
}
