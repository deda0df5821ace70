using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>Starts the programs, in all their forms, in turn.</summary>
/// <param name="networks">What the small program trains, such as <c>784,128,10 relu 32</c>.</param>
internal sealed class StartupRace(IReadOnlyList<string> networks)
{
    private readonly List<ProgramForm> programs = [ProgramForm.OnRuntime(StartupTimes.Project)];
    private readonly List<ProgramForm> examples = [ProgramForm.OnRuntime(ExampleTime.Project)];
    private readonly List<MissingNative> missing = [];

    /// <summary>Compiles the programs for some instructions, or remembers why that cannot be: there is no linker, the compiler does not
    /// know the instructions, or this processor does not have them.</summary>
    public void AddNative(NativeCompiler compiler, string instructionSet)
    {
        try
        {
            ProgramForm program = ProgramForm.Native(compiler, StartupTimes.Project, instructionSet);
            _ = StartupTimes.Of(program, networks[0]);
            ProgramForm example = ProgramForm.Native(compiler, ExampleTime.Project, instructionSet);
            programs.Add(program);
            examples.Add(example);
        }
        catch (PeerException reason)
        {
            missing.Add(new MissingNative(instructionSet, reason.Message));
        }
    }

    /// <summary>One start of each in turn, so that what else the machine does falls on all; the first, which reads the files, does not
    /// count.</summary>
    public StartupReport Run(int starts)
    {
        (ProgramForm Program, string Network, List<StartupTimes> Times)[] entries =
            [.. networks.SelectMany(network => programs.Select(program => (program, network, new List<StartupTimes>())))];
        (ProgramForm Program, List<double> Times)[] exampleEntries = [.. examples.Select(program => (program, new List<double>()))];
        for (int start = -1; start < starts; start++)
        {
            foreach ((ProgramForm program, string network, List<StartupTimes> times) in entries)
            {
                StartupTimes found = StartupTimes.Of(program, network);
                if (start >= 0) times.Add(found);
            }
            foreach ((ProgramForm program, List<double> times) in exampleEntries)
            {
                double found = ExampleTime.Of(program);
                if (start >= 0) times.Add(found);
            }
        }
        return new StartupReport(
            starts,
            [
                .. entries.Select(entry => new StartupRow(
                    entry.Network, entry.Program.Name, Median(entry.Times, it => it.First), Median(entry.Times, it => it.Hundredth),
                    Median(entry.Times, it => it.End), entry.Times[0].Loss)),
            ],
            [.. exampleEntries.Select(entry => new ExampleRow(entry.Program.Name, entry.Times.Median(), entry.Times.Min()))],
            missing);
    }

    private static double Median(IEnumerable<StartupTimes> times, Func<StartupTimes, double> part) => times.Select(part).Median();
}
