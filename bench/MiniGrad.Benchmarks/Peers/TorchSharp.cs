using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>TorchSharp, in a program that is built for it. It is held against MiniGrad's losses before it is timed.</summary>
internal sealed class TorchSharp : ProcessContestant
{
    /// <summary>The option of the command line that asks for it: what it takes is too much to come with everything else.</summary>
    public const string Option = "--torchsharp";

    private const string Name = "MiniGrad.TorchSharp";

    // The largest network does not settle at its rate: what another order of sums changes grows a hundredfold within these steps.
    private const int CheckedSteps = 8;

    private TorchSharp(PeerProcess process, int threads) : base(process, threads) { }

    /// <summary>OpenMP's idle threads look for work for a while before they sleep.</summary>
    public override TimeSpan TimeToRest => Threads > 1 ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero;

    /// <summary>Once for each number of threads.</summary>
    /// <exception cref="PeerException">It cannot be built or loaded, or does not compute what MiniGrad does.</exception>
    public static IEnumerable<TorchSharp> Start(IReadOnlyList<Workload> workloads, IReadOnlyList<int> counts)
    {
        string project = DotNet.Project(Path.Combine("bench", Name)), output = Path.Combine(project, "bin", "peers");
        DotNet.Build("build", project, output, []);
        return counts.Select(threads => Start(Path.Combine(output, $"{Name}.dll"), workloads, threads));
    }

    public override bool Supports(Workload workload) => true;

    private static TorchSharp Start(string program, IReadOnlyList<Workload> workloads, int threads)
    {
        TorchSharp peer = new(
            PeerProcess.Start(DotNet.Host, [program, $"{threads}"], new Dictionary<string, string?> { ["OMP_NUM_THREADS"] = $"{threads}" }),
            threads);
        string file = Path.GetTempFileName();
        try
        {
            foreach (Workload workload in workloads)
            {
                OwnSteps own = new(workload);
                own.Save(file);
                own.Check(peer.Ask($"losses {CheckedSteps} {Words(workload)} {file}"), CheckedSteps);
            }
            return peer;
        }
        catch (PeerException)
        {
            peer.Dispose();
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
