using System.Numerics;
using MiniGrad;
using MiniGrad.Layers;

namespace DeepNetworks;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift", 2015), and how
/// to write a layer: <c>H = γ·(X − μ) / √(σ² + ε) + β</c>, where μ and σ² are the mean and variance of each column of the batch X [batch, units].
/// </summary>
/// <remarks>
/// Operations on tensors are all it takes: the gradients, those through μ and σ² included, follow from them. It normalises by the batch at hand in
/// inference too, so it needs batches of many samples there; a layer for production would keep averages of μ and σ² for that.
/// </remarks>
internal sealed class BatchNormalization<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T epsilon = T.CreateChecked(1e-5);

    private readonly Parameter<T> scale;
    private readonly Parameter<T> shift;

    public BatchNormalization(int units)
    {
        scale = Register("scale", new Parameter<T>(Tensor.Ones<T>([units])));
        shift = Register("shift", new Parameter<T>(Tensor.Zeros<T>([units])));
    }

    protected override Tensor<T> Compute(Tensor<T> input)
    {
        Tensor<T> deviation = input - input.Mean([0], keepDimensions: true);
        Tensor<T> variance = deviation.Square().Mean([0], keepDimensions: true);
        return deviation / (variance + epsilon).Sqrt() * scale + shift;
    }
}
