using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>Makes a matrix nearly orthogonal: its singular values become about 1, between 0.7 and 1.2, while its singular vectors
/// stay.</summary>
/// <remarks>Newton and Schulz's iteration as a polynomial of degree 5 in the singular values, <c>X ← a·X + (b·A + c·A²)·X</c> with
/// <c>A = X·Xᵀ</c>, or from the other side where that is smaller. The coefficients rise steepest from 0 and do not converge, which costs no
/// accuracy that a step needs (Jordan and others, "Muon: an optimizer for hidden layers in neural networks", 2024).</remarks>
internal static class NewtonSchulz
{
    private const int Iterations = 5;
    private const double A = 3.4445, B = -4.7750, C = 2.0315;

    // Keeps a matrix of zeros what it is.
    private const double SmallestNorm = 1e-7, Unit = EuclideanNorm.LargeUnit;

    /// <summary>The size of the workspace for a matrix.</summary>
    public static int WorkspaceSize(int rows, int columns) =>
        checked(rows * columns + 2 * Math.Min(rows, columns) * Math.Min(rows, columns));

    /// <summary>Overwrites a matrix with its nearly orthogonal one.</summary>
    public static void Orthogonalize<T>(Span<T> matrix, int rows, int columns, Span<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isTall = rows > columns;
        int size = Math.Min(rows, columns), length = Math.Max(rows, columns);
        Span<T> next = workspace[..matrix.Length], gram = workspace.Slice(matrix.Length, size * size);
        Span<T> polynomial = workspace.Slice(matrix.Length + size * size, size * size);
        T a = T.CreateTruncating(A), b = T.CreateTruncating(B), c = T.CreateTruncating(C);
        double norm = EuclideanNorm.Of<T>(matrix, Unit) + SmallestNorm / Unit;
        TensorPrimitives.Multiply(matrix, T.CreateTruncating(1 / Unit / norm), matrix);
        for (int i = 0; i < Iterations; i++)
        {
            MatrixProduct.Multiply<T>(matrix, matrix, gram, size, size, length, transposeA: isTall, transposeB: !isTall);
            MatrixProduct.Multiply<T>(gram, gram, polynomial, size, size, size);
            TensorPrimitives.Multiply(polynomial, c, polynomial);
            TensorPrimitives.MultiplyAddEstimate(gram, b, polynomial, polynomial);
            TensorPrimitives.Multiply(matrix, a, next);
            if (isTall) MatrixProduct.Multiply<T>(matrix, polynomial, next, rows, columns, size, accumulate: true);
            else MatrixProduct.Multiply<T>(polynomial, matrix, next, rows, columns, size, accumulate: true);
            next.CopyTo(matrix);
        }
    }
}
