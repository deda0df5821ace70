using System.Numerics;
using MiniGrad;
using MiniGrad.Layers;

namespace CustomOperation;

/// <summary>
/// A row of bumps along the x axis whose places and widths are learned: <c>H = e^(−((x − c)·s)²)</c>, input [batch, 1], output [batch, bumps],
/// <c>c</c> and <c>s</c> [bumps]. With a linear layer behind it, it is a network of radial basis functions (Broomhead and Lowe, 1988).
/// </summary>
internal sealed class BumpLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> centers;
    private readonly Parameter<T> scales;

    /// <summary>The bumps start evenly spaced from <paramref name="low"/> to <paramref name="high"/>, each about as wide as the space between them.</summary>
    public BumpLayer(int bumps, T low, T high)
    {
        T space = (high - low) / T.CreateChecked(bumps - 1);

        // What is registered is found by optimizers, and has a name in summaries.
        centers = Register("centers", new Parameter<T>(Tensor.Range(low, bumps, space)));
        scales = Register("scales", new Parameter<T>(Tensor.Full([bumps], T.One / space)));
    }

    protected override Tensor<T> Compute(Tensor<T> input) => ((input - centers) * scales).Gaussian();
}
