using System.Globalization;
using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer in a process of its own.</summary>
internal abstract class ProcessContestant : PeerContestant
{
    private readonly PeerProcess process;

    /// <exception cref="PeerException">The program says, or shows, that it cannot work.</exception>
    protected ProcessContestant(PeerProcess process, int threads)
    {
        this.process = process;
        Threads = threads;
        Version = process.ReadVersion();
    }

    public override string Version { get; }

    public override int Threads { get; }

    /// <exception cref="PeerException">The program failed.</exception>
    public override Round Measure(Workload workload, int steps, int rows)
    {
        IReadOnlyList<double> times = Ask($"{steps} {rows} {Words(workload)}");
        return new Round(times[0], times[1]);
    }

    public override void Dispose() => process.Dispose();

    /// <summary>A workload as programs take it, such as <c>784,128,10 relu 64 adam</c>.</summary>
    protected static string Words(Workload workload) =>
        $"{string.Join(',', workload.Layers)} {Workload.Lower(workload.Activation)} {workload.Batch} {Workload.Lower(workload.Optimizer)}";

    /// <summary>The numbers with which the program answers a line.</summary>
    /// <exception cref="PeerException">The program failed.</exception>
    protected IReadOnlyList<double> Ask(string line) =>
        [.. process.Ask(line).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
