namespace MiniGrad.Kernels;

/// <summary>An element to be put in order: its key and its place in its lane. Equal keys stand in the order of their places, so that every
/// way of sorting entries is stable.</summary>
internal readonly record struct SortEntry(ulong Key, int Place) : IComparable<SortEntry>
{
    public int CompareTo(SortEntry other) => Key != other.Key ? Key.CompareTo(other.Key) : Place.CompareTo(other.Place);

    /// <summary>The bits of a key: those of the type.</summary>
    public static unsafe int KeyBits<T>() where T : unmanaged => 8 * sizeof(T);

    /// <summary>An integer that orders numbers as they are asked for. NaN counts as larger than all others, and zeros of either sign as
    /// equal.</summary>
    [MethodImpl(AggressiveInlining)]
    public static ulong KeyOf<T>(T value, bool isDescending) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // −0 + 0 is 0. The integers of negative numbers run the other way, and those of positive ones begin above them.
        if (typeof(T) == typeof(float))
        {
            uint bits = Unsafe.BitCast<T, uint>(value + T.Zero);
            uint key = T.IsNaN(value) ? uint.MaxValue : bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
            return isDescending ? ~key : key;
        }
        ulong wide = Unsafe.BitCast<T, ulong>(value + T.Zero);
        ulong wideKey = T.IsNaN(value) ? ulong.MaxValue : wide ^ ((ulong)((long)wide >> 63) | 0x8000_0000_0000_0000);
        return isDescending ? ~wideKey : wideKey;
    }
}
