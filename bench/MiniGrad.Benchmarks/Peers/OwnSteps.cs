using System.Runtime.InteropServices;
using MiniGrad.Benchmarks.Steps;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>MiniGrad's weights and batches for a peer to start from, and what MiniGrad makes of them, against which the peer's is held: it
/// has to be the same work.</summary>
internal sealed class OwnSteps(Workload workload)
{
    private const int Seed = 1;

    // Another order of sums shows in the last digits of single precision.
    private const double Tolerance = 1e-4;

    private readonly StepRunner<float> runner = StepRunner<float>.Create(workload, new Random(Seed), isEager: false);
    private readonly RandomBatches<float> batches = new(workload, new Random(Seed));

    /// <summary>Writes weights and biases layer by layer, the inputs of all batches, their classes, and the single row.</summary>
    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        foreach (Parameter<float> parameter in runner.Model.Parameters) file.Write(MemoryMarshal.AsBytes(parameter.Span));
        for (int turn = 0; turn < RandomBatches<float>.Count; turn++) file.Write(MemoryMarshal.AsBytes(batches.At(turn).Inputs.Span));
        for (int turn = 0; turn < RandomBatches<float>.Count; turn++) file.Write(MemoryMarshal.AsBytes<int>(batches.Classes(turn)));
        file.Write(MemoryMarshal.AsBytes(batches.Row.Span));
    }

    /// <summary>Takes the steps, after what has been saved.</summary>
    /// <param name="theirs">The losses of the peer's steps, and with the weights that they left the outputs for the row.</param>
    /// <param name="steps">How many steps there were.</param>
    /// <exception cref="PeerException">The peer computed something else.</exception>
    public void Check(IReadOnlyList<double> theirs, int steps)
    {
        float[] ours =
            [.. Enumerable.Range(0, steps).Select(turn => runner.Step(batches, turn)), .. runner.Infer(batches.Row).ToArray()];
        if (theirs.Count != ours.Length)
            throw new PeerException($"of {workload} it gave {theirs.Count} losses and outputs, not {ours.Length}");
        for (int i = 0; i < ours.Length; i++)
        {
            if (Math.Abs(theirs[i] - ours[i]) <= Tolerance * Math.Max(1, Math.Abs(ours[i]))) continue;
            string what = i < steps ? $"the loss of step {i + 1}" : $"output {i - steps} after {steps} steps";
            throw new PeerException(FormattableString.Invariant(
                $"it computes something else than MiniGrad: of {workload}, {what} is {theirs[i]:G6}, not {ours[i]:G6}"));
        }
    }
}
