using System.Numerics;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels.MatrixProducts;

/// <summary>Finds the kernel for a tile's size. Each is compiled when it is first called.</summary>
internal static unsafe class TileKernels<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <param name="rows">The tile's rows, from 1 to 14.</param>
    /// <param name="vectors">How many vectors its rows have, 1 or 2.</param>
    public static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find(int rows, int vectors) => vectors == 1 ? Find<Size1>(rows) : Find<Size2>(rows);

    private static delegate*<T*, T*, T*, T*, Tile<T>*, void> Find<TColumns>(int rows) where TColumns : unmanaged => rows switch
    {
        1 => &TileKernel<TVector, T, TSimd, Size1, TColumns>.Run,
        2 => &TileKernel<TVector, T, TSimd, Size2, TColumns>.Run,
        3 => &TileKernel<TVector, T, TSimd, Size3, TColumns>.Run,
        4 => &TileKernel<TVector, T, TSimd, Size4, TColumns>.Run,
        5 => &TileKernel<TVector, T, TSimd, Size5, TColumns>.Run,
        6 => &TileKernel<TVector, T, TSimd, Size6, TColumns>.Run,
        7 => &TileKernel<TVector, T, TSimd, Size7, TColumns>.Run,
        8 => &TileKernel<TVector, T, TSimd, Size8, TColumns>.Run,
        9 => &TileKernel<TVector, T, TSimd, Size9, TColumns>.Run,
        10 => &TileKernel<TVector, T, TSimd, Size10, TColumns>.Run,
        11 => &TileKernel<TVector, T, TSimd, Size11, TColumns>.Run,
        12 => &TileKernel<TVector, T, TSimd, Size12, TColumns>.Run,
        13 => &TileKernel<TVector, T, TSimd, Size13, TColumns>.Run,
        _ => &TileKernel<TVector, T, TSimd, Size14, TColumns>.Run,
    };
}
