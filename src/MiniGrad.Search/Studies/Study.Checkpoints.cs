namespace MiniGrad.Search;

// What paused trials go on from.
public sealed partial class Study
{
    private readonly Dictionary<int, byte[]> checkpoints = [];

    /// <summary>What a paused trial goes on from; null where there is nothing, and it begins anew.</summary>
    internal byte[]? CheckpointOf(int trial)
    {
        lock (gate) return checkpoints.GetValueOrDefault(trial);
    }

    /// <summary>Keeps what a trial is to go on from, until it is finished.</summary>
    internal void Keep(int trial, byte[] checkpoint)
    {
        lock (gate) checkpoints[trial] = checkpoint;
    }
}
