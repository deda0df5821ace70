using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using MiniGrad.Benchmarks.Measurements;
using MiniGrad.Benchmarks.Reporting;
using Spectre.Console;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Speed and largest error of every elementwise function, beside TensorPrimitives'.</summary>
internal static class ElementwiseCommand
{
    private const int SmallLength = 2048;
    private const int LargeLength = 1 << 18;
    private const int Rounds = 15;
    private const long Samples = 1 << 20;
    private static readonly TimeSpan roundTime = TimeSpan.FromMilliseconds(2);

    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        Option<bool> exhaustive =
            new("--exhaustive") { Description = "Check all 2³² numbers in single precision, and 2²⁴ in double (minutes)." };
        string[] names = [.. ElementwiseFunctions.All<float>().Select(function => function.Name)];
        Option<string> only = CheckedOption.Create(
            "--only", "Measure one function, by its name. [default: all]", "", $"one of {string.Join(", ", names)}",
            (string text, out string name) => names.Contains(name = text));
        Option<bool> noTime = new("--no-time") { Description = "Measure errors only." };
        Option<bool> noError = new("--no-error") { Description = "Measure times only." };
        Command command = new("elementwise", "Nanoseconds per element, on one thread, and the largest error of each elementwise function.")
        {
            json, exhaustive, only, noTime, noError,
        };
        command.SetAction(result =>
        {
            Settings settings = new(
                result.GetValue(only)!, result.GetValue(exhaustive), !result.GetValue(noTime), !result.GetValue(noError));
            int threads = Parallelism.ThreadCount;
            Parallelism.ThreadCount = 1;
            Figures[] figures = [.. Measure<float>(settings), .. Measure<double>(settings)];
            Parallelism.ThreadCount = threads;
            if (result.GetValue(json)) Json.Print(figures);
            else Print(figures);
            return CommandRunner.Success;
        });
        return command;
    }

    private static IEnumerable<Figures> Measure<T>(Settings settings) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ElementwiseFunction<T> function in ElementwiseFunctions.All<T>()
            .Where(function => settings.Only is "" || function.Name == settings.Only))
        {
            (double? small, double? smallRatio) = settings.Times ? Time(function, SmallLength) : default;
            (double? large, double? largeRatio) = settings.Times ? Time(function, LargeLength) : default;
            (double error, double worst) = settings.Errors ? LargestError(function, settings.Exhaustive) : default;
            yield return new(
                function.Name, typeof(T) == typeof(float) ? "float" : "double", small, smallRatio, large, largeRatio,
                settings.Errors ? error : null, settings.Errors ? worst : null);
        }
    }

    /// <summary>The fastest of the rounds in nanoseconds per element, and how many times as long the platform's fastest takes.</summary>
    private static (double? Nanoseconds, double? Ratio) Time<T>(ElementwiseFunction<T> function, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(1);
        T[] x = new T[length], y = new T[length];
        for (int i = 0; i < length; i++)
            x[i] = T.CreateChecked(function.Name is "log" or "sqrt" ? random.NextDouble() * 10 : random.NextDouble() * 8 - 4);
        // The runtime compiles the platform's loops several times, each better than the one before.
        for (int i = 0; i < 100 && function.Platform is not null; i++)
        {
            Round(function.Platform, x, y);
            if (i % 10 == 9) Thread.Sleep(20);
        }
        double best = double.PositiveInfinity, platformBest = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            best = Math.Min(best, Round(function.Own, x, y));
            if (function.Platform is not null) platformBest = Math.Min(platformBest, Round(function.Platform, x, y));
        }
        return (best, function.Platform is null ? null : platformBest / best);
    }

    private static double Round<T>(SpanFunction<T> function, T[] x, T[] y)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        TimeSpan elapsed;
        do
        {
            for (int i = 0; i < 8; i++) function(x, y);
            calls += 8;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < roundTime);
        return elapsed.TotalNanoseconds / calls / x.Length;
    }

    /// <summary>The largest error in units in the last place over evenly spaced bit patterns, which cover all exponents alike, and where it
    /// is.</summary>
    private static (double Error, double Worst) LargestError<T>(ElementwiseFunction<T> function, bool exhaustive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        long count = exhaustive ? (isSingle ? 1L << 32 : 1L << 24) : Samples;
        ulong step = (isSingle ? 1UL << 32 : 0) / (ulong)count;
        if (!isSingle) step = ulong.MaxValue / (ulong)count | 1;
        const int block = 1 << 16;
        object gate = new();
        (double Error, double Worst) largest = (0, 0);
        Parallel.For(0, (count + block - 1) / block, part =>
        {
            T[] x = new T[block], y = new T[block];
            for (int i = 0; i < block; i++)
            {
                ulong bits = ((ulong)(part * block) + (ulong)i) * step;
                x[i] = isSingle ? T.CreateChecked(BitConverter.UInt32BitsToSingle((uint)bits))
                    : T.CreateChecked(BitConverter.UInt64BitsToDouble(bits));
            }
            function.Own(x, y);
            (double Error, double Worst) worst = (0, 0);
            for (int i = 0; i < block; i++)
            {
                double input = double.CreateChecked(x[i]), error = UnitsInTheLastPlace.Between(y[i], function.Exact(input));
                if (error > worst.Error) worst = (error, input);
            }
            lock (gate)
            {
                if (worst.Error > largest.Error) largest = worst;
            }
        });
        return largest;
    }

    private static void Print(Figures[] figures)
    {
        Table table = new Table().AddColumns(
            "function", "type", $"ns ({SmallLength})", "× platform", $"ns ({LargeLength})", "× platform", "largest error, ULP", "at");
        foreach (Figures f in figures)
        {
            table.AddRow(
                f.Function, f.Type, $"{f.SmallNs:0.000}", $"{f.SmallRatio:0.00}", $"{f.LargeNs:0.000}", $"{f.LargeRatio:0.00}",
                $"{f.MaxUlp:0.00}", $"{f.WorstInput:R}");
        }
        AnsiConsole.Write(table);
    }

    private sealed record Settings(string Only, bool Exhaustive, bool Times, bool Errors);

    private sealed record Figures(
        string Function, string Type, double? SmallNs, double? SmallRatio, double? LargeNs, double? LargeRatio, double? MaxUlp,
        double? WorstInput);
}
