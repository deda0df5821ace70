using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class PrefetchTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly Dataset<float> data = new(
        Tensor.Range(0f, 200, 1).Reshape(100, 2), Enumerable.Range(0, 100).ToArray(), Tensor.Range(0f, 100, 1));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void Batches_are_the_same_in_the_same_order(int count)
    {
        Batch<float>[] plain = [.. data.Batches(7, new Random(1))], ahead = [.. data.Batches(7, new Random(1)).Prefetch(count)];
        Assert.Equal(plain.Length, ahead.Length);
        foreach ((Batch<float> one, Batch<float> other) in plain.Zip(ahead))
        {
            Assert.Equal(one.Inputs.ToArray(), other.Inputs.ToArray());
            Assert.Equal(one.Labels, other.Labels);
            Assert.Equal(one.Weights!.ToArray(), other.Weights!.ToArray());
            float[] inputs = new float[one.Inputs.ElementCount], weights = new float[one.Count];
            int[] labels = new int[one.Count];
            other.Copy(0, inputs);
            other.Copy(1, weights);
            other.CopyLabels(0, labels);
            Assert.Equal(one.Inputs.ToArray(), inputs);
            Assert.Equal(one.Labels, labels);
            Assert.Equal(one.Weights!.ToArray(), weights);
        }

        Dataset<float> numbers = new(data.Inputs, data.Inputs);
        Assert.Equal(
            numbers.Batches(7, new Random(1)).SelectMany(batch => batch.Targets.ToArray()),
            numbers.Batches(7, new Random(1)).Prefetch(count).SelectMany(batch => batch.Targets.ToArray()));
        Assert.Empty(data.Select([]).Batches(7).Prefetch(count));
    }

    [Fact]
    public void The_source_runs_on_another_thread_and_no_further_ahead_than_asked()
    {
        Source source = new(data, 20);
        using IEnumerator<Batch<float>> pass = source.Batches().Prefetch(3).GetEnumerator();
        Assert.Equal(0, source.Made);
        Assert.True(pass.MoveNext());
        // One in use, three waiting, one in the hand of the thread.
        Assert.True(SpinWait.SpinUntil(() => source.Made == 5, patience));
        Thread.Sleep(50);
        Assert.Equal(5, source.Made);
        Assert.NotEqual(Environment.CurrentManagedThreadId, source.ThreadId);
    }

    [Fact]
    public void An_exception_comes_after_the_batches_before_it_and_is_the_same()
    {
        Source source = new(data, 20) { FailsAt = 4 };
        int seen = 0;
        var failure = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (Batch<float> _ in source.Batches().Prefetch()) seen++;
        });
        Assert.Same(source.Failure, failure);
        Assert.Equal(4, seen);
        Assert.True(source.IsLeft);
    }

    [Fact]
    public void Leaving_early_ends_the_thread_and_the_source()
    {
        Source source = new(data, int.MaxValue);
        foreach (Batch<float> _ in source.Batches().Prefetch()) break;
        Assert.True(source.IsLeft);
        Assert.False(source.Thread!.IsAlive);
        int made = source.Made;
        Thread.Sleep(20);
        Assert.Equal(made, source.Made);
    }

    [Fact]
    public void A_pass_leaves_no_memory_behind_and_a_batch_that_is_kept_stays_as_it_is()
    {
        Batch<float>[] kept = [.. data.Batches(10).Prefetch()];
        Assert.Equal(data.Labels, kept.SelectMany(batch => batch.Labels));

        WeakReference[] batches = Pass();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.All(batches, batch => Assert.False(batch.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference[] Pass() => [.. data.Batches(10).Prefetch().Select(batch => new WeakReference(batch.Inputs))];
    }

    [Fact]
    public void Each_pass_starts_anew()
    {
        IEnumerable<Batch<float>> batches = data.Batches(10, new Random(3)).Prefetch();
        int[] first = [.. batches.SelectMany(batch => batch.Labels)], second = [.. batches.SelectMany(batch => batch.Labels)];
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
    }

    [Fact]
    public void A_count_below_1_is_refused_at_once() =>
        Assert.Contains("the number of batches prepared ahead must be at least 1, got 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => data.Batches(10).Prefetch(0)).Message, StringComparison.Ordinal);

    private sealed class Source(Dataset<float> data, int count)
    {
        private volatile int made;

        public int Made => made;

        public int? FailsAt { get; init; }

        public Exception? Failure { get; private set; }

        public Thread? Thread { get; private set; }

        public int ThreadId => Thread!.ManagedThreadId;

        public bool IsLeft { get; private set; }

        public IEnumerable<Batch<float>> Batches()
        {
            Thread = Thread.CurrentThread;
            Batch<float> batch = data.Batches(5).First();
            try
            {
                for (int i = 0; i < count; i++)
                {
                    if (i == FailsAt) throw Failure = new InvalidOperationException("as planned");
                    made++;
                    yield return batch;
                }
            }
            finally
            {
                IsLeft = true;
            }
        }
    }
}
