using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The affine map <c>x·W + b</c> of every row of this tensor, as one operation.</summary>
    /// <param name="weight">W, of shape [in, out].</param>
    /// <param name="bias">b, of shape [out].</param>
    /// <returns>Of this tensor's shape [..., in] with out in place of in.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Tensor<T> Linear(Tensor<T> weight, Tensor<T> bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        if (Rank < 1 || weight.Rank != 2 || bias.Rank != 1 || Shape[-1] != weight.Shape[0] || bias.Shape[0] != weight.Shape[1])
            throw new ArgumentException($"Linear: expected x [..., in], weight [in, out] and bias [out], got {Shape}, {weight.Shape} and {bias.Shape}.", nameof(weight));
        if (Rank == 2) return new LinearOperation<T>(this, weight, bias).Apply();
        Shape output = (int[])[.. Shape.AsSpan()[..^1], weight.Shape[1]];
        return new LinearOperation<T>(Reshape(Shape.Create(Shape.Product(0, Rank - 1), Shape[-1])), weight, bias).Apply().Reshape(output);
    }
}

/// <summary>Y = X·W + b of a matrix X. ∂/∂X = G·Wᵀ, ∂/∂W = Xᵀ·G, ∂/∂b = the sum of the rows of G.</summary>
internal sealed class LinearOperation<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias) : Operation<T>(x, weight, bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override Shape InferShape() => [Input(0).Shape[0], Input(1).Shape[1]];

    protected override void Forward(Span<T> output)
    {
        Tensor<T> x = Input(0), weight = Input(1), bias = Input(2);
        int rows = x.Shape[0], outputs = weight.Shape[1];
        for (int row = 0; row < rows; row++) bias.Span.CopyTo(output.Slice(row * outputs, outputs));
        MatrixProduct.Multiply(x.Span, weight.Span, output, rows, outputs, x.Shape[1], accumulate: true);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new MatMulOperation<T>(gradient, Input(1), transposeA: false, transposeB: true).Apply());
        if (sink.Needs(1)) sink.Add(1, new MatMulOperation<T>(Input(0), gradient, transposeA: true, transposeB: false).Apply(sink.Memory(1)));
        if (sink.Needs(2)) sink.Add(2, gradient.Sum([0]));
    }
}
