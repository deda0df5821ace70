namespace MiniGrad.Onnx;

/// <summary>Arithmetic of two numbers or integers.</summary>
internal abstract class ArithmeticOperator : PairOperator
{
    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) => inputs[0] is IntegerValue a
        ? IntegerArithmetic.Combine(a, inputs.Integers(1), Compute) : Compute(inputs.Numbers<T>(0), inputs.Numbers<T>(1)).AsNumbers()[0];

    protected abstract Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of two integers, which may leave the range of their type.</summary>
    protected abstract long Compute(long a, long b);
}
