using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer with a number of threads.</summary>
internal abstract class PeerContestant : Contestant, IDisposable
{
    /// <summary>Its name and version.</summary>
    public abstract string Version { get; }

    /// <summary>How many threads it uses.</summary>
    public abstract int Threads { get; }

    public abstract void Dispose();
}
