using System.Runtime.InteropServices;
using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A network written by hand in C whose sizes the compiler knows: for each workload a program of its own, compiled in a temporary
/// folder, which starts from the weights and has the batches that MiniGrad has. It has one thread.</summary>
internal sealed class CByHand : ProcessContestant
{
    private const int Seed = 1;

    // Four rounds of the batches. The compiler may change the order of sums, which shows in the last digits of single precision.
    private const int CheckedSteps = 64;
    private const double Tolerance = 1e-4;

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
            StepRunner<float> own = StepRunner<float>.Create(workload, new Random(Seed), isEager: false);
            RandomBatches<float> batches = new(workload, new Random(Seed));
            Save(data, own.Model, batches);
            peer = new CByHand(workload, folder, PeerProcess.Start(program, [data], new Dictionary<string, string?>()));
            peer.Check(own, batches);
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

    /// <summary>Weights and biases layer by layer, the inputs of all batches, their classes, and the single row.</summary>
    private static void Save(string path, Layer<float> model, RandomBatches<float> batches)
    {
        using FileStream file = File.Create(path);
        foreach (Parameter<float> parameter in model.Parameters) file.Write(MemoryMarshal.AsBytes(parameter.Span));
        for (int turn = 0; turn < RandomBatches<float>.Count; turn++) file.Write(MemoryMarshal.AsBytes(batches.At(turn).Inputs.Span));
        for (int turn = 0; turn < RandomBatches<float>.Count; turn++) file.Write(MemoryMarshal.AsBytes<int>(batches.Classes(turn)));
        file.Write(MemoryMarshal.AsBytes(batches.Row.Span));
    }

    /// <summary>That it computes the same: the losses of its steps, and with the weights that they left the outputs for a row.</summary>
    private void Check(StepRunner<float> own, RandomBatches<float> batches)
    {
        IReadOnlyList<double> theirs = Ask($"losses {CheckedSteps}");
        float[] ours = [.. Enumerable.Range(0, CheckedSteps).Select(turn => own.Step(batches, turn)), .. own.Infer(batches.Row).ToArray()];
        if (theirs.Count != ours.Length)
            throw new PeerException($"of {workload} it gave {theirs.Count} losses and outputs, not {ours.Length}");
        for (int i = 0; i < ours.Length; i++)
        {
            if (Math.Abs(theirs[i] - ours[i]) <= Tolerance * Math.Max(1, Math.Abs(ours[i]))) continue;
            string what = i < CheckedSteps ? $"the loss of step {i + 1}" : $"output {i - CheckedSteps} after {CheckedSteps} steps";
            throw new PeerException(FormattableString.Invariant(
                $"it computes something else than MiniGrad: of {workload}, {what} is {theirs[i]:G6}, not {ours[i]:G6}"));
        }
    }
}
