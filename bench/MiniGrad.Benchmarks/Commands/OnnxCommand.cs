using System.CommandLine;
using MiniGrad.Benchmarks.Onnx;
using MiniGrad.Benchmarks.Reporting;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>onnx</c>: networks imported from ONNX beside those built here and beside ONNX Runtime.</summary>
internal static class OnnxCommand
{
    private static readonly int[][] networks = [[2, 8, 1], [784, 128, 10], [784, 800, 10]];

    public static Command Create()
    {
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often each side is measured, in turn.", 9, minimum: 1);
        Command command = new("onnx", "Predicts one row on one thread, as built, as imported and in ONNX Runtime, and reads files.")
        {
            rounds,
        };
        command.SetAction(parsed => Measure(parsed.GetValue(rounds)));
        return command;
    }

    private static void Measure(int rounds)
    {
        Parallelism.ThreadCount = 1;
        MarkdownTable table = new(
            "network", "built, µs", "imported, µs", "ONNX Runtime, µs", "ONNX Runtime ÷ imported", "loading, µs", "ONNX Runtime, µs");
        foreach (int[] sizes in networks)
        {
            using OnnxPredictions predictions = new(sizes);
            (double built, double imported, double runtime) = predictions.Rows(rounds, sizes[0] < 10 ? 200_000 : 10_000);
            (double here, double there) = predictions.Loads(rounds);
            table.Add(
                string.Join('-', sizes), Number(built, "F3"), Number(imported, "F3"), Number(runtime, "F3"),
                Number(runtime / imported, "F2"), Number(here, "F0"), Number(there, "F0"));
        }
        table.Print();
    }
}
