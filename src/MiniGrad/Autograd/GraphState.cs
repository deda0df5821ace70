namespace MiniGrad;

/// <summary>What the engine keeps for each thread: whether it records, and how far the count of tensors has come.</summary>
internal sealed class GraphState
{
    [ThreadStatic]
    private static GraphState? current;

    private long sequence;

    public static GraphState Current => current ??= new GraphState();

    public bool IsRecording { get; set; } = true;

    public bool IsInference { get; set; }

    /// <summary>What this thread's operations are being captured for, or null.</summary>
    public Capture? Capture { get; set; }

    /// <summary>How many functions are being evaluated, one inside the other, to be differentiated.</summary>
    public int EvaluationDepth { get; set; }

    /// <summary>
    /// A number above all those that this thread has given out and above <paramref name="after"/>. Threads count for themselves, without
    /// contention; a tensor is later than its inputs because they are passed in here. Of branches that were computed on different threads and
    /// meet later, neither is known to be first: the order in which their gradients add up depends on what else those threads computed.
    /// </summary>
    public long NextSequence(long after) => sequence = Math.Max(sequence, after) + 1;
}
