using System.Diagnostics;
using static TorchSharp.torch;

namespace MiniGrad.TorchSharp;

/// <summary>What is measured of a network.</summary>
internal static class Measurement
{
    private const int Seed = 1;

    /// <summary>Microseconds of a step and of inference of a row. The model is a fresh one every time: one that has learned its batches by
    /// heart has gradients of almost nothing, which take longer to compute with.</summary>
    public static (double Step, double Row) Times(Workload workload, int steps, int rows)
    {
        manual_seed(Seed);
        using Batches batches = Batches.Random(workload);
        using Network network = new(workload);
        GC.Collect(); // earlier rounds' models are no part of this one

        double step = Microseconds(steps, turn =>
        {
            (Tensor inputs, Tensor targets) = batches.At(turn);
            network.Step(inputs, targets);
        });
        using (inference_mode())
            return (step, Microseconds(rows, _ => network.Infer(batches.Row).Dispose()));
    }

    /// <summary>The loss before each step, and the outputs for the row after all.</summary>
    public static IReadOnlyList<float> Losses(Workload workload, int steps, string path)
    {
        using FileStream file = File.OpenRead(path);
        using Network network = new(workload);
        network.Load(shape => Batches.ReadFloats(file, shape));
        using Batches batches = Batches.Read(workload, file);
        List<float> results = [];
        for (int turn = 0; turn < steps; turn++)
        {
            (Tensor inputs, Tensor targets) = batches.At(turn);
            results.Add(network.StepWithLoss(inputs, targets));
        }
        using (inference_mode())
        using (Tensor outputs = network.Infer(batches.Row))
            return [.. results, .. outputs.data<float>()];
    }

    /// <summary>The time of one call, after a fifth as many to warm up.</summary>
    private static double Microseconds(int count, Action<int> action)
    {
        for (int turn = 0; turn < Math.Max(3, count / 5); turn++) action(turn);
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < count; turn++) action(turn);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
    }
}
