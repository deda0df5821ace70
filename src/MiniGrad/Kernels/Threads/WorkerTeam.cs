using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace MiniGrad.Kernels;

/// <summary>A small team of threads that shares work. The caller hands out numbered parts, takes part itself, and returns when all are
/// done.</summary>
/// <remarks>Workers start at the first use. After work they spin for a short while, in which the next piece reaches them in a fraction of a
/// microsecond, and then sleep. Each thread begins with the same share of the parts every time, so that data stays in its cache; then it
/// claims what others have not begun, so a worker that wakes late costs nothing. One caller at a time has the team; another computes alone
/// meanwhile. Which thread computes a part never changes the result.</remarks>
internal static unsafe class WorkerTeam
{
    public const int MaxParts = 256;
    public const int MaxThreads = 64;
    private const int SpinsBetweenLooksAtTheClock = 64;
    private static readonly TimeSpan spinTime = TimeSpan.FromMicroseconds(150);

    private static readonly Lock starting = new();
    private static readonly SemaphoreSlim sleepers = new(0);

    /// <summary>For each part, the last piece of work in which it was claimed.</summary>
    private static readonly long[] claimed = new long[MaxParts];
    private static int threadCount = Math.Min(Environment.ProcessorCount, MaxThreads);
    private static int workers;
    private static Signals signals;

    // The piece of work at hand. Fixed while a part of it is unclaimed, so whoever claims a part has read the right ones.
    private static delegate*<void*, int, void> body;
    private static Exception? failure;
    private static void* argument;

    [ThreadStatic]
    private static bool isAlone;

    /// <summary>The most threads that work at once, the caller's included, from 1 to 64. Default: the number of processors.</summary>
    public static int MaxThreadCount
    {
        get => Volatile.Read(ref threadCount);
        set => Volatile.Write(ref threadCount, value);
    }

    /// <summary>The number of threads that work at once when this one calls.</summary>
    public static int ThreadCount => threadCount == 1 || isAlone ? 1 : threadCount;

    /// <summary>Whether the calling thread works without the team for the time being.</summary>
    public static bool IsAlone
    {
        get => isAlone;
        set => isAlone = value;
    }

    /// <summary>Calls <paramref name="part"/> for every number below <paramref name="count"/>, at most <see cref="MaxParts"/>, in any
    /// order, on any thread. If one throws, the caller gets the first exception once all are over.</summary>
    public static void Run(int count, delegate*<void*, int, void> part, void* state)
    {
        Debug.Assert(count <= MaxParts);
        int threads = Math.Min(count, ThreadCount);
        if (threads <= 1 || Interlocked.CompareExchange(ref signals.IsTaken, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++) part(state, i);
            return;
        }
        if (workers < threads - 1) Start(threads - 1);
        body = part;
        argument = state;
        signals.Finished = 0;
        Announcement announcement = new(new Announcement(signals.Announced).Number + 1, threads, count);
        // A full fence: a worker that goes to sleep either sees the work or is seen asleep here.
        Interlocked.Exchange(ref signals.Announced, announcement.Word);
        if (Volatile.Read(ref signals.Sleeping) > 0) sleepers.Release(Math.Max(1, Interlocked.Exchange(ref signals.Sleeping, 0)));
        TakePart(0, announcement);
        SpinWait wait = default;
        for (int spins = 0; Volatile.Read(ref signals.Finished) < count; spins++)
        {
            if (spins < 2000) Thread.SpinWait(1);
            else wait.SpinOnce(sleep1Threshold: -1);
        }
        Exception? thrown = failure;
        failure = null;
        Volatile.Write(ref signals.IsTaken, 0);
        if (thrown is not null) ExceptionDispatchInfo.Throw(thrown);
    }

    private static void Start(int wanted)
    {
        lock (starting)
        {
            for (; workers < wanted; workers++)
                new Thread(Work) { IsBackground = true, Name = $"MiniGrad worker {workers + 1}" }.Start(workers + 1);
        }
    }

    private static void Work(object? number)
    {
        int thread = (int)number!;
        long seen = 0;
        while (true)
        {
            long word = WaitFor(seen);
            seen = word;
            Announcement announcement = new(word);
            if (thread < announcement.Threads) TakePart(thread, announcement);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static long WaitFor(long seen)
    {
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int i = 0; i < SpinsBetweenLooksAtTheClock; i++)
                {
                    long word = Volatile.Read(ref signals.Announced);
                    if (word != seen) return word;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetElapsedTime(start) < spinTime);
            Interlocked.Increment(ref signals.Sleeping);
            if (Volatile.Read(ref signals.Announced) == seen) sleepers.Wait();
        }
    }

    /// <summary>First the thread's own share of the parts, then whatever is left.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void TakePart(int thread, Announcement announcement)
    {
        int count = announcement.Count, first = (int)((long)thread * count / announcement.Threads);
        for (int i = 0; i < count; i++)
        {
            int part = first + i < count ? first + i : first + i - count;
            ref long claim = ref claimed[part];
            long earlier = Volatile.Read(ref claim);
            if (earlier >= announcement.Number) continue;
            delegate*<void*, int, void> compute = body;
            void* state = argument;
            if (Interlocked.CompareExchange(ref claim, announcement.Number, earlier) != earlier) continue;
            try
            {
                compute(state, part);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
            Interlocked.Increment(ref signals.Finished);
        }
    }

    /// <summary>In one word: the number of a piece of work, from 1, the number of threads that share it, and that of its parts.</summary>
    private readonly struct Announcement(long word)
    {
        // The number has all other bits, and does not run out: 2⁴⁶ pieces of work are more than two years of one a microsecond.
        public Announcement(long number, int threads, int count) : this(number << 17 | (long)threads << 9 | (uint)count) { }

        public long Word => word;

        public long Number => word >> 17;

        public int Threads => (int)(word >> 9) & 0xFF;

        public int Count => (int)word & 0x1FF;
    }

    /// <summary>The numbers that threads wait for, each on cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 640)]
    private struct Signals
    {
        [FieldOffset(128)]
        public long Announced;

        [FieldOffset(256)]
        public int Finished;

        [FieldOffset(384)]
        public int Sleeping;

        [FieldOffset(512)]
        public int IsTaken;
    }
}
