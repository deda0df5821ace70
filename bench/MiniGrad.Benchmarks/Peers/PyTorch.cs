using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>PyTorch, in the first interpreter of Python that has it.</summary>
internal sealed class PyTorch : ProcessContestant
{
    private PyTorch(PeerProcess process, int threads) : base(process, threads) { }

    /// <summary>OpenBLAS's idle threads were seen to look for work for 120 ms before they sleep.</summary>
    public override TimeSpan TimeToRest => Threads > 1 ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero;

    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static PyTorch Start(int threads) => Python.First(
        interpreter => new PyTorch(
            PeerProcess.Start(interpreter, [PeerProcess.FileBesideProgram("pytorch_steps.py")], Python.Environment(threads)), threads));

    public override bool Supports(Workload workload) => true;
}
