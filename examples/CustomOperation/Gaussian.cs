using System.Numerics;
using MiniGrad;

namespace CustomOperation;

/// <summary>An operation that the library does not have, added in one file: how to call it, how to compute it, how to differentiate it.</summary>
internal static class GaussianExtensions
{
    /// <summary>The bump <c>e^(−x²)</c> of every element: 1 at 0, and falling to 0 on both sides.</summary>
    public static Tensor<T> Gaussian<T>(this Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new GaussianOperation<T>(x).Apply();
}

/// <summary>y = e^(−x²). ∂/∂x = −2·g·x·y.</summary>
internal class GaussianOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What the result depends on besides the inputs, so that a captured step notices when it changes. Of a bump with a width it would be
    // OperationSettings.Of(("width", width)).
    protected override OperationSettings Settings => OperationSettings.None;

    // Forward sees nothing but numbers. Its output starts with whatever was in memory, so every element has to be written.
    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> input = Input(0).Span;
        for (int i = 0; i < output.Length; i++) output[i] = T.Exp(-input[i] * input[i]);
    }

    // Backward computes with tensors. So its result is itself recorded where somebody wants to differentiate again, and this one line serves
    // derivatives of any order. It uses the output, which is at hand, rather than compute the exponential a second time.
    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient * Input(0) * Output * T.CreateChecked(-2));
}
