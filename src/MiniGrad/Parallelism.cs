using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>The number of threads that share the work of one operation. Results do not depend on it.</summary>
public static class Parallelism
{
    /// <summary>The number of threads that work at once, the caller's included, from 1 to 64. Default: the number of processors.</summary>
    /// <remarks>For the whole process. Work that is too small to gain from a second thread never leaves the caller's. While one thread's
    /// operation has the workers, those of other threads compute alone, so inference from many threads at once scales by itself.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above 64.</exception>
    public static int ThreadCount
    {
        get => WorkerTeam.MaxThreadCount;
        set => WorkerTeam.MaxThreadCount = Guard.Between(value, 1, WorkerTeam.MaxThreads, nameof(ThreadCount), "the number of threads");
    }
}
