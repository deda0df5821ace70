namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer that may be installed or not.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Installation">How it is installed.</param>
/// <param name="Start">Starts it, with one number of threads after the other of those that might be its best.</param>
internal sealed record PeerKind(string Name, string Installation, Func<IReadOnlyList<int>, IEnumerable<PeerContestant>> Start)
{
    /// <summary>All that are known.</summary>
    public static IReadOnlyList<PeerKind> All { get; } =
    [
        new("PyTorch", "on Debian: apt-get install python3-torch libopenblas0-pthread", counts => counts.Select(PyTorch.Start)),
        new("FANN", "on Debian: apt-get install libfann-dev gcc", _ => [Fann.Start()]),
    ];
}
