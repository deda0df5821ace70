namespace MiniGrad.Kernels;

/// <summary>Solves T·X = B for a lower or upper triangular matrix T, in place of B. What stands in the other triangle is not
/// looked at.</summary>
internal static unsafe class TriangularSystem
{
    /// <summary>Up to so many unknowns are computed row by row; more are split, so that most of the work is a matrix product.</summary>
    private const int MaxRows = 16;

    /// <summary>The column of the first 0 on the diagonal; −1 for none.</summary>
    public static int FindZero<T>(MatrixPart<T> t, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < size; i++)
            if (*t.At(i, i) == T.Zero) return i;
        return -1;
    }

    /// <summary>L·X = B.</summary>
    /// <param name="t">L, [size, size].</param>
    /// <param name="size">The number of unknowns.</param>
    /// <param name="b">B, [size, columns], with its rows side by side; becomes X.</param>
    /// <param name="columns">The number of right sides.</param>
    /// <param name="hasUnitDiagonal">Whether ones stand for the diagonal.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void SolveLower<T>(MatrixPart<T> t, int size, MatrixPart<T> b, int columns, bool hasUnitDiagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size > MaxRows)
        {
            int half = Half(size);
            SolveLower(t, half, b, columns, hasUnitDiagonal);
            MatrixRows.SubtractProduct(t.From(half, 0), b, b.From(half, 0), size - half, columns, half);
            SolveLower(t.From(half, half), size - half, b.From(half, 0), columns, hasUnitDiagonal);
            return;
        }
        for (int i = 0; i < size; i++)
        {
            T* row = b.At(i, 0);
            for (int j = 0; j < i; j++) MatrixRows.Subtract(row, b.At(j, 0), *t.At(i, j), columns);
            if (!hasUnitDiagonal) MatrixRows.Divide(row, *t.At(i, i), columns);
        }
    }

    /// <summary>U·X = B.</summary>
    /// <inheritdoc cref="SolveLower"/>
    [MethodImpl(AggressiveOptimization)]
    public static void SolveUpper<T>(MatrixPart<T> t, int size, MatrixPart<T> b, int columns, bool hasUnitDiagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (size > MaxRows)
        {
            int half = Half(size);
            SolveUpper(t.From(half, half), size - half, b.From(half, 0), columns, hasUnitDiagonal);
            MatrixRows.SubtractProduct(t.From(0, half), b.From(half, 0), b, half, columns, size - half);
            SolveUpper(t, half, b, columns, hasUnitDiagonal);
            return;
        }
        for (int i = size - 1; i >= 0; i--)
        {
            T* row = b.At(i, 0);
            for (int j = i + 1; j < size; j++) MatrixRows.Subtract(row, b.At(j, 0), *t.At(i, j), columns);
            if (!hasUnitDiagonal) MatrixRows.Divide(row, *t.At(i, i), columns);
        }
    }

    /// <summary>About a half of more than 16, in whole vectors; more than 1 remain.</summary>
    public static int Half(int size) => (size / 2 + 7) / 8 * 8;
}
