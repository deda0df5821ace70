using System.Diagnostics;
using System.Numerics;
using MiniGrad.Benchmarks.Reporting;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>MiniGrad itself.</summary>
/// <param name="isEager">Whether every operation is called by itself, instead of replaying a recorded step.</param>
internal sealed class MiniGradContestant<T>(bool isEager) : Contestant where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Seed = 1;

    public override bool Supports(Workload workload) => true;

    public override Round Measure(Workload workload, int steps, int rows)
    {
        var batches = new RandomBatches<T>(workload, new Random(Seed));
        StepRunner<T> runner = StepRunner<T>.Create(workload, new Random(Seed), isEager);
        GC.Collect(); // earlier rounds' models are no part of this one

        WarmUp(runner, batches, steps);
        long clock = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < steps; turn++) runner.Step(batches, turn);
        double stepsTime = Stopwatch.GetElapsedTime(clock).TotalMicroseconds;

        for (int turn = 0; turn < WarmUp(rows); turn++) runner.Infer(batches.Row);
        clock = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < rows; turn++) runner.Infer(batches.Row);
        return new Round(stepsTime / steps, Stopwatch.GetElapsedTime(clock).TotalMicroseconds / rows);
    }

    /// <summary>How many bytes a step allocates on the calling thread.</summary>
    /// <param name="workload">What to train.</param>
    /// <param name="steps">Over how many steps.</param>
    public double BytesPerStep(Workload workload, int steps)
    {
        var batches = new RandomBatches<T>(workload, new Random(Seed));
        StepRunner<T> runner = StepRunner<T>.Create(workload, new Random(Seed), isEager);

        WarmUp(runner, batches, steps);
        double[] bytes = new double[steps];
        for (int turn = 0; turn < steps; turn++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            runner.Step(batches, turn);
            bytes[turn] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The thread takes memory from the heap in pieces, and what it leaves of one for being too small counts as allocated in that step.
        // The median is free of this; the mean tells of steps that allocate when most do not.
        double median = bytes.Median();
        return median > 0 ? median : bytes.Average();
    }

    /// <summary>Captured steps call the function at powers of two, and verify: what is measured lies between two, not just behind
    /// one.</summary>
    private static void WarmUp(StepRunner<T> runner, RandomBatches<T> batches, int steps)
    {
        int more = WarmUp(steps), verification = (int)BitOperations.RoundUpToPowerOf2((uint)(more + steps + 1));
        for (int turn = 0; turn < verification + more; turn++) runner.Step(batches, turn);
    }

    private static int WarmUp(int count) => Math.Max(3, count / 5);
}
