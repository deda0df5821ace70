using MiniGrad.Kernels;
using Xunit;

namespace MiniGrad.Tests.Kernels;

public unsafe class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(WorkerTeam.MaxParts)]
    public void Every_part_is_computed_once(int parts)
    {
        int[] counts = new int[parts];
        fixed (int* state = counts)
        {
            for (int round = 1; round <= 2000; round++)
            {
                WorkerTeam.Run(parts, &Count, state);
                Assert.All(counts, count => Assert.Equal(round, count));
            }
        }
    }

    [Fact]
    public void Callers_at_the_same_time_each_get_their_own_parts_done()
    {
        Parallel.For(0, 8, _ =>
        {
            int* counts = stackalloc int[5];
            new Span<int>(counts, 5).Clear();
            for (int round = 1; round <= 5000; round++)
            {
                WorkerTeam.Run(5, &Count, counts);
                for (int i = 0; i < 5; i++) Assert.Equal(round, counts[i]);
            }
        });
    }

    [Fact]
    public void Workers_wake_up_after_a_pause()
    {
        int* counts = stackalloc int[4];
        new Span<int>(counts, 4).Clear();
        for (int round = 1; round <= 20; round++)
        {
            Thread.Sleep(3);
            WorkerTeam.Run(4, &Count, counts);
            for (int i = 0; i < 4; i++) Assert.Equal(round, counts[i]);
        }
    }

    [Fact]
    public void Parallel_work_may_be_nested()
    {
        int* counts = stackalloc int[6];
        new Span<int>(counts, 6).Clear();
        WorkerTeam.Run(3, &Nested, counts);
        for (int i = 0; i < 6; i++) Assert.Equal(3, counts[i]);
    }

    [Fact]
    public void Exception_of_a_part_reaches_the_caller_and_later_work_runs()
    {
        int* counts = stackalloc int[4];
        new Span<int>(counts, 4).Clear();
        Assert.Throws<InvalidTimeZoneException>(() => WorkerTeam.Run(4, &Throw, null));
        WorkerTeam.Run(4, &Count, counts);
        for (int i = 0; i < 4; i++) Assert.Equal(1, counts[i]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        int* counts = stackalloc int[2];
        WorkerTeam.Run(2, &Count, counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++) WorkerTeam.Run(2, &Count, counts);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Count(void* state, int part) => Interlocked.Increment(ref ((int*)state)[part]);

    private static void Throw(void* state, int part) => throw new InvalidTimeZoneException();

    private static void Nested(void* state, int part) => WorkerTeam.Run(6, &Count, state);
}
