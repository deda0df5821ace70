namespace MiniGrad;

/// <summary>What the engine keeps for each thread: whether it records, and how far the count of tensors has come.</summary>
internal sealed class GraphState
{
    [ThreadStatic]
    private static GraphState? current;

    private readonly long thread = (long)Environment.CurrentManagedThreadId << 40;
    private long sequence;
    private long walks;

    public static GraphState Current => current ??= new GraphState();

    public bool IsRecording { get; set; } = true;

    public bool IsInference { get; set; }

    public bool IsDryRun { get; set; }

    /// <summary>What this thread's operations may make, or null where they may make anything.</summary>
    public ElementBound? Bound { get; set; }

    /// <summary>Follows this thread's operations, or null.</summary>
    public Tracer? Tracer { get; set; }

    /// <summary>Whether an operation is nothing but its output: nobody records, follows or counts what this thread computes.</summary>
    public bool OnlyComputes => !IsRecording && Tracer is null && Bound is null;

    /// <summary>What the engine keeps from one walk to the next, and who observes layers: objects of generic types, in one look-up for the
    /// thread.</summary>
    public object? SpareWalk { get; set; }

    /// <inheritdoc cref="SpareWalk"/>
    public object? TransientMemory { get; set; }

    /// <inheritdoc cref="SpareWalk"/>
    public object? Observer { get; set; }

    /// <summary>The tensors by which the functions that are being evaluated will be differentiated, one function inside the
    /// other.</summary>
    public HashSet<object> EvaluationPoints { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A number that no other walk at this time has.</summary>
    public long NextWalk() => thread + ++walks;

    /// <summary>A number above all those that this thread has given out and above <paramref name="after"/>. Threads count for themselves,
    /// without contention; a tensor is later than its inputs because they are passed in here. Of branches that were computed on different
    /// threads and meet later, neither is known to be first: the order in which their gradients add up depends on what else those threads
    /// computed.</summary>
    public long NextSequence(long after) => sequence = Math.Max(sequence, after) + 1;
}
