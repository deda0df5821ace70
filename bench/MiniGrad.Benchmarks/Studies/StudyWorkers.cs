using System.Diagnostics;
using System.Globalization;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>Many workers on one study.</summary>
internal static class StudyWorkers
{
    private const int WarmUp = 40;

    /// <summary>Trials a second of some threads of this process, and that none is missing.</summary>
    public static double Threads(StudyEngine engine, int workers, int overlap, int trials)
    {
        using StudyStorage storage = engine.Open();
        EmptyStudy study = new(storage, $"threads {Guid.NewGuid()}", overlap);
        study.Study.Run(WarmUp, study.Objective, workers);
        long start = Stopwatch.GetTimestamp();
        study.Study.Run(WarmUp + trials, study.Objective, workers);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Check(study.Study, WarmUp + trials);
        return trials / seconds;
    }

    /// <summary>Trials a second of some processes, and that none is missing.</summary>
    public static double Processes(StudyEngine engine, int workers, int overlap, int trials)
    {
        string name = $"processes {Guid.NewGuid()}";
        PeerProcess[] running = [.. Enumerable.Range(0, workers).Select(_ => Start(name, overlap))];
        try
        {
            foreach (PeerProcess worker in running) worker.ReadVersion();
            AskAll(running, engine.Place);
            using StudyStorage storage = engine.Open();
            EmptyStudy study = new(storage, name, overlap);
            study.Study.Refresh();
            long start = Stopwatch.GetTimestamp();
            AskAll(running, trials.ToString(CultureInfo.InvariantCulture));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            study.Study.Refresh();
            Check(study.Study, trials);
            return trials / seconds;
        }
        finally
        {
            foreach (PeerProcess worker in running) worker.Dispose();
        }
    }

    /// <summary>What a process does that <see cref="Processes"/> starts: it is told the place, then how many trials there are to
    /// be.</summary>
    public static void Work(string name, int overlap, TextReader input, TextWriter output)
    {
        output.WriteLine("ready worker");
        if (input.ReadLine() is not { } place) return;
        using StudyStorage storage = StudyEngine.Of(place).Open();
        // So that all is compiled.
        string warm = $"warm {Guid.NewGuid()}";
        new EmptyStudy(storage, warm).Make(WarmUp);
        storage.Delete(warm);
        EmptyStudy study = new(storage, name, overlap);
        study.Study.Refresh();
        output.WriteLine("open");
        if (input.ReadLine() is not { } trials) return;
        study.Study.Run(int.Parse(trials, CultureInfo.InvariantCulture), study.Objective);
        output.WriteLine("done");
    }

    /// <summary>Has processes do the same at once, and waits for the last.</summary>
    public static void AskAll(IReadOnlyList<PeerProcess> processes, string line) =>
        Task.WaitAll(processes.Select(process => Task.Run(() => process.Ask(line))));

    private static PeerProcess Start(string name, int overlap)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return PeerProcess.Start(
            program,
            [
                .. isHost ? (string[])[Path.Combine(AppContext.BaseDirectory, "MiniGrad.Benchmarks.dll")] : [], "studies", "worker", name,
                overlap.ToString(CultureInfo.InvariantCulture),
            ],
            new Dictionary<string, string?>());
    }

    private static void Check(Study study, int trials)
    {
        IReadOnlyList<TrialRecord> made = study.Trials;
        if (made.Count != trials || made.Any(trial => trial.State != TrialState.Complete || trial.Reports.Count != 2))
            throw new InvalidDataException($"of {trials} trials {made.Count} are there, or some of them are not as they were told.");
    }
}
