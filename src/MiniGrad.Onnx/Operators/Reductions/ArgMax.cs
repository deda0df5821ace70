namespace MiniGrad.Onnx;

/// <summary>The place of the largest element along an axis.</summary>
internal sealed class ArgMax() : ExtremumPlaceOperator(isLargest: true)
{
    public override string Type => "ArgMax";
}
