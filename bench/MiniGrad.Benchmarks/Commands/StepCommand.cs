using System.CommandLine;
using System.Numerics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Steps;
using MiniGrad.Layers;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>step</c>: how long a training step takes, and what it allocates.</summary>
internal static class StepCommand
{
    private const int RoundCount = 7;
    private const int AllocationSteps = 1000;

    public static Command Create()
    {
        Option<IReadOnlyList<int>?> layers = CheckedOption.Create<IReadOnlyList<int>?>(
            "--layers",
            "The sizes of the layers, from the inputs to the outputs; with one output the loss is the binary cross-entropy. [default: " +
            "784,128,10]", null,
            $"two sizes or more, from 1 to {CheckedOption.MaximumSize}, separated by commas", TryParseLayers);
        layers.HelpName = "sizes";
        Option<Activation> activation = CheckedOption.Named("--activation", "The function after each hidden layer", Activation.Relu);
        Option<int> batch = CheckedOption.Integer("--batch", "The samples in each step.", 64, minimum: 1);
        Option<OptimizerKind> optimizer = CheckedOption.Named(
            "--optimizer", "The update rule; momentum is the heavy ball, 0.9 old. Learning rate 0.1, of adam 0.001", OptimizerKind.Adam);
        Option<int> threads = SharedOptions.Threads();
        Option<bool> eager = new("--eager") { Description = "Call every operation by itself instead of replaying a recorded step." };
        Option<bool> isDouble = new("--double") { Description = "In double precision instead of single." };
        Option<bool> json = SharedOptions.Json();
        Command command = new("step",
            $"Times one training step, and inference of one row, over {RoundCount} rounds, each with a fresh model and 16 batches in turn.")
        {
            layers, activation, batch, optimizer, threads, eager, isDouble, json,
        };
        command.SetAction(parsed =>
        {
            Workload workload = new(
                parsed.GetValue(layers) ?? [784, 128, 10], parsed.GetValue(activation), parsed.GetValue(batch), parsed.GetValue(optimizer));
            Parallelism.ThreadCount = parsed.GetValue(threads);
            bool isEager = parsed.GetValue(eager);
            StepReport report = parsed.GetValue(isDouble) ? Measure<double>(workload, isEager) : Measure<float>(workload, isEager);
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(workload, report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static StepReport Measure<T>(Workload workload, bool isEager) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var contestant = new MiniGradContestant<T>(isEager);
        (int steps, int rows) = contestant.Calibrate(workload);
        Rounds rounds = new([.. Enumerable.Range(0, RoundCount).Select(_ => contestant.Measure(workload, steps, rows))]);
        return new StepReport(
            rounds.MedianStep, rounds.LeastStep, rounds.MedianRow, contestant.BytesPerStep(workload, Math.Min(steps, AllocationSteps)),
            Parallelism.ThreadCount, workload.Layers,
            Workload.Lower(workload.Activation), workload.Batch, Workload.Lower(workload.Optimizer), isEager, typeof(T) == typeof(double),
                RoundCount, steps);
    }

    private static bool TryParseLayers(string text, out IReadOnlyList<int>? layers)
    {
        bool areSizes = CheckedOption.TryParseSizes(text, out IReadOnlyList<int> sizes);
        layers = sizes;
        return areSizes && sizes.Count >= 2;
    }

    private static void Print(Workload workload, StepReport report)
    {
        Console.WriteLine(
            $"{workload}, {(report.Eager ? "eager" : "captured")}, in {(report.Double ? "double" : "single")} precision, threads: " +
            $"{report.Threads}");
        Console.WriteLine($"one step       {report.MedianUs,12:F3} µs, median of {RoundCount} rounds of {report.StepsPerRound} steps");
        Console.WriteLine($"               {report.MinUs,12:F3} µs, minimum");
        Console.WriteLine($"one row        {report.InferRowUs,12:F3} µs, median, inference");
        Console.WriteLine($"allocated      {report.BytesPerStep,12:F0} bytes a step");
    }

    /// <summary>The JSON object: first what was found, then what was asked.</summary>
    private sealed record StepReport(
        double MedianUs, double MinUs, double InferRowUs, double BytesPerStep, int Threads, IReadOnlyList<int> Layers, string Activation,
        int Batch, string Optimizer, bool Eager, bool Double, int Rounds, int StepsPerRound);
}
