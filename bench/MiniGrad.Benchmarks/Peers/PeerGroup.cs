using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer that cannot take part.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Installation">How it is installed.</param>
internal sealed record MissingPeer(string Peer, string Reason, string Installation);

/// <summary>The peers that are installed, started, and those that are not.</summary>
internal sealed class PeerGroup : IDisposable
{
    private readonly List<PeerContestant> contestants = [];
    private readonly List<MissingPeer> missing = [];

    /// <summary>Those that are installed, once for each number of threads that might be their best.</summary>
    public IReadOnlyList<PeerContestant> Contestants => contestants;

    /// <summary>Those that are not.</summary>
    public IReadOnlyList<MissingPeer> Missing => missing;

    /// <param name="workloads">What is to be measured.</param>
    /// <param name="threads">The most threads that a peer may use. It is tried with 1, 2, 4, … too.</param>
    /// <param name="options">The options that were given, for peers that need one.</param>
    public static PeerGroup Start(IReadOnlyList<Workload> workloads, int threads, params IReadOnlyList<string> options)
    {
        List<int> counts = [];
        for (int count = 1; count < threads; count *= 2) counts.Add(count);
        counts.Add(threads);

        PeerGroup group = new();
        foreach (PeerKind kind in PeerKind.All)
        {
            try
            {
                if (kind.Option is { } option && !options.Contains(option)) throw new PeerException("it was not asked for");
                foreach (PeerContestant contestant in kind.Start(workloads, counts)) group.contestants.Add(contestant);
            }
            catch (PeerException reason)
            {
                group.missing.Add(new MissingPeer(kind.Name, reason.Message, kind.Installation));
            }
        }
        return group;
    }

    public void Dispose()
    {
        foreach (PeerContestant contestant in contestants) contestant.Dispose();
    }
}
