namespace MiniGrad.Onnx;

/// <summary>The nearest number of 16 bits, in the format of IEEE 754 or with the range of single precision; of two the even one. ∂/∂x = g,
/// as if it were not rounded, so that learning goes on behind it.</summary>
internal sealed class RoundToHalf<T>(Tensor<T> x, bool isWide) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("wide range", isWide));

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> x = Input(0).Span;
        for (int i = 0; i < output.Length; i++)
            output[i] = isWide ? T.CreateTruncating(Wide(float.CreateTruncating(x[i]))) : T.CreateTruncating(Half.CreateTruncating(x[i]));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient);

    private static float Wide(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return float.IsFinite(x) ? BitConverter.UInt32BitsToSingle((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000) : x;
    }
}
