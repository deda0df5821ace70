using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A network written by hand in C whose sizes the compiler knows: for each workload a program of its own, compiled in a temporary
/// folder, which starts from the weights and has the batches that MiniGrad has. It has one thread.</summary>
internal sealed class CByHand : ProcessContestant
{
    // Four rounds of the batches.
    private const int CheckedSteps = 64;

    private readonly Workload workload;
    private readonly DirectoryInfo folder;

    private CByHand(Workload workload, DirectoryInfo folder, PeerProcess process) : base(process, threads: 1)
    {
        this.workload = workload;
        this.folder = folder;
    }

    /// <summary>Whether the source can be compiled for this: gradient descent, one or two hidden layers with tanh.</summary>
    public static bool Knows(Workload workload) =>
        workload is { Layers.Count: 3 or 4, Activation: Activation.Tanh, Optimizer: OptimizerKind.Sgd };

    /// <exception cref="PeerException">It cannot be compiled, or does not compute what MiniGrad does.</exception>
    public static CByHand Start(Workload workload)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("c-");
        CByHand? peer = null;
        try
        {
            string program = Path.Combine(folder.FullName, "c_steps"), data = Path.Combine(folder.FullName, "data");
            PeerProcess.Run("gcc",
            [
                "-O3", "-march=native", "-ffast-math", .. Sizes(workload), PeerProcess.FileBesideProgram("c_steps.c"), "-lm", "-o",
                program,
            ]);
            OwnSteps own = new(workload);
            own.Save(data);
            peer = new CByHand(workload, folder, PeerProcess.Start(program, [data], new Dictionary<string, string?>()));
            own.Check(peer.Ask($"losses {CheckedSteps}"), CheckedSteps);
            return peer;
        }
        catch (PeerException)
        {
            if (peer is null) folder.Delete(recursive: true);
            else peer.Dispose();
            throw;
        }
    }

    /// <summary>What it was compiled for.</summary>
    public override bool Supports(Workload workload) => workload == this.workload;

    public override void Dispose()
    {
        base.Dispose();
        folder.Delete(recursive: true);
    }

    private static IEnumerable<string> Sizes(Workload workload)
    {
        IReadOnlyList<int> layers = workload.Layers;
        yield return $"-DINPUTS={layers[0]}";
        yield return $"-DHIDDEN={layers[1]}";
        if (layers.Count == 4) yield return $"-DHIDDEN2={layers[2]}";
        yield return $"-DOUTPUTS={layers[^1]}";
        yield return $"-DBATCH={workload.Batch}";
        yield return FormattableString.Invariant($"-DRATE={workload.LearningRate:F6}f");
    }
}
