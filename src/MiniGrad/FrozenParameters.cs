namespace MiniGrad;

/// <summary>Counts how often a parameter was frozen or thawed, so that whoever saw all of them need not look at each again.</summary>
internal static class FrozenParameters
{
    private static long changes;

    public static long Changes => Volatile.Read(ref changes);

    public static void Change() => Interlocked.Increment(ref changes);
}
