using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>P·A = L·U of each matrix of a batch, kept for several solutions with the same matrices.</summary>
internal sealed unsafe class MatrixFactors<T>(Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] factors = new T[shape.ElementCount];
    private readonly int[] exchanges = new int[shape.Rows];
    private readonly int size = shape[-1];

    private int Count => size == 0 ? LinearSystem.Leading(shape).ElementCount : factors.Length / (size * size);

    /// <summary>Factors the matrices.</summary>
    /// <param name="a">Their elements.</param>
    /// <param name="operation">Who refuses a singular matrix; null if it is welcome.</param>
    /// <exception cref="ArithmeticException">A matrix is singular.</exception>
    public void Compute(ReadOnlySpan<T> a, string? operation)
    {
        a.CopyTo(factors);
        fixed (T* start = factors)
        {
            for (int i = 0; i < Count; i++)
            {
                int column = LowerUpper.Factor(start + (nint)i * size * size, size, exchanges.AsSpan(i * size, size));
                if (column >= 0 && operation is not null)
                    throw LinearSystem.Refused(operation, shape, i, $"singular: column {column} has no pivot but 0");
            }
        }
    }

    /// <summary>Replaces right sides by solutions.</summary>
    public void Solve(Span<T> b, bool isTransposed)
    {
        if (b.Length == 0) return;
        int columns = b.Length / exchanges.Length;
        fixed (T* start = factors, right = b)
        {
            for (int i = 0; i < Count; i++)
                LowerUpper.Solve(
                    start + (nint)i * size * size, size, exchanges.AsSpan(i * size, size), right + (nint)i * size * columns, columns,
                    isTransposed);
        }
    }

    /// <summary>The determinant of each matrix, or the logarithm of its magnitude.</summary>
    public void Determinants(Span<T> output, bool isLogarithm)
    {
        for (int i = 0; i < output.Length; i++)
        {
            T result = isLogarithm ? T.Zero : T.One;
            for (int k = 0; k < size; k++)
            {
                T pivot = factors[i * size * size + k * (size + 1)];
                if (isLogarithm) result += T.Log(T.Abs(pivot));
                else result *= exchanges[i * size + k] == k ? pivot : -pivot;
            }
            output[i] = result;
        }
    }
}
