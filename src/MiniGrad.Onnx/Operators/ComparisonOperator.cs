namespace MiniGrad.Onnx;

/// <summary>A comparison of two numbers or integers.</summary>
internal abstract class ComparisonOperator : PairOperator
{
    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) => inputs[0] is IntegerValue a
        ? IntegerArithmetic.Compare<T>(a, inputs.Integers(1), Compare) : Compare(inputs.Numbers<T>(0), inputs.Numbers<T>(1)).AsTruths()[0];

    protected abstract Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    protected abstract bool Compare(long a, long b);
}
