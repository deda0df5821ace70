namespace MiniGrad.Kernels;

/// <summary>Reads and writes the next vector of a row, of which possibly less than a whole one is left: so a loop computes in one place for
/// both, and the result of an element does not depend on where it stands.</summary>
internal static unsafe class VectorMemory
{
    /// <summary>The elements at the source; zeros from <paramref name="left"/> on.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Load<TSimd, TVector, T>(T* source, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        left >= TSimd.Lanes ? TSimd.Load(source) : TSimd.LoadFirst(source, left);

    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void Store<TSimd, TVector, T>(TVector value, T* target, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (left >= TSimd.Lanes) TSimd.Store(value, target);
        else TSimd.StoreFirst(value, target, left);
    }
}
