using System.Runtime.ExceptionServices;
using MiniGrad.Kernels;

namespace MiniGrad.Estimators;

/// <summary>Makes members on several threads. Which thread makes which changes nothing.</summary>
internal static class MemberWorkers
{
    /// <param name="count">The number of members.</param>
    /// <param name="workers">How many are made at once, each by one thread that has no others to help it; with 1 all are made by the
    /// caller's, one after the other.</param>
    /// <param name="make">Makes the member of a number.</param>
    /// <param name="cancellation">Keeps members from being begun.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TResult[] Run<TResult>(int count, int workers, Func<int, TResult> make, CancellationToken cancellation)
    {
        TResult[] results = new TResult[count];
        if (Math.Min(workers, count) <= 1)
        {
            for (int m = 0; m < count; m++)
            {
                cancellation.ThrowIfCancellationRequested();
                results[m] = make(m);
            }
            cancellation.ThrowIfCancellationRequested();
            return results;
        }
        var failures = new Exception?[count];
        int last = -1;
        bool hasFailed = false;
        Thread[] threads = [.. Enumerable.Range(1, Math.Min(workers, count))
            .Select(number => new Thread(Work) { IsBackground = true, Name = $"MiniGrad ensemble {number}" })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        // Members are begun in order, so the first that fails is the same every time.
        if (Array.Find(failures, failure => failure is not null) is { } first) ExceptionDispatchInfo.Throw(first);
        cancellation.ThrowIfCancellationRequested();
        return results;

        void Work()
        {
            WorkerTeam.IsAlone = true;
            while (!Volatile.Read(ref hasFailed) && !cancellation.IsCancellationRequested)
            {
                int m = Interlocked.Increment(ref last);
                if (m >= count) return;
                try
                {
                    results[m] = make(m);
                }
                catch (Exception failure)
                {
                    failures[m] = failure;
                    Volatile.Write(ref hasFailed, true);
                }
            }
        }
    }
}
