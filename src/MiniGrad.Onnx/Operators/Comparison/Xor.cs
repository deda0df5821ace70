namespace MiniGrad.Onnx;

/// <summary>Whether one of both is true.</summary>
internal sealed class Xor : PairOperator
{
    public override string Type => "Xor";

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) =>
        inputs.Truths<T>(0).NotEqualTo(inputs.Truths<T>(1)).AsTruths()[0];
}
