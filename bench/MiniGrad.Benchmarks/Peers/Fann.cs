using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>FANN, a small library in C, through a program that is compiled in a temporary folder. It has one thread.</summary>
internal sealed class Fann : ProcessContestant
{
    private Fann(PeerProcess process) : base(process, threads: 1) { }

    /// <exception cref="PeerException">It cannot be compiled.</exception>
    public static Fann Start()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fann-");
        try
        {
            string program = Path.Combine(folder.FullName, "fann_steps");
            PeerProcess.Run("gcc", "-O3", "-march=native", PeerProcess.FileBesideProgram("fann_steps.c"), "-lfloatfann", "-lm", "-o",
                program);
            return new Fann(PeerProcess.Start(program, [], new Dictionary<string, string?>()));
        }
        finally
        {
            folder.Delete(recursive: true); // what runs does not need its file any more
        }
    }

    /// <summary>Its gradient descent on a small network; it is no match for large ones, and has other rules than the usual.</summary>
    public override bool Supports(Workload workload) =>
        workload is { IsBinary: true, Activation: Activation.Tanh, Optimizer: OptimizerKind.Sgd };
}
