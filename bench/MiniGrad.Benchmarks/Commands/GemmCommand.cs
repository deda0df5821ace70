using System.CommandLine;
using System.Globalization;
using MiniGrad.Benchmarks.Measurements;
using MiniGrad.Benchmarks.Reporting;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Measures matrix products: one, or with <c>--sweep</c> those of the layers of usual networks.</summary>
internal static class GemmCommand
{
    /// <summary>Batch, inputs and outputs of layers; X·W is [batch, in]·[in, out].</summary>
    private static readonly (string Kind, int Batch, int Inputs, int Outputs)[] layers =
    [
        .. from size in new (int Inputs, int Outputs)[] { (784, 128), (128, 128), (784, 800), (800, 800) }
           from batch in new[] { 32, 64, 128, 256 }
           select ("layer", batch, size.Inputs, size.Outputs),
        .. from size in new (int Inputs, int Outputs)[] { (784, 300), (300, 410), (810, 410), (784, 810) }
           from batch in new[] { 32, 64, 128, 256 }
           select ("odd", batch, size.Inputs, size.Outputs),
        ("wide", 256, 784, 2500), ("wide", 256, 2500, 2000), ("wide", 1024, 784, 800),
        ("narrow", 64, 128, 10), ("narrow", 128, 800, 10), ("small batch", 8, 784, 128), ("small batch", 8, 784, 800),
            ("one row", 1, 784, 128), ("one row", 1, 784, 800),
        ("tiny", 4, 2, 8), ("tiny", 4, 8, 1),
        ("square", 512, 512, 512), ("square", 768, 768, 768), ("square", 1000, 1000, 1000), ("square", 1024, 1024, 1024),
            ("square", 1536, 1536, 1536), ("square", 2048, 2048, 2048),
    ];

    public static Command Create()
    {
        Option<int> m = CheckedOption.Integer("--m", "Rows of the product.", 64, minimum: 1);
        Option<int> n = CheckedOption.Integer("--n", "Columns of the product.", 128, minimum: 1);
        Option<int> k = CheckedOption.Integer("--k", "The inner dimension.", 784, minimum: 1);
        Option<int> threads = SharedOptions.Threads(defaultValue: 1);
        Option<GemmVariant> variant = CheckedOption.Named("--variant", "A·B, A·Bᵀ or Aᵀ·B", GemmVariant.Nn);
        Option<bool> useDouble = new("--double") { Description = "Double precision in place of single." };
        Option<bool> json = SharedOptions.Json();
        Option<bool> sweep = new("--sweep") { Description = "The layers of usual networks in all variants, in place of one product." };
        Option<string> only = new("--only") { Description = "With --sweep: only sizes of this kind (layer, odd, wide, narrow, small " +
            "batch, one row, tiny, square)." };
        Option<int> offset = new("--offset")
        {
            Description = "How many bytes behind the beginning of a cache line the matrices begin. An array of the platform begins 16 " +
                "behind, or at any other multiple of 8.",
            CustomParser = result =>
            {
                if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > 56
                    || value % 8 > 0)
                    result.AddError($"--offset: expected a multiple of 8 from 0 to 56, got '{result.Tokens[0].Value}'.");
                return value;
            },
        };
        Command command = new("gemm", "Matrix products: GFLOP/s, and percent of a fused-multiply-add peak measured in the same run.")
        {
            m, n, k, variant, useDouble, threads, sweep, only, offset, json,
        };
        command.SetAction(parsed =>
        {
            bool inDouble = parsed.GetValue(useDouble);
            int count = parsed.GetValue(threads), bytes = parsed.GetValue(offset);
            if (parsed.GetValue(sweep)) Sweep(inDouble, count, bytes, parsed.GetValue(only));
            else
            {
                int rows = parsed.GetValue(m), columns = parsed.GetValue(n), depth = parsed.GetValue(k);
                Print(Measure(rows, columns, depth, parsed.GetValue(variant), inDouble, count, bytes), parsed.GetValue(json));
            }
        });
        return command;
    }

    private static GemmFigures Measure(int m, int n, int k, GemmVariant variant, bool inDouble, int threads, int offset) => inDouble
        ? GemmMeasurement.Measure<double>(m, n, k, variant, threads, offset)
        : GemmMeasurement.Measure<float>(m, n, k, variant, threads, offset);

    private static void Print(GemmFigures figures, bool json)
    {
        if (json)
        {
            Json.Print(new { Gflops = Math.Round(figures.Gflops, 2), PercentOfPeak = Math.Round(figures.PercentOfPeak, 2) });
            return;
        }
        Console.WriteLine(
            Invariant($"{figures.Gflops:F1} GFLOP/s, {figures.PercentOfPeak:F1} % of the peak, {figures.Nanoseconds / 1000:G4} µs"));
    }

    private static void Sweep(bool inDouble, int threads, int offset, string? only)
    {
        Console.WriteLine(Invariant($"{"",-12}{"batch",6}{"in",6}{"out",6}   X·W{"",16}Xᵀ·dY{"",14}dY·Wᵀ"));
        foreach ((string kind, int batch, int inputs, int outputs) in layers)
        {
            if (only is not null && kind != only) continue;
            Console.Write(Invariant($"{kind,-12}{batch,6}{inputs,6}{outputs,6}"));
            Cell(Measure(batch, outputs, inputs, GemmVariant.Nn, inDouble, threads, offset));
            Cell(Measure(inputs, outputs, batch, GemmVariant.Tn, inDouble, threads, offset));
            Cell(Measure(batch, inputs, outputs, GemmVariant.Nt, inDouble, threads, offset));
            Console.WriteLine();
        }

        static void Cell(GemmFigures figures) => Console.Write(Invariant($"{figures.PercentOfPeak,6:F1} %{Time(figures.Nanoseconds),11}"));
        static string Time(double nanoseconds) =>
            nanoseconds < 1000 ? Invariant($"{nanoseconds:F1} ns") : Invariant($"{nanoseconds / 1000:F2} µs");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
