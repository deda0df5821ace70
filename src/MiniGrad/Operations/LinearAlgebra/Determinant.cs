namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The determinant of this square matrix; of a tensor of higher rank, of each of its matrices.</summary>
    /// <remarks>That of a large matrix easily leaves the range of the type; <see cref="LogDeterminant"/> does not. The derivative
    /// <c>g·det(A)·A⁻ᵀ</c> is computed by the inverse, and refused with an <see cref="ArithmeticException"/> where a matrix is
    /// singular.</remarks>
    /// <returns>[..., n, n] gives [...].</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public Tensor<T> Determinant() => new DeterminantOperation<T>(this, isLogarithm: false).Apply();

    /// <summary>The logarithm of the magnitude of the determinant, <c>log |det A|</c>, of this square matrix; of a tensor of higher rank,
    /// of each of its matrices. The second result of PyTorch's <c>slogdet</c>.</summary>
    /// <remarks>−∞ for a singular matrix. The derivative <c>g·A⁻ᵀ</c> is computed by the inverse, and refused with an
    /// <see cref="ArithmeticException"/> where a matrix is singular.</remarks>
    /// <returns>[..., n, n] gives [...].</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public Tensor<T> LogDeterminant() => new DeterminantOperation<T>(this, isLogarithm: true).Apply();
}

/// <summary>∂/∂A = g·det(A)·A⁻ᵀ; of the logarithm g·A⁻ᵀ.</summary>
internal sealed class DeterminantOperation<T>(Tensor<T> a, bool isLogarithm) : Operation<T>(a)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private MatrixFactors<T>? factors;

    protected internal override OperationSettings Settings => OperationSettings.Of(("logarithm", isLogarithm));

    public override string Name => isLogarithm ? nameof(Tensor<T>.LogDeterminant) : nameof(Tensor<T>.Determinant);

    protected override Shape InferShape()
    {
        LinearSystem.CheckSquare(Name, First.Shape);
        return LinearSystem.Leading(First.Shape);
    }

    protected override void Forward(Span<T> output)
    {
        factors ??= new MatrixFactors<T>(First.Shape);
        factors.Compute(First.Span, operation: null);
        factors.Determinants(output, isLogarithm);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> factor = isLogarithm ? gradient : gradient * Output;
        sink.Add(0, factor.Reshape((Shape)(int[])[.. factor.Shape, 1, 1]) * Input(0).Inverse().Transpose());
    }
}
