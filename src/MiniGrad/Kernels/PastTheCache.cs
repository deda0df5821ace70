using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Copies what is not read again soon: it goes to memory without taking the place of other data in the processor's cache.
/// </summary>
internal static unsafe class PastTheCache
{
    /// <summary>Copies elements to other memory of at least as many.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, Span<T> target) where T : unmanaged
    {
        if (target.Length < source.Length) throw new ArgumentException("The target is too short.", nameof(target));
        fixed (T* from = source, to = target) Copy((byte*)from, (byte*)to, (nuint)source.Length * (nuint)sizeof(T));
    }

    private static void Copy(byte* from, byte* to, nuint count)
    {
        nuint size = (nuint)Vector256<byte>.Count, head = Math.Min(count, (size - ((nuint)to % size)) % size);
        Plain(0, head);
        nuint i = head;
        for (; i + (2 * size) <= count; i += 2 * size)
        {
            Vector256<byte> one = Vector256.Load(from + i), other = Vector256.Load(from + i + size);
            one.StoreAlignedNonTemporal(to + i);
            other.StoreAlignedNonTemporal(to + i + size);
        }
        Plain(i, count - i);

        void Plain(nuint start, nuint length) =>
            new ReadOnlySpan<byte>(from + start, (int)length).CopyTo(new Span<byte>(to + start, (int)length));
    }
}
