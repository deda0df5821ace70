using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MiniGrad.Data;

/// <summary>Prepares batches on another thread while the program learns from those before.</summary>
public static class Prefetching
{
    /// <summary>Hands out batches that another thread prepares ahead, in their order.</summary>
    /// <param name="batches">The batches: of a data set, or made by a query over them, such as one that distorts images.</param>
    /// <param name="count">The most batches that are ready and waiting, at least 1. Default: 2.</param>
    /// <returns>A sequence. Each pass over it has a thread of its own, from its first batch to its end. <c>foreach</c> and queries end a
    /// pass that is left early; whoever calls <see cref="System.Collections.IEnumerator.MoveNext"/> disposes of the enumerator.</returns>
    /// <remarks><para>An exception on that thread is thrown where its batch is asked for. Leaving a pass waits for the batch being made, so
    /// that the source is not in use afterwards. Up to <paramref name="count"/> + 2 batches are in memory, each valid for as long as it is
    /// held.</para>
    /// <para>It pays where making a batch means waiting, for a disk or a network, or where processors are free: batches that take 1 ms of
    /// waiting each came in half the time. It does not pay for samples in memory, which are copied as fast as they are handed over: with
    /// both of two processors busy training 784-128-10 in batches of 64, an epoch took a quarter longer.</para></remarks>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static IEnumerable<Batch<T>> Prefetch<T>(this IEnumerable<Batch<T>> batches, int count = 2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        Guard.AtLeast(count, 1, "Prefetch", "the number of batches prepared ahead");
        return Ahead(_ => batches, count, batch => _ = batch.Parts);
    }

    /// <summary>Hands out items that another thread makes ahead.</summary>
    /// <param name="source">The items. Its token is cancelled once nobody asks anymore.</param>
    /// <param name="count">The most that are ready and waiting.</param>
    /// <param name="prepare">What is to be done on the other thread. Default: nothing.</param>
    internal static IEnumerable<TItem> Ahead<TItem>(
        Func<CancellationToken, IEnumerable<TItem>> source, int count, Action<TItem>? prepare = null)
    {
        using BlockingCollection<TItem> ready = new(count);
        using CancellationTokenSource left = new();
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(Prepare) { IsBackground = true, Name = "MiniGrad prefetch" };
        thread.Start();
        try
        {
            foreach (TItem item in ready.GetConsumingEnumerable()) yield return item;
            failure?.Throw();
        }
        finally
        {
            left.Cancel();
            thread.Join();
        }

        void Prepare()
        {
            try
            {
                foreach (TItem item in source(left.Token))
                {
                    if (left.IsCancellationRequested) return;
                    prepare?.Invoke(item);
                    ready.Add(item, left.Token);
                }
            }
            catch (Exception trouble)
            {
                // Nobody asks any more where the pass was left, which is also what a full queue throws for.
                failure = ExceptionDispatchInfo.Capture(trouble);
            }
            finally
            {
                ready.CompleteAdding();
            }
        }
    }
}
