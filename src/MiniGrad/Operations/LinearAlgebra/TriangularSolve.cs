using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>X with <c>L·X = B</c> or <c>Lᵀ·X = B</c>, where L is the lower triangle of this square matrix, or the upper one instead.
    /// The other triangle is not looked at, and has a gradient of 0.</summary>
    /// <remarks>With more than two axes the last two are matrices and the ones before broadcast, as in <see cref="MatMul"/>. A right side
    /// with one axis is a vector, and so is the solution then.</remarks>
    /// <param name="right">B, of shape [n] or [..., n, k] for matrices [..., n, n].</param>
    /// <param name="isUpper">Whether the upper triangle is meant. Default: the lower one.</param>
    /// <param name="isTransposed">Whether the triangle is taken as transposed. Default: false.</param>
    /// <returns>X, of the shape of B with the leading axes that both broadcast to.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the matrix is not square.</exception>
    /// <exception cref="ArithmeticException">A matrix has a 0 on its diagonal; the message names the matrix and the column, both counted
    /// from 0.</exception>
    public Tensor<T> TriangularSolve(Tensor<T> right, bool isUpper = false, bool isTransposed = false)
    {
        ArgumentNullException.ThrowIfNull(right);
        return LinearSystem.Solve(
            nameof(TriangularSolve), this, right, (a, b) => new TriangularSolveOperation<T>(a, b, isUpper, isTransposed).Apply());
    }
}

/// <summary>X = L⁻¹·B, or L⁻ᵀ·B, of matrices with the same leading axes. With H = L⁻ᵀ·g: ∂/∂B = H, ∂/∂L = the triangle of −H·Xᵀ. Where L is
/// taken as transposed, H = L⁻¹·g, and ∂/∂L is the triangle of −X·Hᵀ.</summary>
internal sealed class TriangularSolveOperation<T>(Tensor<T> a, Tensor<T> b, bool isUpper, bool isTransposed) : Operation<T>(a, b)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("upper triangle", isUpper), ("transposition", isTransposed));

    protected override Shape InferShape() => Second.Shape;

    protected override unsafe void Forward(Span<T> output)
    {
        Second.Span.CopyTo(output);
        Shape shape = First.Shape;
        int size = shape[-1], columns = Second.Shape[-1], count = LinearSystem.Leading(shape).ElementCount;
        fixed (T* matrices = First.Span, sides = output)
        {
            for (int i = 0; i < count; i++)
            {
                MatrixPart<T> matrix = new(matrices + (nint)i * size * size, size, 1);
                int zero = TriangularSystem.FindZero(matrix, size);
                if (zero >= 0) throw LinearSystem.Refused(Name, shape, i, $"singular: its diagonal is 0 in column {zero}");
                MatrixPart<T> side = new(sides + (nint)i * size * columns, columns, 1);
                MatrixPart<T> triangle = isTransposed ? matrix.Transposed : matrix;
                if (isUpper == isTransposed) TriangularSystem.SolveLower(triangle, size, side, columns, hasUnitDiagonal: false);
                else TriangularSystem.SolveUpper(triangle, size, side, columns, hasUnitDiagonal: false);
            }
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> solution = Output;
        Tensor<T> right = new TriangularSolveOperation<T>(Input(0), gradient, isUpper, !isTransposed).Apply();
        if (sink.Needs(0))
        {
            Tensor<T> product = isTransposed
                ? new MatMulOperation<T>(solution, right, transposeA: false, transposeB: true).Apply()
                : new MatMulOperation<T>(right, solution, transposeA: false, transposeB: true).Apply();
            sink.Add(0, new TriangleOperation<T>(-product, diagonal: 0, isUpper));
        }
        if (sink.Needs(1)) sink.Add(1, right);
    }
}
