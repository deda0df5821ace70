using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>
/// A sum of gradients. The first gradient is only referred to, since somebody else may hold it too; the second makes a tensor that
/// belongs to this accumulator; from the third on it is added to in place.
/// </summary>
internal struct Accumulator<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private bool isOwned;

    public Tensor<T>? Sum { get; private set; }

    /// <param name="gradient">The gradient to add.</param>
    /// <param name="record">Whether the addition is itself to be differentiated, so that nothing may be changed in place.</param>
    public void Add(Tensor<T> gradient, bool record)
    {
        if (Sum is null)
        {
            Sum = gradient;
        }
        else if (isOwned && !record && !Sum.RequiresGradient)
        {
            Elementwise.Add(Sum.Span, gradient.Span, Sum.Buffer);
        }
        else
        {
            Sum += gradient;
            isOwned = true;
        }
    }
}
