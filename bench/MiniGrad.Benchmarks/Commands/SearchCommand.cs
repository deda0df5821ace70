using System.CommandLine;
using System.Diagnostics;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Searches;
using MiniGrad.Search;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>search</c>: how good the samplers are, and how fast.</summary>
internal static class SearchCommand
{
    private static readonly (string Name, Func<Sampler> Create)[] samplers =
    [
        ("random", Sampler.Random), ("quasi-random", () => Sampler.QuasiRandom()), ("genetic", () => Sampler.Genetic()),
        ("covariance", () => Sampler.CovarianceMatrix()), ("parzen", () => Sampler.ParzenEstimator()),
        ("gaussian", () => Sampler.GaussianProcess()), ("automatic", () => Sampler.Automatic()),
    ];

    // Regrets below count as equal.
    private const double EqualRegret = 1e-4;

    public static Command Create() => new(
        "search", "Searches eleven functions with known minima by each sampler, or measures how long choosing takes.")
    {
        Regret(), Overlap(), Speed(), SearchNetworksCommand.Create(), SearchEstimatorsCommand.Create(),
    };

    /// <summary>The option that chooses a sampler.</summary>
    public static Option<string> SamplerOption() => CheckedOption.Create(
        "--sampler", $"The sampler: {string.Join(", ", samplers.Select(sampler => sampler.Name))}. [default: automatic]", "automatic",
        "the name of a sampler", (string text, out string name) =>
            samplers.Any(sampler => sampler.Name == text) & (name = text) is not null);

    public static Func<Sampler> SamplerOf(string name) => samplers.First(sampler => sampler.Name == name).Create;

    private static Command Regret()
    {
        Option<string> only = Names("--samplers", "The samplers", [.. samplers.Select(sampler => sampler.Name)]);
        Option<string> functions = Names("--functions", "The functions", [.. SearchProblem.All.Select(problem => problem.Name)]);
        Option<int> seeds = CheckedOption.Integer("--seeds", "How many studies of each.", 20, minimum: 1);
        Option<int> first = CheckedOption.Integer("--first-seed", "The seed of the first study; those below 20 were tuned on.", 1000,
            minimum: 0);
        Option<int> trials = CheckedOption.Integer("--trials", "How many trials a study has.", 100, minimum: 1);
        Option<int> overlap = CheckedOption.Integer("--overlap", "How many trials are under way at once.", 1, minimum: 1);
        Option<bool> optuna = new("--optuna") { Description = "Also those of Optuna, where Python has it." };
        Command command = new("regret", "How far the best trial is above the minimum: median [quartiles] over the seeds.")
        {
            only, functions, seeds, first, trials, overlap, optuna,
        };
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(seeds);
            int[] marks = [.. ((int[])[50, 100, 200, 1000]).Where(mark => mark < parsed.GetValue(trials)), parsed.GetValue(trials)];
            (string Name, Func<Sampler> Create)[] chosen = [.. samplers.Where(sampler => IsWanted(parsed.GetValue(only), sampler.Name))];
            SearchProblem[] problems = [.. SearchProblem.All.Where(problem => IsWanted(parsed.GetValue(functions), problem.Name))];
            MarkdownTable table = new(["function", .. marks.SelectMany(mark => chosen.Select(sampler => $"{sampler.Name}, {mark}"))]);
            foreach (SearchProblem problem in problems)
            {
                double[][][] regrets = Array.ConvertAll(chosen, sampler => Enumerable.Range(parsed.GetValue(first), count)
                    .Select(seed => SearchRegret.Of(problem, sampler.Create(), seed, marks, parsed.GetValue(overlap))).ToArray());
                table.Add([problem.Name, .. marks.SelectMany((_, mark) => regrets.Select(of => Spread([.. of.Select(all => all[mark])])))]);
            }
            table.Print();
            if (parsed.GetValue(optuna)) PrintOptuna(problems, count, marks);
            return CommandRunner.Success;
        });
        return command;
    }

    private static Command Overlap()
    {
        Option<int> seeds = CheckedOption.Integer("--seeds", "How many studies of each.", 20, minimum: 1);
        Option<int> first = CheckedOption.Integer("--first-seed", "The seed of the first study.", 1000, minimum: 0);
        Option<int> trials = CheckedOption.Integer("--trials", "How many trials a study has.", 100, minimum: 1);
        Command command = new(
            "overlap", "Median regrets where several trials are under way at once, and their geometric mean to those of one.")
        {
            seeds, first, trials,
        };
        command.SetAction(parsed =>
        {
            int[] overlaps = [1, 2, 4, 8];
            string[] names = ["parzen", "gaussian"];
            MarkdownTable table = new(["function", .. names.SelectMany(name => overlaps.Select(overlap => $"{name}, {overlap}"))]);
            List<double[]> rows = [];
            foreach (SearchProblem problem in SearchProblem.All)
            {
                Console.Error.WriteLine(problem.Name);
                double[] medians =
                [
                    .. names.SelectMany(name => overlaps.Select(overlap => Enumerable.Range(parsed.GetValue(first), parsed.GetValue(seeds))
                        .Select(seed => SearchRegret.Of(
                            problem, samplers.First(entry => entry.Name == name).Create(), seed, [parsed.GetValue(trials)], overlap)[0])
                        .Median())),
                ];
                rows.Add(medians);
                table.Add([problem.Name, .. medians.Select(median => Number(median, "G3"))]);
            }
            table.Add(
            [
                "geometric mean to 1",
                .. Enumerable.Range(0, names.Length * overlaps.Length).Select(column => Number(Math.Exp(rows.Average(row => Math.Log(
                    Math.Max(EqualRegret, row[column]) / Math.Max(EqualRegret, row[column - column % overlaps.Length])))), "F2")),
            ]);
            table.Print();
            return CommandRunner.Success;
        });
        return command;
    }

    private static Command Speed()
    {
        Command command = new("speed", "The time of studies whose objective takes none, on one thread.");
        command.SetAction(_ =>
        {
            MarkdownTable table = new("sampler", "parameters", "trials", "goals", "seconds", "µs a trial");
            foreach ((string name, int dimension, int trials, int goals) in ((string, int, int, int)[])
            [
                ("random", 10, 10_000, 1), ("parzen", 10, 1000, 1), ("parzen", 40, 1000, 1), ("covariance", 40, 10_000, 1),
                ("genetic", 40, 10_000, 2), ("gaussian", 5, 100, 1), ("gaussian", 10, 200, 1),
            ])
            {
                Sampler sampler = samplers.First(entry => entry.Name == name).Create();
                // The second time everything is compiled.
                Time(sampler, dimension, Math.Min(trials, 300), goals);
                double seconds = Enumerable.Range(0, 3).Select(_ => Time(sampler, dimension, trials, goals)).Median();
                table.Add(name, $"{dimension}", $"{trials}", $"{goals}", Number(seconds, "F3"), Number(seconds / trials * 1e6, "F1"));
            }
            table.Print();
            return CommandRunner.Success;
        });
        return command;
    }

    private static double Time(Sampler sampler, int dimension, int trials, int goals)
    {
        SearchSpace space = new();
        HyperParameter<double>[] x = [.. Enumerable.Range(0, dimension).Select(i => space.AddNumber($"x{i}", -5, 5))];
        Study study = new("speed", space, [.. Enumerable.Repeat(Goal.Minimize, goals)]) { Sampler = sampler };
        long start = Stopwatch.GetTimestamp();
        study.Run(trials, trial => (double[])[.. Enumerable.Range(0, goals).Select(goal =>
        {
            double sum = 0;
            foreach (HyperParameter<double> parameter in x) sum += Math.Pow(trial.Get(parameter) - goal, 2);
            return sum;
        })]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void PrintOptuna(SearchProblem[] problems, int seeds, int[] marks)
    {
        Console.WriteLine();
        try
        {
            Console.WriteLine(Optuna.Regrets([.. problems.Select(problem => problem.Name)], seeds, marks));
        }
        catch (PeerException reason)
        {
            Console.WriteLine($"Optuna is not there ({reason.Message}); on Debian: apt-get install python3-optuna.");
        }
    }

    private static string Spread(double[] values)
    {
        double[] sorted = [.. values.Order()];
        (double low, double high) = (sorted[sorted.Length / 4], sorted[sorted.Length * 3 / 4]);
        return $"{Number(sorted.Median(), "G3")} [{Number(low, "G2")}, {Number(high, "G2")}]";
    }

    private static bool IsWanted(string? names, string name) => string.IsNullOrEmpty(names) || names.Split(',').Contains(name);

    private static Option<string> Names(string name, string what, string[] all) => CheckedOption.Create(
        name, $"{what}, separated by commas: {string.Join(", ", all)}. [default: all]", "", $"some of {string.Join(", ", all)}",
        (string text, out string value) => (value = text) is not null && text.Split(',').All(all.Contains));
}
