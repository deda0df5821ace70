namespace MiniGrad.Layers;

/// <summary>Counts how often a layer was switched between training and inference, so that what was recorded before is not taken for what
/// it computes now.</summary>
internal static class LayerModes
{
    private static long changes;

    public static long Changes => Volatile.Read(ref changes);

    public static void Change() => Interlocked.Increment(ref changes);
}
