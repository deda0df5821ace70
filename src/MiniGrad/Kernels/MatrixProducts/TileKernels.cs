namespace MiniGrad.Kernels;

/// <summary>Finds the kernel for a tile's size. Each is compiled when it is first called.</summary>
internal static unsafe class TileKernels<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    public static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find(int rows, int vectors, bool copies)
    {
        if (copies) return vectors == 1 ? Find<Size1, Size2>(rows) : Find<Size2, Size2>(rows);
        return vectors == 1 ? Find<Size1, Size1>(rows) : Find<Size2, Size1>(rows);
    }

    private static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find<TColumns, TCopies>(int rows)
        where TColumns : unmanaged where TCopies : unmanaged => rows switch
        {
            1 => &TileKernel<TVector, T, TSimd, Size1, TColumns, TCopies>.Run,
            2 => &TileKernel<TVector, T, TSimd, Size2, TColumns, TCopies>.Run,
            3 => &TileKernel<TVector, T, TSimd, Size3, TColumns, TCopies>.Run,
            4 => &TileKernel<TVector, T, TSimd, Size4, TColumns, TCopies>.Run,
            5 => &TileKernel<TVector, T, TSimd, Size5, TColumns, TCopies>.Run,
            6 => &TileKernel<TVector, T, TSimd, Size6, TColumns, TCopies>.Run,
            7 => &TileKernel<TVector, T, TSimd, Size7, TColumns, TCopies>.Run,
            8 => &TileKernel<TVector, T, TSimd, Size8, TColumns, TCopies>.Run,
            9 => &TileKernel<TVector, T, TSimd, Size9, TColumns, TCopies>.Run,
            10 => &TileKernel<TVector, T, TSimd, Size10, TColumns, TCopies>.Run,
            11 => &TileKernel<TVector, T, TSimd, Size11, TColumns, TCopies>.Run,
            12 => &TileKernel<TVector, T, TSimd, Size12, TColumns, TCopies>.Run,
            13 => &TileKernel<TVector, T, TSimd, Size13, TColumns, TCopies>.Run,
            _ => &TileKernel<TVector, T, TSimd, Size14, TColumns, TCopies>.Run,
        };
}
