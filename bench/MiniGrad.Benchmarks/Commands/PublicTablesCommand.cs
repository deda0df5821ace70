using System.CommandLine;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Tables;
using MiniGrad.Data;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>public-tables</c>: tables of many origins are read and learned from without an option, beside pandas and
/// scikit-learn.</summary>
internal static class PublicTablesCommand
{
    public static Command Create()
    {
        Option<string> folder = CheckedOption.Create(
            "--folder", "What bench/peers/public_tables.py has filled with tables.", "",
            $"a folder with the file {PublicTable.List}", (string text, out string path) => PublicTable.Are(path = text));
        folder.DefaultValueFactory = null;
        folder.Required = true;
        Option<int> splits = CheckedOption.Integer("--splits", "How often rows are split, with a seed of its own.", 10, minimum: 2);
        Option<string> only = new("--only")
        {
            Description = "Only this table. [default: all]",
            DefaultValueFactory = _ => "",
        };
        Option<bool> describe = new("--describe") { Description = "Print also what became of each column." };
        Option<int> threads = SharedOptions.Threads(1);
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "public-tables",
            "Reads tables from a folder and fits perceptrons with default settings to four fifths of the rows, in turn with pandas and " +
            "scikit-learn, which has the same rows, and scaled inputs and targets as well. Times are medians of encoding and fitting.")
        {
            folder, splits, only, describe, threads, json,
        };
        command.SetAction(parsed =>
        {
            Parallelism.ThreadCount = parsed.GetValue(threads);
            bool isJson = parsed.GetValue(json), describes = parsed.GetValue(describe) && !isJson;
            PublicTablesReport report =
                Measure(parsed.GetValue(folder)!, parsed.GetValue(splits), parsed.GetValue(only)!, describes);
            if (isJson) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static PublicTablesReport Measure(string folder, int splits, string only, bool describes)
    {
        var all = PublicTable.Entries(folder);
        var chosen = all.Where(entry => only is "" || entry.Name == only).ToArray();
        if (chosen.Length == 0)
        {
            throw new InvalidDataException(
                $"--only: there is no table '{only}' in {folder}; there are {string.Join(", ", all.Select(entry => entry.Name))}");
        }
        try
        {
            using ScikitLearn peer = ScikitLearn.StartOnPublicTables(folder, Parallelism.ThreadCount);
            return new PublicTablesReport(
                peer.Version, null, Parallelism.ThreadCount, splits,
                [.. chosen.Select(entry => Compare(PublicTable.Read(folder, entry), peer, splits, describes))]);
        }
        catch (PeerException reason)
        {
            return new PublicTablesReport(null, reason.Message, Parallelism.ThreadCount, splits, []);
        }
    }

    private static Comparison Compare(PublicTable table, ScikitLearn peer, int splits, bool describes)
    {
        List<Fit> ours = [], theirs = [];
        TableEncoder? encoder = null;
        for (int seed = 0; seed < splits; seed++)
        {
            (int[] training, int[] test) = table.Split(seed);
            ours.Add(table.Fit(training, test, seed, out encoder));
            theirs.Add(peer.Fit(table, training, test, seed));
        }
        if (describes) Describe(table, encoder!);
        Figures own = Figures.Of(ours), other = Figures.Of(theirs);
        double difference = own.Mean - other.Mean;
        return new Comparison(
            table.Name, table.KnownCount, encoder!.FeatureNames.Count, table.IsRegression ? "R²" : "accuracy", own, other,
            difference == 0 ? 0 : difference / other.Deviation);
    }

    private static void Describe(PublicTable table, TableEncoder encoder)
    {
        Console.WriteLine($"{table.Name}, {table.Count} rows");
        foreach (string note in table.Notes) Console.WriteLine(note);
        Console.WriteLine(encoder.Describe());
        Console.WriteLine();
    }

    private static void Print(PublicTablesReport report)
    {
        if (report.Missing is { } missing)
        {
            string packages = "on Debian: apt-get install python3-pandas python3-sklearn";
            Console.WriteLine($"pandas and scikit-learn cannot compare ({missing}); {packages}.");
            return;
        }
        Console.WriteLine(
            $"{report.Peer}; {report.Splits} splits, threads: {report.Threads}. Scores of the fifth that was not learned from: mean ± " +
            "standard deviation over the splits. The difference is in scikit-learn's standard deviations.");
        Console.WriteLine();
        MarkdownTable table = new(
            "table", "rows", "features", "score", "MiniGrad", "scikit-learn", "difference, σ", "MiniGrad, s", "scikit-learn, s");
        foreach (Comparison row in report.Rows)
        {
            table.Add(
                row.Table, $"{row.Rows}", $"{row.Features}", row.Score, Score(row.Minigrad), Score(row.Peer),
                Number(Math.Round(row.DifferenceInDeviations, 2), "+0.00;−0.00;0.00"),
                Number(row.Minigrad.Seconds, "F3"), Number(row.Peer.Seconds, "F3"));
        }
        table.Print();
    }

    private static string Score(Figures figures) => $"{Number(figures.Mean, "F4")} ± {Number(figures.Deviation, "F4")}";

    private sealed record PublicTablesReport(string? Peer, string? Missing, int Threads, int Splits, IReadOnlyList<Comparison> Rows);

    private sealed record Comparison(
        string Table, int Rows, int Features, string Score, Figures Minigrad, Figures Peer, double DifferenceInDeviations);

    /// <summary>The mean and the standard deviation of the scores, and the median of the times.</summary>
    private sealed record Figures(double Mean, double Deviation, double Seconds)
    {
        public static Figures Of(IReadOnlyList<Fit> fits)
        {
            double[] scores = [.. fits.Select(fit => fit.Score)];
            return new Figures(scores.Average(), scores.StandardDeviation(), fits.Select(fit => fit.Seconds).Median());
        }
    }
}
