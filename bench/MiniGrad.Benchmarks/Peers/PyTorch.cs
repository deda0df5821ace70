using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>PyTorch, in the first interpreter of Python that has it.</summary>
internal sealed class PyTorch : PeerContestant
{
    private static readonly string[] interpreters = ["python3", "/usr/bin/python3", "python"];

    private PyTorch(PeerProcess process, int threads) : base(process, threads) { }

    /// <summary>OpenBLAS's idle threads were seen to look for work for 120 ms before they sleep.</summary>
    public override TimeSpan TimeToRest => Threads > 1 ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero;

    /// <exception cref="PeerException">No interpreter has it.</exception>
    public static PyTorch Start(int threads)
    {
        List<string> reasons = [];
        foreach (string interpreter in interpreters)
        {
            try
            {
                return new PyTorch(PeerProcess.Start(interpreter, [FileBesideProgram("pytorch_steps.py")], Environment(threads)), threads);
            }
            catch (PeerException reason)
            {
                reasons.Add($"{interpreter}: {reason.Message}");
            }
        }
        throw new PeerException(string.Join("; ", reasons));
    }

    public override bool Supports(Workload workload) => true;

    /// <summary>
    /// At its best: shells may choose an older kind of processor for OpenBLAS, which chooses better itself; and with the threads of OpenMP besides
    /// those of OpenBLAS there would be more threads than processors.
    /// </summary>
    private static Dictionary<string, string?> Environment(int threads) => new()
    {
        ["OPENBLAS_CORETYPE"] = null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        ["OMP_NUM_THREADS"] = "1",
    };
}
