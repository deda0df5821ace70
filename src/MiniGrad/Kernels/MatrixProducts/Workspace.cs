namespace MiniGrad.Kernels;

/// <summary>Memory of each thread for copies of matrices in the order in which they are read. Kept for the next product.</summary>
internal static unsafe class Workspace
{
    /// <summary>A multiple of the line of every cache and of the longest vector.</summary>
    private const int Alignment = 128;

    [ThreadStatic]
    private static byte[]? memory;

    /// <summary>At least this many bytes, not cleared, on the boundary of a cache line; valid until the thread asks again.</summary>
    public static void* Rent(long bytes)
    {
        byte[]? current = memory;
        if (current is null || current.Length < bytes + Alignment) current = Grow(bytes + Alignment);
        // Pinned for life, so its address stays.
        return (void*)(((nuint)Unsafe.AsPointer(ref current[0]) + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    [MethodImpl(NoInlining)]
    private static byte[] Grow(long bytes)
    {
        long size = Math.Min(Math.Max(1 << 16, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes)), Array.MaxLength);
        memory = GC.AllocateUninitializedArray<byte>(checked((int)Math.Max(size, bytes)), pinned: true);
        return memory;
    }
}
