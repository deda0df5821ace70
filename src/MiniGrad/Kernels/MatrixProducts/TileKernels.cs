namespace MiniGrad.Kernels;

/// <summary>Finds the kernel for a tile's size. Each is compiled when it is first called.</summary>
internal static unsafe class TileKernels<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    public static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find(int rows, int vectors, bool copies, bool columns)
    {
        if (columns) return copies ? Find<Size2, Size2>(rows, vectors) : Find<Size1, Size2>(rows, vectors);
        return copies ? Find<Size2, Size1>(rows, vectors) : Find<Size1, Size1>(rows, vectors);
    }

    private static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find<TCopies, TOrder>(int rows, int vectors)
        where TCopies : unmanaged where TOrder : unmanaged =>
        vectors == 1 ? Find<Size1, TCopies, TOrder>(rows) : Find<Size2, TCopies, TOrder>(rows);

    private static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find<TColumns, TCopies, TOrder>(int rows)
        where TColumns : unmanaged where TCopies : unmanaged where TOrder : unmanaged => rows switch
        {
            1 => &TileKernel<TVector, T, TSimd, Size1, TColumns, TCopies, TOrder>.Run,
            2 => &TileKernel<TVector, T, TSimd, Size2, TColumns, TCopies, TOrder>.Run,
            3 => &TileKernel<TVector, T, TSimd, Size3, TColumns, TCopies, TOrder>.Run,
            4 => &TileKernel<TVector, T, TSimd, Size4, TColumns, TCopies, TOrder>.Run,
            5 => &TileKernel<TVector, T, TSimd, Size5, TColumns, TCopies, TOrder>.Run,
            6 => &TileKernel<TVector, T, TSimd, Size6, TColumns, TCopies, TOrder>.Run,
            7 => &TileKernel<TVector, T, TSimd, Size7, TColumns, TCopies, TOrder>.Run,
            8 => &TileKernel<TVector, T, TSimd, Size8, TColumns, TCopies, TOrder>.Run,
            9 => &TileKernel<TVector, T, TSimd, Size9, TColumns, TCopies, TOrder>.Run,
            10 => &TileKernel<TVector, T, TSimd, Size10, TColumns, TCopies, TOrder>.Run,
            11 => &TileKernel<TVector, T, TSimd, Size11, TColumns, TCopies, TOrder>.Run,
            12 => &TileKernel<TVector, T, TSimd, Size12, TColumns, TCopies, TOrder>.Run,
            13 => &TileKernel<TVector, T, TSimd, Size13, TColumns, TCopies, TOrder>.Run,
            _ => &TileKernel<TVector, T, TSimd, Size14, TColumns, TCopies, TOrder>.Run,
        };
}
