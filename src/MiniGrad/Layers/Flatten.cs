namespace MiniGrad.Layers;

/// <summary>Makes each sample a vector: input [batch, ...], output [batch, product of the other sizes]. The memory is shared.</summary>
public sealed class Flatten<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (input.Rank == 0)
            throw new ArgumentException($"{Description}: expected an input of shape [batch, ...], got {input.Shape}.", nameof(input));
        return input.Reshape(Shape.Create(input.Shape[0], input.Shape.Product(1, input.Rank)));
    }
}
