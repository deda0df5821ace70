namespace MiniGrad.Onnx;

/// <summary>The place of the smallest element along an axis.</summary>
internal sealed class ArgMin() : ExtremumPlaceOperator(isLargest: false)
{
    public override string Type => "ArgMin";
}
