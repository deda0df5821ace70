namespace MiniGrad.Kernels;

/// <summary>A = L·Lᵀ of a symmetric positive definite matrix. The columns are halved again and again, so that most of the work is matrix
/// products.</summary>
internal static unsafe class CholeskyFactor
{
    private const int MaxColumns = 16;

    /// <summary>Factors a matrix in place, of which the lower triangle is read; the upper one becomes zeros.</summary>
    /// <returns>The column at which the matrix turns out not to be positive definite; −1 for none.</returns>
    public static int Factor<T>(T* a, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size == 0) return -1;
        int failure = Factor(a, size, 0, size);
        for (int i = 0; i < size; i++) new Span<T>(a + (nint)i * size + i + 1, size - i - 1).Clear();
        return failure;
    }

    private static int Factor<T>(T* a, int size, int first, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns <= MaxColumns) return FactorColumns(a, size, first, columns);
        int half = TriangularSystem.Half(columns), next = first + half;
        int failure = Factor(a, size, first, half);
        if (failure >= 0) return failure;
        // Of the columns that follow, above the diagonal too: nobody reads that.
        MatrixPart<T> matrix = new(a, size, 1), below = matrix.From(next, first);
        MatrixRows.SubtractProduct(below, below.Transposed, matrix.From(next, next), size - next, columns - half, half);
        return Factor(a, size, next, columns - half);
    }

    [MethodImpl(AggressiveOptimization)]
    private static int FactorColumns<T>(T* a, int size, int first, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* column = stackalloc T[MaxColumns];
        int end = first + columns;
        for (int k = first; k < end; k++)
        {
            T square = a[(nint)k * size + k];
            if (!(square > T.Zero)) return k;
            T diagonal = T.Sqrt(square);
            a[(nint)k * size + k] = diagonal;
            // Whole vectors of the mirrored column, with zeros where the rows below are done.
            for (int j = first; j < end; j++) column[j - first] = j > k ? a[(nint)j * size + k] / diagonal : T.Zero;
            for (int i = k + 1; i < size; i++)
            {
                T* row = a + (nint)i * size;
                T factor = row[k] / diagonal;
                MatrixRows.Subtract(row + first, column, factor, columns);
                // Not before: to read a vector of which a part was just written takes long.
                row[k] = factor;
            }
        }
        return -1;
    }
}
