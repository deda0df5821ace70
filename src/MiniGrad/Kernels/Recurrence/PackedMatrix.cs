namespace MiniGrad.Kernels;

/// <summary>A matrix that many products take as their right factor, copied once to the order in which it is read.</summary>
/// <remarks>An element is summed in the order of <see cref="BlockedProduct{TVector, T, TSimd}"/>, so it does not depend on the other rows
/// of the left factor, nor on whether there is a copy.</remarks>
internal static unsafe class PackedMatrix<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>Copies B, whose elements are <c>b[p·step + j·column]</c>; one of both distances is 1.</summary>
    public static void Pack(T* b, nint step, nint column, int depth, int columns, T* packed)
    {
        for (int j = 0; j < columns; j += 2 * TSimd.Lanes)
        {
            int width = Panels<TVector, T, TSimd>.Vectors(columns - j) * TSimd.Lanes;
            Packing.CopyB<TVector, T, TSimd>(
                b + j * column, step, column, depth, Math.Min(width, columns - j), packed + (nint)j * depth, width);
        }
    }

    /// <summary>C = A·B, or C += A·B, with contiguous rows of A and C.</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Multiply(T* a, T* packed, T* c, int rows, int columns, int depth, bool accumulate)
    {
        T* edge = stackalloc T[Panels<TVector, T, TSimd>.EdgeLength];
        Tile<T> tile = default;
        tile.CRow = columns * sizeof(T);
        tile.ARow = depth * sizeof(T);
        tile.AStep = sizeof(T);
        int vectors;
        for (int j = 0; j < columns; j += vectors * TSimd.Lanes)
        {
            vectors = Panels<TVector, T, TSimd>.Vectors(columns - j);
            int width = vectors * TSimd.Lanes, count = Math.Min(width, columns - j);
            tile.LastLanes = count - (vectors - 1) * TSimd.Lanes;
            tile.NextPanel = c + j + count;
            tile.ReadCopy(depth, width);
            Panels<TVector, T, TSimd>.Compute(
                &tile, a, 0, packed + (nint)j * depth, c + j, accumulate ? c + j : null, rows, vectors, edge);
        }
    }

    /// <summary>C = A·B with B as it lies, [depth, columns]: for so few rows that a copy would not pay.</summary>
    public static void MultiplyInPlace(T* a, T* b, T* c, int rows, int columns, int depth)
    {
        Product<T> product = default;
        product.A = a;
        product.B = b;
        product.C = c;
        (product.ARow, product.AStep, product.BStep, product.BColumn, product.CRow) = (depth, 1, columns, 1, columns);
        (product.M, product.N, product.K) = (rows, columns, depth);
        BlockedProduct<TVector, T, TSimd>.Compute(
            ref product, new Area(0, rows, 0, columns), new Packing(false, CopyTime.Never, Math.Max(1, depth)), default(NoFinish<T>));
    }
}
