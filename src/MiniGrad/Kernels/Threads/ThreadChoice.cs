using System.Diagnostics;

namespace MiniGrad.Kernels;

/// <summary>Finds out whether something that runs over and over is faster with the team of workers or without. Sharing one large product
/// pays; a step of products and updates of one small matrix may spend more on moving it from one core's cache to the other's. Results are
/// the same either way.</summary>
internal sealed class ThreadChoice
{
    /// <summary>Runs in a row in one way, of which the first find the caches as the other way left them.</summary>
    private const int RunsInBlock = 5;
    private const int IgnoredRuns = 2;
    private const int Blocks = 2;

    /// <summary>The runs after which to measure again: the machine may have been busy. Trials then cost a percent at most.</summary>
    private const int RunsBetweenTrials = 2000;

    private static readonly long longRun = 2 * Stopwatch.Frequency / 1000;

    private long bestAlone = long.MaxValue;
    private long bestShared = long.MaxValue;
    private int run;
    private int threads;

    /// <summary>Begins a run. To be ended in any case.</summary>
    [MethodImpl(AggressiveOptimization)]
    public Run Begin()
    {
        if (WorkerTeam.MaxThreadCount == 1 || WorkerTeam.IsAlone) return default;
        if (threads != WorkerTeam.MaxThreadCount || run == RunsBetweenTrials)
        {
            threads = WorkerTeam.MaxThreadCount;
            bestAlone = bestShared = long.MaxValue;
            run = 0;
        }
        bool isTrial = run < Blocks * RunsInBlock;
        WorkerTeam.IsAlone = isTrial ? run / RunsInBlock % 2 == 1 : bestAlone <= bestShared;
        run++;
        return new Run(this, isTrial ? Stopwatch.GetTimestamp() : 0);
    }

    [MethodImpl(AggressiveOptimization)]
    private void End(long start)
    {
        bool wasAlone = WorkerTeam.IsAlone;
        WorkerTeam.IsAlone = false;
        if (start == 0 || (run - 1) % RunsInBlock < IgnoredRuns) return;
        long time = Stopwatch.GetTimestamp() - start;
        ref long best = ref wasAlone ? ref bestAlone : ref bestShared;
        best = Math.Min(best, time);
        if (wasAlone || time < longRun) return;
        // Certain to pay; trying the other way would take long.
        (bestShared, run) = (0, Math.Max(run, Blocks * RunsInBlock));
    }

    /// <summary>A run; disposing it ends it.</summary>
    public readonly ref struct Run(ThreadChoice choice, long start)
    {
        public void Dispose() => choice?.End(start);
    }
}
