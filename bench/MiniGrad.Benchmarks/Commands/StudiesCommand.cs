using System.CommandLine;
using System.Diagnostics;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Studies;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>studies</c>: what it costs to keep a study in SQLite and in PostgreSQL, beside bare statements and
/// Optuna.</summary>
internal static class StudiesCommand
{
    private static readonly string[] parts = ["trials", "workers", "large"];

    public static Command Create()
    {
        Option<string> only = CheckedOption.Create(
            "--parts", $"What is measured, separated by commas: {string.Join(", ", parts)}. [default: all]", string.Join(',', parts),
            $"some of {string.Join(", ", parts)}",
            (string text, out string value) => (value = text) is not null && text.Split(',').All(parts.Contains));
        Option<int> rounds = CheckedOption.Integer("--rounds", "How often trials and bare commits are timed, in turn.", 9, minimum: 1);
        Option<int> trials = CheckedOption.Integer("--trials", "The trials of a round.", 200, minimum: 1);
        Option<int> workers = CheckedOption.Integer("--workers", "The threads, and the processes, that work on one study.", 8, minimum: 2);
        Option<int> overlap = CheckedOption.Integer("--overlap", "The study's Overlap for them; 0 for twice the workers.", 0, minimum: 0);
        Option<int> shared = CheckedOption.Integer("--shared-trials", "The trials that they share.", 4000, minimum: 8);
        Option<int> large = CheckedOption.Integer("--large", "The trials of the large study.", 100_000, minimum: 1000);
        Option<int> optunaLarge = CheckedOption.Integer("--optuna-large", "The trials of Optuna's large study.", 10_000, minimum: 100);
        Option<string?> server = new("--postgresql")
        {
            Description = "The server, such as \"Host=…;Username=…\"; a database is made there and dropped. " +
                "[default: one of Debian's programs, started in a temporary folder]",
        };
        Option<string?> folder = new("--folder") { Description = "Where SQLite's files are made. [default: a temporary folder]" };
        Option<bool> alone = new("--alone") { Description = "Without Optuna." };
        Command command = new(
            "studies",
            "Keeps studies whose trials take no time, with two parameters and two reports: milliseconds a trial beside two bare commits " +
            "of the same provider, trials a second of several workers, and what a large study costs; in SQLite and PostgreSQL, beside " +
            "Optuna.")
        {
            only, rounds, trials, workers, overlap, shared, large, optunaLarge, server, folder, alone, Worker(),
        };
        command.SetAction(parsed =>
        {
            StudiesPlan plan = new()
            {
                Parts = parsed.GetValue(only)!.Split(','),
                Rounds = parsed.GetValue(rounds),
                Trials = parsed.GetValue(trials),
                Workers = parsed.GetValue(workers),
                Overlap = parsed.GetValue(overlap) is > 0 and var chosen ? chosen : 2 * parsed.GetValue(workers),
                SharedTrials = parsed.GetValue(shared),
                LargeTrials = parsed.GetValue(large),
                OptunaLargeTrials = parsed.GetValue(optunaLarge),
                IsAlone = parsed.GetValue(alone),
            };
            Run(plan, parsed.GetValue(folder), parsed.GetValue(server));
            return CommandRunner.Success;
        });
        return command;
    }

    private static Command Worker()
    {
        Argument<string> name = new("name");
        Argument<int> overlap = new("overlap");
        Command command = new("worker", "A process of --workers.") { name, overlap };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            StudyWorkers.Work(parsed.GetRequiredValue(name), parsed.GetRequiredValue(overlap), Console.In, Console.Out);
            return CommandRunner.Success;
        });
        return command;
    }

    private static void Run(StudiesPlan plan, string? folder, string? server)
    {
        string place = Path.Combine(folder ?? Path.GetTempPath(), $"minigrad-studies-{Guid.NewGuid():N}");
        Directory.CreateDirectory(place);
        try
        {
            Measure(plan, new SqliteEngine(place), place);
            if (server is not null)
            {
                PostgreSqlEngine.WithDatabase(server, engine => Measure(plan, engine, place));
                return;
            }
            using PostgreSqlServer? own = Start();
            if (own is not null) PostgreSqlEngine.WithDatabase(own.ConnectionString, engine => Measure(plan, engine, place));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static PostgreSqlServer? Start()
    {
        try
        {
            return PostgreSqlServer.Start();
        }
        catch (PeerException reason)
        {
            Console.WriteLine($"PostgreSQL cannot be started ({reason.Message}); on Debian: apt-get install postgresql.");
            return null;
        }
    }

    private static void Measure(StudiesPlan plan, StudyEngine engine, string folder)
    {
        MarkdownTable table = new(
            engine.Name, "figure", "MiniGrad", "bare statements", "ratio", plan.IsAlone ? "Optuna" : OptunaName(plan, engine));
        if (plan.Parts.Contains("trials")) AddTrials(plan, engine, table);
        if (plan.Parts.Contains("workers")) AddWorkers(plan, engine, table);
        if (plan.Parts.Contains("large")) AddLarge(plan, engine, folder, table);
        table.Print();
        Console.WriteLine();
    }

    private static void AddTrials(StudiesPlan plan, StudyEngine engine, MarkdownTable table)
    {
        var ours = StudyTrials.Measure(engine, plan.Rounds, plan.Trials);
        (double Trial, double? RoundTrips, string)? optuna = Peer(plan, () => StudyTrials.Optuna(engine, Math.Min(plan.Trials, 100)));
        table.Add(
            "one worker", "ms a trial", Number(ours.Trial, "F3"), Number(ours.Bare, "F3"), Number(ours.Ratio, "F2"),
            Cell(optuna?.Trial, "F1"));
        if (ours.RoundTrips is { } trips)
            table.Add("one worker", "round trips a trial", Number(trips, "F2"), "2", "–", Cell(optuna?.RoundTrips, "F1"));
    }

    private static void AddWorkers(StudiesPlan plan, StudyEngine engine, MarkdownTable table)
    {
        double threads = StudyWorkers.Threads(engine, plan.Workers, plan.Overlap, plan.SharedTrials);
        double processes = StudyWorkers.Processes(engine, plan.Workers, plan.Overlap, plan.SharedTrials);
        double bare = BareCommits.Rate(engine, plan.Workers, plan.SharedTrials);
        double? optuna = Peer(plan, () => OptunaRate(engine, processes: 4, trials: 25));
        table.Add(
            $"{plan.Workers} threads", "trials a second", Number(threads, "F0"), Number(bare, "F0"), Number(threads / bare, "F2"), "–");
        table.Add(
            $"{plan.Workers} processes; Optuna: 4", "trials a second", Number(processes, "F0"), "–", Number(processes / bare, "F2"),
            Cell(optuna, "F1"));
    }

    private static void AddLarge(StudiesPlan plan, StudyEngine engine, string folder, MarkdownTable table)
    {
        var small = LargeStudy.Measure(engine, folder, 1000, rounds: 5);
        var large = LargeStudy.Measure(engine, folder, plan.LargeTrials, rounds: 5);
        (double Open, double Ask)? few = Peer(plan, () => OptunaLarge(engine, 1000));
        (double Open, double Ask)? many = Peer(plan, () => OptunaLarge(engine, plan.OptunaLargeTrials));
        Add(small, few, 1000);
        Add(large, many, plan.OptunaLargeTrials);

        void Add(LargeStudy ours, (double Open, double Ask)? optuna, int optunaTrials)
        {
            string trials = $"{Number(ours.Trials, "N0")} trials";
            string theirs = $"{trials}{(ours.Trials == optunaTrials ? "" : $"; Optuna: {Number(optunaTrials, "N0")}")}";
            table.Add(theirs, "ms to open, median", Number(ours.Open, "F1"), "–", "–", Cell(optuna?.Open, "F0"));
            table.Add(trials, "ms to open, longest", Number(ours.SlowestOpen, "F1"), "–", "–", "–");
            table.Add(trials, "ms of the first ask after it", Number(ours.FirstAsk, "F3"), "–", "–", "–");
            table.Add(theirs, "ms of an ask", Number(ours.Ask, "F3"), "–", Number(ours.Ask / small.Ask, "F2"), Cell(optuna?.Ask, "F1"));
            table.Add(trials, "ms of a tell", Number(ours.Tell, "F3"), "–", Number(ours.Tell / small.Tell, "F2"), "–");
        }
    }

    /// <summary>Trials a second of several processes of Optuna.</summary>
    private static double OptunaRate(StudyEngine engine, int processes, int trials)
    {
        OptunaStudies[] running =
            [.. Enumerable.Range(0, processes).Select(_ => OptunaStudies.Open(engine.OptunaUrl(null), engine.Password, "workers"))];
        try
        {
            long start = Stopwatch.GetTimestamp();
            Task.WaitAll(running.Select(peer => Task.Run(() => peer.Make(trials))));
            return processes * trials / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            foreach (OptunaStudies peer in running) peer.Dispose();
        }
    }

    private static (double Open, double Ask) OptunaLarge(StudyEngine engine, int trials)
    {
        using OptunaStudies peer = OptunaStudies.Open(engine.OptunaUrl(null), engine.Password, $"large {trials}");
        peer.Fill(trials);
        double open = peer.Open();
        return (open, peer.Make(5).Ask);
    }

    private static string OptunaName(StudiesPlan plan, StudyEngine engine)
    {
        try
        {
            using OptunaStudies peer = OptunaStudies.Open(engine.OptunaUrl(null), engine.Password, "version");
            return peer.Version;
        }
        catch (PeerException reason)
        {
            Console.WriteLine($"Optuna is not there ({reason.Message}); on Debian: apt-get install python3-optuna python3-psycopg2.");
            Console.WriteLine();
            plan.IsAlone = true;
            return "Optuna";
        }
    }

    private static T? Peer<T>(StudiesPlan plan, Func<T> measure) where T : struct => plan.IsAlone ? null : measure();

    private static string Cell(double? value, string format) => value is { } number ? Number(number, format) : "–";
}
