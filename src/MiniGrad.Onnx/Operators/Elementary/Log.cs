namespace MiniGrad.Onnx;

/// <summary>The natural logarithm.</summary>
internal sealed class Log : ElementwiseOperator
{
    public override string Type => "Log";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Log();
}
