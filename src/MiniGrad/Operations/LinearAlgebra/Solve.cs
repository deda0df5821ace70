namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>X with <c>A·X = B</c>, where A is this square matrix, by Gaussian elimination with partial pivoting.</summary>
    /// <remarks><para>With more than two axes the last two are matrices and the ones before broadcast, as in <see cref="MatMul"/>. A right
    /// side with one axis is a vector, and so is the solution then.</para>
    /// <para>More precise and faster than the product with <see cref="Inverse"/>. The derivatives are solutions with the same factors:
    /// <c>∂/∂B = A⁻ᵀ·g</c>, <c>∂/∂A = −(A⁻ᵀ·g)·Xᵀ</c>. A nearly singular matrix gives an imprecise solution without a
    /// word.</para></remarks>
    /// <param name="right">B, of shape [n] or [..., n, k] for matrices [..., n, n].</param>
    /// <returns>X, of the shape of B with the leading axes that both broadcast to.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the matrix is not square.</exception>
    /// <exception cref="ArithmeticException">A matrix is singular: elimination finds only zeros in a column. The message names the matrix
    /// and the column, both counted from 0.</exception>
    public Tensor<T> Solve(Tensor<T> right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return LinearSystem.Solve(nameof(Solve), this, right, (a, b) => new SolveOperation<T>(nameof(Solve), a, b).Apply());
    }

    /// <summary>The inverse <c>A⁻¹</c> of this square matrix; of a tensor of higher rank, of each of its matrices.</summary>
    /// <remarks>To solve equations use <see cref="Solve"/>.</remarks>
    /// <returns>Of this tensor's shape.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    /// <exception cref="ArithmeticException">A matrix is singular; the message names it and the column without a pivot.</exception>
    public Tensor<T> Inverse()
    {
        LinearSystem.CheckSquare(nameof(Inverse), Shape);
        Tensor<T> identity = Tensor.Identity<T>(Shape[-1]).BroadcastTo(Shape);
        return new SolveOperation<T>(nameof(Inverse), this, identity).Apply();
    }
}

/// <summary>X = A⁻¹·B, or A⁻ᵀ·B, of matrices with the same leading axes. With H = A⁻ᵀ·g: ∂/∂B = H, ∂/∂A = −H·Xᵀ. Where A is taken as
/// transposed, H = A⁻¹·g, and ∂/∂A is the transpose, −X·Hᵀ.</summary>
/// <remarks>The derivative has the factors of A from the operation that it is the derivative of.</remarks>
internal sealed class SolveOperation<T> : Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string name;
    private readonly bool isTransposed;
    private readonly bool isFactored;
    private readonly MatrixFactors<T> factors;

    public SolveOperation(string name, Tensor<T> a, Tensor<T> b, bool isTransposed = false, MatrixFactors<T>? known = null) : base(a, b)
    {
        this.name = name;
        this.isTransposed = isTransposed;
        isFactored = known is not null;
        factors = known ?? new MatrixFactors<T>(a.Shape);
    }

    public override string Name => name;

    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("name", name), ("transposition of A", isTransposed), ("known factors", isFactored));

    protected override Shape InferShape() => Second.Shape;

    protected override void Forward(Span<T> output)
    {
        if (!isFactored) factors.Compute(First.Span, name);
        Second.Span.CopyTo(output);
        factors.Solve(output, isTransposed);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> solution = Output;
        Tensor<T> right = new SolveOperation<T>(name, Input(0), gradient, !isTransposed, factors).Apply();
        if (sink.Needs(0))
        {
            sink.Add(0, -(isTransposed
                ? new MatMulOperation<T>(solution, right, transposeA: false, transposeB: true)
                : new MatMulOperation<T>(right, solution, transposeA: false, transposeB: true)).Apply());
        }
        if (sink.Needs(1)) sink.Add(1, right);
    }
}
