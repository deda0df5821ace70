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
        T* pivots = stackalloc T[MaxColumns];
        int end = first + columns, best = -1;
        T largest = -T.One;
        for (int i = first; i < size; i++) Compare(a[(nint)i * size + first], i, ref largest, ref best);
        for (int k = first; k < end; k++)
        {
            exchanges[k] = best;
            Exchange(a, size, k, best);
            T* pivotRow = a + (nint)k * size;
            T pivot = pivotRow[k];
            bool isZero = largest == T.Zero;
            if (isZero && singular < 0) singular = k;
            // Whole vectors of the pivot's row, with zeros where the rows below are done.
            for (int j = 0; j < columns; j++) pivots[j] = first + j > k ? pivotRow[first + j] : T.Zero;
            best = -1;
            largest = -T.One;
            for (int i = k + 1; i < size; i++)
            {
                T* row = a + (nint)i * size;
                if (!isZero)
                {
                    T factor = row[k] / pivot;
                    MatrixRows.Subtract(row + first, pivots, factor, columns);
                    // Not before: to read a vector of which a part was just written takes long.
                    row[k] = factor;
                }
                if (k + 1 < end) Compare(row[k + 1], i, ref largest, ref best);
            }
        }
    }

    /// <summary>Remembers the largest magnitude and its row. NaN counts as the largest: the result is then NaN, and not a matrix that is
    /// called singular.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Compare<T>(T value, int row, ref T largest, ref int best) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T magnitude = T.Abs(value);
        if (!(magnitude > largest) && !(T.IsNaN(magnitude) && !T.IsNaN(largest))) return;
        largest = magnitude;
        best = row;
    }

    private static void Exchange<T>(T* rows, int width, int first, int second) where T : unmanaged
    {
        if (first == second) return;
        T* a = rows + (nint)first * width, b = rows + (nint)second * width;
        for (int i = 0; i < width; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
