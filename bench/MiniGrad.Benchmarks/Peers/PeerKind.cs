using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A peer that may be installed or not.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Installation">How it is installed.</param>
/// <param name="Start">Starts it for some workloads, with one number of threads after the other of those that might be its best.</param>
/// <param name="Option">The option of the command line without which it is not started; null: none.</param>
internal sealed record PeerKind(
    string Name, string Installation, Func<IReadOnlyList<Workload>, IReadOnlyList<int>, IEnumerable<PeerContestant>> Start,
    string? Option = null)
{
    /// <summary>All that are known.</summary>
    public static IReadOnlyList<PeerKind> All { get; } =
    [
        new("C by hand", "on Debian: apt-get install gcc libc6-dev",
            (workloads, _) => workloads.Where(CByHand.Knows).Select(CByHand.Start)),
        new("PyTorch", "on Debian: apt-get install python3-torch libopenblas0-pthread", (_, counts) => counts.Select(PyTorch.Start)),
        new("FANN", "on Debian: apt-get install libfann-dev gcc", (_, _) => [Fann.Start()]),
        new("ONNX Runtime", "its native library, which comes with the benchmarks, needs on Debian: apt-get install libstdc++6",
            (_, counts) => counts.Select(OnnxRuntime.Start)),
        new("TorchSharp", $"{TorchSharp.Option} has it built, which takes 1.1 GB with its packages", TorchSharp.Start, TorchSharp.Option),
        new("MiniGrad, sgd", "it is always there", (_, _) => [new OwnDescent()]),
    ];
}
