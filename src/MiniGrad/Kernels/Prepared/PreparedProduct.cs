using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Small products with what follows them.</summary>
internal static unsafe class PreparedProduct
{
    /// <summary>Prepares a product, if it is small. An address is null where memory does not stay in its place. Padded is memory of C, and
    /// of what the end reads, if whole vectors may be read and written behind the last element.</summary>
    public static bool TryPrepare<T, TEnd>(
        PreparedCall<T>* call, T* a, T* b, T* bias, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool isPadded,
        TEnd end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TEnd : unmanaged, IProductEnd<T>
    {
        if (a == null || b == null || c == null || m == 0 || n == 0 || !SmallProducts.Take(m, n, k, transposeA, transposeB)) return false;
        SmallOperands<T>* operands = &call->Operands;
        operands->Set(a, b, bias, c, m, n, k, transposeA, transposeB, accumulate: false);
        operands->HasRoom = isPadded && operands->M == 1;
        call->Count = isPadded ? Storage<T>.Room(m * n) : m * n;
        call->Function = SmallProducts.WidthOf(operands) switch
        {
            512 => Choose<Vector512<T>, T, Simd512<T>, TEnd>(operands),
            256 => Choose<Vector256<T>, T, Simd256<T>, TEnd>(operands),
            _ => Choose<Vector128<T>, T, Simd128<T>, TEnd>(operands),
        };
        return true;
    }

    /// <summary>The shortest way: where one tile is all of C, straight to it.</summary>
    private static delegate*<PreparedCall<T>*, bool> Choose<TVector, T, TSimd, TEnd>(SmallOperands<T>* operands)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
        where TEnd : unmanaged, IProductEnd<T>
    {
        if (SmallProduct<TVector, T, TSimd>.IsTile(operands))
        {
            switch (operands->M, operands->N <= TSimd.Lanes)
            {
                case (1, true): return &RunTile<TVector, T, TSimd, TEnd, Size1, Size1>;
                case (1, false): return &RunTile<TVector, T, TSimd, TEnd, Size1, Size2>;
                case (2, true): return &RunTile<TVector, T, TSimd, TEnd, Size2, Size1>;
                case (4, true): return &RunTile<TVector, T, TSimd, TEnd, Size4, Size1>;
                case (8, true): return &RunTile<TVector, T, TSimd, TEnd, Size8, Size1>;
            }
        }
        return &Run<TVector, T, TSimd, TEnd>;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool Run<TVector, T, TSimd, TEnd>(PreparedCall<T>* call)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
        where TEnd : unmanaged, IProductEnd<T>
    {
        SmallProducts.Compute<TVector, T, TSimd>(&call->Operands);
        TEnd.Apply<TSimd, TVector>(call);
        return true;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool RunTile<TVector, T, TSimd, TEnd, TRows, TColumns>(PreparedCall<T>* call)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
        where TEnd : unmanaged, IProductEnd<T> where TRows : unmanaged where TColumns : unmanaged
    {
        SmallProduct<TVector, T, TSimd>.Tile<TRows, TColumns>(&call->Operands);
        TEnd.Apply<TSimd, TVector>(call);
        return true;
    }
}

/// <summary>What is done with the elements of a prepared product once they are all there: with vectors as wide as those that wrote them,
/// because others would have to wait until these are in the cache.</summary>
internal unsafe interface IProductEnd<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract void Apply<TSimd, TVector>(PreparedCall<T>* call) where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>Nothing.</summary>
internal readonly unsafe struct ProductEnd<T> : IProductEnd<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public static void Apply<TSimd, TVector>(PreparedCall<T>* call) where TSimd : struct, ISimd<TVector, T> where TVector : struct { }
}

/// <summary>f(c) of each element c.</summary>
internal readonly unsafe struct ProductEnd<T, TFunction> : IProductEnd<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : unmanaged, IUnaryOperator<T>
{
    [MethodImpl(AggressiveInlining)]
    public static void Apply<TSimd, TVector>(PreparedCall<T>* call) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        T* c = call->Operands.C;
        Elementwise.ApplyAlone<TSimd, TVector, T, TFunction>(c, c, call->Count, default);
    }
}

/// <summary>f(y, c) of each element c, with y the element of another matrix in the same place.</summary>
internal readonly unsafe struct PairedProductEnd<T, TFunction> : IProductEnd<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : unmanaged, IBinaryOperator<T>
{
    [MethodImpl(AggressiveInlining)]
    public static void Apply<TSimd, TVector>(PreparedCall<T>* call) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        T* c = call->Operands.C;
        Elementwise.ApplyAlone<TSimd, TVector, T, TFunction>(call->Other, c, c, call->Count, default);
    }
}
