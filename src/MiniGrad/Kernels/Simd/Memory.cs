using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>Hints to the processor about memory.</summary>
internal static unsafe class Memory
{
    /// <summary>Fetches a cache line, for reading or writing soon. The address need not be valid.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }
}
