namespace MiniGrad.Tests.Training.LeastSquares;

/// <summary>Functions of angles, as operations of their own.</summary>
internal static class Trigonometry
{
    public static Tensor<double> Cosine(Tensor<double> x) => new CosineOperation(x).Apply();

    public static Tensor<double> ArcTangent(Tensor<double> x) => new ArcTangentOperation(x).Apply();

    /// <summary>y = cos x. ∂/∂x = −sin x = cos(x + π/2).</summary>
    private sealed class CosineOperation(Tensor<double> x) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override void Forward(Span<double> output)
        {
            ReadOnlySpan<double> input = Input(0).Span;
            for (int i = 0; i < output.Length; i++) output[i] = Math.Cos(input[i]);
        }

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) =>
            sink.Add(0, gradient * Cosine(Input(0) + Math.PI / 2));
    }

    /// <summary>y = arctan x. ∂/∂x = 1 / (1 + x²).</summary>
    private sealed class ArcTangentOperation(Tensor<double> x) : UnaryOperation<double>(x)
    {
        protected internal override OperationSettings Settings => OperationSettings.None;

        protected override void Forward(Span<double> output)
        {
            ReadOnlySpan<double> input = Input(0).Span;
            for (int i = 0; i < output.Length; i++) output[i] = Math.Atan(input[i]);
        }

        protected override void Backward(Tensor<double> gradient, GradientSink<double> sink) =>
            sink.Add(0, gradient / (1 + Input(0).Square()));
    }
}
