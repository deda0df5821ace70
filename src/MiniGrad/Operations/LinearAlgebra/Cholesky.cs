using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The lower triangular matrix L with a positive diagonal and <c>L·Lᵀ = A</c>, where A is this symmetric positive definite
    /// matrix; of a tensor of higher rank, of each of its matrices.</summary>
    /// <remarks>The lower triangle of A is read, the upper one is taken to be its mirror image. The gradient is symmetric, though: each
    /// element and its mirror image get half, which is right for a matrix that was computed to be symmetric, such as
    /// <c>M·Mᵀ + c·I</c>. Both are PyTorch's conventions. The derivative is that of Murray, "Differentiation of the Cholesky
    /// decomposition", 2016.</remarks>
    /// <example>A Gaussian log-likelihood with covariance A: <c>log det A</c> is twice the sum of the logarithms of the diagonal of L, and
    /// <c>xᵀ·A⁻¹·x</c> is the sum of the squares of this:
    /// <code>
    /// Tensor&lt;double&gt; covariance = Tensor.Create([4.0, 2, 2, 3], [2, 2]), x = Tensor.Create([1.0, 2], [2, 1]);
    /// Tensor&lt;double&gt; whitened = covariance.Cholesky().TriangularSolve(x);
    /// </code></example>
    /// <returns>Of this tensor's shape, with zeros above the diagonals.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    /// <exception cref="ArithmeticException">A matrix is not positive definite; the message names it and the column where that shows, both
    /// counted from 0.</exception>
    public Tensor<T> Cholesky() => new CholeskyOperation<T>(this).Apply();
}

/// <summary>∂/∂A = (S + Sᵀ) / 2 with S = L⁻ᵀ·Φ(Lᵀ·g)·L⁻¹, where Φ takes the lower triangle with half of the diagonal.</summary>
internal sealed class CholeskyOperation<T>(Tensor<T> a) : Operation<T>(a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override Shape InferShape()
    {
        LinearSystem.CheckSquare(Name, First.Shape);
        return First.Shape;
    }

    protected override unsafe void Forward(Span<T> output)
    {
        Shape shape = First.Shape;
        int size = shape[-1];
        if (output.Length == 0) return;
        First.Span.CopyTo(output);
        fixed (T* start = output)
        {
            for (int i = 0; i < output.Length / (size * size); i++)
            {
                int column = CholeskyFactor.Factor(start + (nint)i * size * size, size);
                if (column < 0) continue;
                T left = output[i * size * size + column * (size + 1)];
                throw LinearSystem.Refused(
                    Name, shape, i, FormattableString.Invariant(
                        $"not positive definite: the square to take the root of in column {column} is {left}, expected above 0"));
            }
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> factor = Output, half = T.CreateTruncating(0.5);
        Tensor<T> product = new MatMulOperation<T>(factor, gradient, transposeA: true, transposeB: false).Apply();
        Tensor<T> triangle = (product.LowerTriangle() + product.LowerTriangle(-1)) * half;
        Tensor<T> left = factor.TriangularSolve(triangle, isTransposed: true);
        Tensor<T> both = factor.TriangularSolve(left.Transpose(), isTransposed: true);
        sink.Add(0, (both + both.Transpose()) * half);
    }
}
