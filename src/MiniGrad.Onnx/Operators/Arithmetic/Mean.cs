namespace MiniGrad.Onnx;

/// <summary>The mean of the inputs.</summary>
internal sealed class Mean : VariadicOperator
{
    public override string Type => "Mean";

    protected override Tensor<T> Combine<T>(Tensor<T> a, Tensor<T> b) => a + b;

    protected override Tensor<T> Finish<T>(Tensor<T> combined, int count) => combined / T.CreateChecked(count);
}
