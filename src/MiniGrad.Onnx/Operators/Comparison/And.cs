namespace MiniGrad.Onnx;

/// <summary>Whether both are true.</summary>
internal sealed class And : PairOperator
{
    public override string Type => "And";

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) =>
        (inputs.Truths<T>(0) * inputs.Truths<T>(1)).AsTruths()[0];
}
