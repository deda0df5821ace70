using System.Numerics;
using MiniGrad;

namespace CustomOperation;

/// <summary>The same with a mistake, to show what a gradient check has to say about it.</summary>
internal static class WrongGaussianExtensions
{
    /// <summary>The right value, with a wrong derivative.</summary>
    public static Tensor<T> WrongGaussian<T>(this Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new WrongGaussianOperation<T>(x).Apply();
}

/// <summary>y = e^(−x²). The chain rule's inner derivative, −2·x, has lost its 2.</summary>
internal sealed class WrongGaussianOperation<T>(Tensor<T> x) : GaussianOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, -(gradient * Input(0) * Output));
}
