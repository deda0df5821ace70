using System.Globalization;
using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer with a number of threads, in a process of its own.</summary>
internal abstract class PeerContestant : Contestant, IDisposable
{
    private readonly PeerProcess process;

    /// <exception cref="PeerException">The program says, or shows, that it cannot work.</exception>
    protected PeerContestant(PeerProcess process, int threads)
    {
        this.process = process;
        Threads = threads;
        Version = process.ReadVersion();
    }

    /// <summary>Its name and version.</summary>
    public string Version { get; }

    /// <summary>How many threads it uses.</summary>
    public int Threads { get; }

    /// <exception cref="PeerException">The program failed.</exception>
    public override Round Measure(Workload workload, int steps, int rows)
    {
        string answer = process.Ask(
            $"{steps} {rows} {string.Join(',', workload.Layers)} {Workload.Lower(workload.Activation)} {workload.Batch} " +
            $"{Workload.Lower(workload.Optimizer)}");
        string[] times = answer.Split(' ');
        return new Round(double.Parse(times[0], CultureInfo.InvariantCulture), double.Parse(times[1], CultureInfo.InvariantCulture));
    }

    public virtual void Dispose() => process.Dispose();
}
