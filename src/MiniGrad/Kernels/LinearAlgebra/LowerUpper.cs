namespace MiniGrad.Kernels;

/// <summary>P·A = L·U by Gaussian elimination with partial pivoting: L has ones on its diagonal and lies below that of U.</summary>
/// <remarks>The columns are halved again and again, so that most of the work is matrix products (Toledo, "Locality of reference in LU
/// decomposition with partial pivoting", 1997).</remarks>
internal static unsafe class LowerUpper
{
    private const int MaxColumns = 16;

    /// <summary>Factors a matrix in place.</summary>
    /// <param name="a">A, [size, size]; becomes L and U.</param>
    /// <param name="size">The number of rows and columns.</param>
    /// <param name="exchanges">Becomes, for each row in order, the row that it changed places with.</param>
    /// <returns>The first column without a pivot that is not 0; −1 if there is none.</returns>
    public static int Factor<T>(T* a, int size, Span<int> exchanges) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int singular = -1;
        if (size > 0) Factor(a, size, 0, size, exchanges, ref singular);
        return singular;
    }

    /// <summary>B becomes A⁻¹·B, or A⁻ᵀ·B.</summary>
    public static void Solve<T>(T* factors, int size, ReadOnlySpan<int> exchanges, T* b, int columns, bool isTransposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixPart<T> matrix = new(factors, size, 1), right = new(b, columns, 1);
        if (isTransposed)
        {
            TriangularSystem.SolveLower(matrix.Transposed, size, right, columns, hasUnitDiagonal: false);
            TriangularSystem.SolveUpper(matrix.Transposed, size, right, columns, hasUnitDiagonal: true);
            for (int i = size - 1; i >= 0; i--) Exchange(b, columns, i, exchanges[i]);
            return;
        }
        for (int i = 0; i < size; i++) Exchange(b, columns, i, exchanges[i]);
        TriangularSystem.SolveLower(matrix, size, right, columns, hasUnitDiagonal: true);
        TriangularSystem.SolveUpper(matrix, size, right, columns, hasUnitDiagonal: false);
    }

    private static void Factor<T>(T* a, int size, int first, int columns, Span<int> exchanges, ref int singular)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns <= MaxColumns)
        {
            Eliminate(a, size, first, columns, exchanges, ref singular);
            return;
        }
        int half = TriangularSystem.Half(columns), next = first + half;
        MatrixPart<T> matrix = new(a, size, 1);
        Factor(a, size, first, half, exchanges, ref singular);
        TriangularSystem.SolveLower(matrix.From(first, first), half, matrix.From(first, next), columns - half, hasUnitDiagonal: true);
        MatrixRows.SubtractProduct(
            matrix.From(next, first), matrix.From(first, next), matrix.From(next, next), size - next, columns - half, half);
        Factor(a, size, next, columns - half, exchanges, ref singular);
    }

    /// <summary>A few columns, one by one. Rows change places along their whole length.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Eliminate<T>(T* a, int size, int first, int columns, Span<int> exchanges, ref int singular)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int end = first + columns;
        for (int k = first; k < end; k++)
        {
            int best = k;
            T largest = T.Abs(a[k * size + k]);
            for (int i = k + 1; i < size; i++)
            {
                // NaN counts as the largest: the result is then NaN, and not a matrix that is called singular.
                T magnitude = T.Abs(a[i * size + k]);
                if (!(magnitude > largest) && !(T.IsNaN(magnitude) && !T.IsNaN(largest))) continue;
                largest = magnitude;
                best = i;
            }
            exchanges[k] = best;
            Exchange(a, size, k, best);
            if (largest == T.Zero)
            {
                if (singular < 0) singular = k;
                continue;
            }
            T* pivotRow = a + k * size;
            for (int i = k + 1; i < size; i++)
            {
                T* row = a + i * size;
                T factor = row[k] / pivotRow[k];
                row[k] = factor;
                MatrixRows.Subtract(row + k + 1, pivotRow + k + 1, factor, end - k - 1);
            }
        }
    }

    private static void Exchange<T>(T* rows, int width, int first, int second) where T : unmanaged
    {
        if (first == second) return;
        T* a = rows + (nint)first * width, b = rows + (nint)second * width;
        for (int i = 0; i < width; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
