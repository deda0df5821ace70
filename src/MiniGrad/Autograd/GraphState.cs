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

    /// <summary>
    /// A number above all those that this thread has given out and above <paramref name="after"/>. Threads count for themselves, without
    /// contention; a tensor is later than its inputs because they are passed in here.
    /// </summary>
    public long NextSequence(long after = 0) => sequence = Math.Max(sequence, after) + 1;
}
