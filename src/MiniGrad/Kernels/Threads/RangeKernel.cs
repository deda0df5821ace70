using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Work on independent items of a range: a struct with the memory it works on.</summary>
internal interface IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the items from <paramref name="start"/> up to <paramref name="end"/> with vectors of the given width.</summary>
    void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>Runs a kernel with the widest vectors that the processor has, on several threads where that pays.</summary>
internal static unsafe class RangeKernel
{
    /// <summary>The bytes that one thread writes at a stretch: whole cache lines, two of which the processor fetches together.</summary>
    private const int Stretch = 128;

    /// <summary>Does a number of items, in memory that stays where it is. Below twice the grain the caller works alone.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Run<T, TKernel>(TKernel kernel, int count, int grain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        if (count < 2 * grain || WorkerTeam.ThreadCount == 1)
        {
            if (count > 0) RunAlone<T, TKernel>(ref kernel, 0, count);
            return;
        }
        RunShared<T, TKernel>(kernel, count, grain);
    }

    // Apart, so that the caller of a small kernel need not clear the memory for this.
    [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunShared<T, TKernel>(TKernel kernel, int count, int grain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        int parts = Math.Min(count / grain, WorkerTeam.ThreadCount);
        Job<TKernel> job = new() { Kernel = kernel, Count = count, Parts = parts, Unit = Math.Min(grain, Stretch / sizeof(T)) };
        WorkerTeam.Run(parts, &RunPart<T, TKernel>, &job);
    }

    [MethodImpl(AggressiveOptimization)]
    private static void RunPart<T, TKernel>(void* state, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        Job<TKernel>* job = (Job<TKernel>*)state;
        int start = Begin(part), end = Begin(part + 1);
        if (start < end) RunAlone<T, TKernel>(ref job->Kernel, start, end);

        // Whole stretches where items are elements, so that no two threads write to one line.
        int Begin(int number)
        {
            int units = (job->Count + job->Unit - 1) / job->Unit;
            return Math.Min(job->Count, (int)((long)units * number / job->Parts) * job->Unit);
        }
    }

    /// <summary>Does the items of a range by the calling thread.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void RunAlone<T, TKernel>(ref TKernel kernel, int start, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        if (Vector512.IsHardwareAccelerated) kernel.Run<Simd512<T>, Vector512<T>>(start, end);
        else if (Vector256.IsHardwareAccelerated) kernel.Run<Simd256<T>, Vector256<T>>(start, end);
        else if (Vector128.IsHardwareAccelerated) kernel.Run<Simd128<T>, Vector128<T>>(start, end);
        else kernel.Run<SimdScalar<T>, T>(start, end);
    }

    /// <summary>Does few items by the calling thread, with vectors that they fill.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void RunFew<T, TKernel>(ref TKernel kernel, int start, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        if (Vector128.IsHardwareAccelerated && end - start <= Vector128<T>.Count) kernel.Run<Simd128<T>, Vector128<T>>(start, end);
        else if (Vector256.IsHardwareAccelerated && end - start <= Vector256<T>.Count)
            kernel.Run<Simd256<T>, Vector256<T>>(start, end);
        else RunAlone<T, TKernel>(ref kernel, start, end);
    }

    /// <summary>So many items rounded up to whole vectors of the length that <see cref="RunFew"/> takes.</summary>
    public static int WholeOfFew<T>(int count) where T : unmanaged
    {
        int lanes = Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256.IsHardwareAccelerated ? Vector256<T>.Count
            : Vector128.IsHardwareAccelerated ? Vector128<T>.Count : 1;
        if (lanes > Vector256<T>.Count && count <= Vector256<T>.Count) lanes = Vector256<T>.Count;
        if (lanes > Vector128<T>.Count && count <= Vector128<T>.Count) lanes = Vector128<T>.Count;
        return (count + lanes - 1) / lanes * lanes;
    }

    private struct Job<TKernel> where TKernel : unmanaged
    {
        public TKernel Kernel;
        public int Count;
        public int Parts;
        public int Unit;
    }
}
