namespace MiniGrad.Onnx;

/// <summary>Whether one or both are true.</summary>
internal sealed class Or : PairOperator
{
    public override string Type => "Or";

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) =>
        Tensor.Maximum(inputs.Truths<T>(0), inputs.Truths<T>(1)).AsTruths()[0];
}
