using System.CommandLine;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Startup;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>startup</c>: how long a program takes from its start to trained steps, and to its end.</summary>
internal static class StartupCommand
{
    private static readonly string[] networks = ["2,8,1 tanh 4", "784,128,10 relu 32"];

    public static Command Create()
    {
        Option<int> starts = CheckedOption.Integer(
            "--starts", "How often each program is started, in turn with the others.", 15, minimum: 1);
        Option<string[]> sets = new("--instruction-set")
        {
            Description = "What native programs may count on, one or several: native is what this machine has, x86-64-v3 AVX2, " +
                $"{NativeCompiler.DefaultSet} what the compiler takes by itself. Each takes a minute or two to compile.",
            DefaultValueFactory = _ => [NativeCompiler.DefaultSet, "native"],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "set",
            CustomParser = result =>
            {
                string[] names = [.. result.Tokens.Select(token => token.Value).Distinct()];
                if (names.Any(string.IsNullOrWhiteSpace)) result.AddError("--instruction-set: expected the name of a set, got nothing.");
                return names;
            },
        };
        Option<bool> noNative = new("--no-native") { Description = "Leave out the native programs." };
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "startup",
            "Starts a small program that trains 2-8-1 or 784-128-10 for a hundred captured steps of gradient descent, on the runtime and " +
            "compiled to native code: milliseconds from the start of the process to the end of the first step, of the hundredth and of " +
            "the process, medians. And the example that learns exclusive or, from its start to its end.")
        {
            starts, sets, noNative, json,
        };
        command.SetAction(parsed =>
        {
            StartupReport report = Measure(parsed.GetValue(starts), parsed.GetValue(noNative) ? [] : parsed.GetValue(sets)!);
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static StartupReport Measure(int starts, string[] instructionSets)
    {
        StartupRace race = new(networks);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("startup-");
        try
        {
            NativeCompiler compiler = new(folder.FullName);
            foreach (string set in instructionSets) race.AddNative(compiler, set);
            return race.Run(starts);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(StartupReport report)
    {
        MarkdownTable table =
            new("network, activation, batch", "program", "first step, ms", "hundredth step, ms", "end of the process, ms");
        foreach (StartupRow row in report.Rows)
        {
            table.Add(
                row.Network, row.Program, Number(row.FirstStepMs, "F1"), Number(row.HundredthStepMs, "F1"), Number(row.EndMs, "F1"));
        }
        table.Print();
        Console.WriteLine();
        MarkdownTable example = new("examples/Xor, start to end", "median, ms", "fastest, ms");
        foreach (ExampleRow row in report.Example) example.Add(row.Program, Number(row.MedianMs, "F1"), Number(row.FastestMs, "F1"));
        example.Print();
        foreach (IGrouping<string, MissingNative> reason in report.NativeMissing.GroupBy(it => it.Reason.TrimEnd('.')))
        {
            string sets = string.Join(", ", reason.Select(it => it.InstructionSet));
            Console.WriteLine($"\nThere is no native program for {sets}: {reason.Key}.");
        }
    }
}
