using System.CommandLine;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Startup;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>startup</c>: how long a program takes from its start to trained steps.</summary>
internal static class StartupCommand
{
    private static readonly string[] networks = ["2,8,1 tanh 4", "784,128,10 relu 32"];

    public static Command Create()
    {
        Option<int> starts = CheckedOption.Integer(
            "--starts", "How often each program is started, in turn with the others.", 15, minimum: 1);
        Option<bool> noNative = new("--no-native") { Description = "Leave out the native program, which takes a minute to compile." };
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "startup",
            "Starts a small program that trains 2-8-1 or 784-128-10 for a hundred captured steps of gradient descent, on the runtime and " +
            "compiled to native code: milliseconds from the start of the process to the end of the first step, of the hundredth and of " +
            "the process, medians.")
        {
            starts, noNative, json,
        };
        command.SetAction(parsed =>
        {
            StartupReport report = Measure(parsed.GetValue(starts), parsed.GetValue(noNative));
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static StartupReport Measure(int starts, bool leavesOutNative)
    {
        List<StartupProgram> programs = [StartupProgram.OnRuntime()];
        string? missing = null;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("startup-");
        try
        {
            try
            {
                if (!leavesOutNative) programs.Add(StartupProgram.Native(folder.FullName));
            }
            catch (PeerException reason)
            {
                missing = reason.Message;
            }
            return new StartupReport(starts, Race(programs, starts), missing);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One start of each in turn, so that what else the machine does falls on all; the first, which reads the files, does not
    /// count.</summary>
    private static IReadOnlyList<StartupRow> Race(IReadOnlyList<StartupProgram> programs, int starts)
    {
        (StartupProgram Program, string Network, List<StartupTimes> Times)[] entries =
            [.. networks.SelectMany(network => programs.Select(program => (program, network, new List<StartupTimes>())))];
        for (int start = -1; start < starts; start++)
        {
            foreach ((StartupProgram program, string network, List<StartupTimes> times) in entries)
            {
                StartupTimes found = program.Run(network);
                if (start >= 0) times.Add(found);
            }
        }
        return
        [
            .. entries.Select(entry => new StartupRow(
                entry.Network, entry.Program.Form, Median(entry.Times, it => it.First), Median(entry.Times, it => it.Hundredth),
                Median(entry.Times, it => it.End), entry.Times[0].Loss)),
        ];
    }

    private static double Median(IEnumerable<StartupTimes> times, Func<StartupTimes, double> part) => times.Select(part).Median();

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
        if (report.NativeMissing is { } reason) Console.WriteLine($"\nThere is no native program: {reason}.");
    }

    private sealed record StartupReport(int Starts, IReadOnlyList<StartupRow> Rows, string? NativeMissing);

    /// <summary>A network and a program: medians since the start of the process, and the loss of the hundredth step.</summary>
    private sealed record StartupRow(
        string Network, string Program, double FirstStepMs, double HundredthStepMs, double EndMs, double Loss);
}
