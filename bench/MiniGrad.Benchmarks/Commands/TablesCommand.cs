using System.CommandLine;
using MiniGrad.Benchmarks.Peers;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Tables;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>tables</c>: the estimators beside scikit-learn's, on the tables that come with it.</summary>
internal static class TablesCommand
{
    public static Command Create()
    {
        Option<IReadOnlyList<int>?> hidden = CheckedOption.Create<IReadOnlyList<int>?>(
            "--hidden", "The units in each hidden layer. [default: 64]", null,
            $"sizes from 1 to {CheckedOption.MaximumSize}, separated by commas", (string text, out IReadOnlyList<int>? sizes) =>
                CheckedOption.TryParseSizes(text, out IReadOnlyList<int> parsed) ? (sizes = parsed).Count > 0 : (sizes = null) is not null);
        hidden.HelpName = "sizes";
        Option<int> epochs = CheckedOption.Integer("--epochs", "How many passes over the rows.", 100, minimum: 1);
        Option<int> seeds = CheckedOption.Integer("--seeds", "How many fits with different seeds each fold gets.", 5, minimum: 1);
        Option<string> only = CheckedOption.Create(
            "--only", "Only this table. [default: all]", "", $"one of {string.Join(", ", BenchmarkTable.All.Select(table => table.Name))}",
            (string text, out string name) => BenchmarkTable.All.Any(table => table.Name == text) & (name = text) is not null);
        Option<int> threads = SharedOptions.Threads(1);
        Option<bool> json = SharedOptions.Json();
        Command command = new(
            "tables",
            $"Fits a multi-layer perceptron (ReLU, Adam, learning rate 0.001, batches of 32, alpha 0.0001) to the tables that come with " +
            $"scikit-learn and its own to the " +
            $"same rows, over {BenchmarkTable.Folds} folds and several seeds. Inputs, and targets that are numbers, are scaled to mean " +
            $"0 and standard deviation 1 by " +
            "the rows that are learned from. The two fit in turn; times are those of scaling and fitting, the median of MiniGrad's and " +
            "the fastest of scikit-learn's.")
        {
            hidden, epochs, seeds, only, threads, json,
        };
        command.SetAction(parsed =>
        {
            Parallelism.ThreadCount = parsed.GetValue(threads);
            FitSettings settings = new(parsed.GetValue(hidden) ?? [64], parsed.GetValue(epochs));
            TablesReport report = Measure(settings, parsed.GetValue(seeds), parsed.GetValue(only)!);
            if (parsed.GetValue(json)) Json.Print(report);
            else Print(report);
            return CommandRunner.Success;
        });
        return command;
    }

    private static TablesReport Measure(FitSettings settings, int seeds, string only)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tables-");
        try
        {
            using ScikitLearn peer = ScikitLearn.Start(folder.FullName, Parallelism.ThreadCount);
            var chosen = BenchmarkTable.All.Where(table => only is "" || table.Name == only);
            return new TablesReport(
                peer.Version, null, Parallelism.ThreadCount, settings.Hidden, settings.Epochs, settings.Batch, seeds,
                [.. chosen.Select(table =>
                    Compare(new BenchmarkTable(folder.FullName, table.Name, table.IsRegression), peer, settings, seeds))]);
        }
        catch (PeerException reason)
        {
            MissingPeer missing = new("scikit-learn", reason.Message, "on Debian: apt-get install python3-sklearn libopenblas0-pthread");
            return new TablesReport(null, missing, Parallelism.ThreadCount, settings.Hidden, settings.Epochs, settings.Batch, seeds, []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Comparison Compare(BenchmarkTable table, ScikitLearn peer, FitSettings settings, int seeds)
    {
        // Both once for nothing: the runtime compiles what it sees often, and everything comes into memory.
        table.Fit(0, seeds, settings);
        peer.Fit(table.Name, 0, seeds, settings);
        List<Fit> ours = [], theirs = [];
        for (int fold = 0; fold < BenchmarkTable.Folds; fold++)
        {
            for (int seed = 0; seed < seeds; seed++)
            {
                ours.Add(table.Fit(fold, seed, settings));
                theirs.Add(peer.Fit(table.Name, fold, seed, settings));
            }
        }
        Figures own = Figures.Of(ours, seeds, Statistics.Median), other = Figures.Of(theirs, seeds, Enumerable.Min);
        return new Comparison(
            table.Name, table.Shape[0], table.Shape[1], table.IsRegression ? "R²" : "accuracy", own, other,
            (own.Mean - other.Mean) / other.Deviation, other.Seconds / own.Seconds);
    }

    private static void Print(TablesReport report)
    {
        if (report.Missing is { } missing)
        {
            Console.WriteLine($"{missing.Peer} and its tables are not there ({missing.Reason}); {missing.Installation}.");
            return;
        }
        Console.WriteLine(
            $"{report.Peer}; hidden {string.Join('-', report.Hidden)}, {report.Epochs} epochs, batches of {report.Batch}, " +
            $"{report.Seeds} seeds, threads: {report.Threads}. " +
            $"Scores: mean ± standard deviation over {BenchmarkTable.Folds} folds. Times: MiniGrad's median, scikit-learn's fastest. " +
            $"Ratios are scikit-learn's time over MiniGrad's.");
        Console.WriteLine();
        MarkdownTable table = new("table", "rows", "features", "score", "MiniGrad", "scikit-learn", "difference, σ", "MiniGrad, s",
            "scikit-learn, s", "ratio");
        foreach (Comparison row in report.Rows)
        {
            table.Add(
                row.Table, $"{row.Rows}", $"{row.Features}", row.Score, Score(row.Minigrad), Score(row.Peer),
                Number(Math.Round(row.DifferenceInDeviations, 2), "+0.00;−0.00;0.00"),
                Number(row.Minigrad.Seconds, "F3"), Number(row.Peer.Seconds, "F3"), $"{Number(row.Ratio, "F1")} ×");
        }
        table.Print();
    }

    private static string Score(Figures figures) => $"{Number(figures.Mean, "F4")} ± {Number(figures.Deviation, "F4")}";

    private sealed record TablesReport(
        string? Peer, MissingPeer? Missing, int Threads,
        IReadOnlyList<int> Hidden, int Epochs, int Batch, int Seeds, IReadOnlyList<Comparison> Rows);

    /// <summary>One table: the difference of the means is in the peer's standard deviations, the ratio of times the peer's over
    /// MiniGrad's.</summary>
    private sealed record Comparison(
        string Table, int Rows, int Features, string Score, Figures Minigrad, Figures Peer, double DifferenceInDeviations, double Ratio);

    /// <summary>What the fits of one estimator come to.</summary>
    /// <param name="Mean">The mean score.</param>
    /// <param name="Deviation">The standard deviation of the folds' scores, of which each is the mean over the seeds.</param>
    /// <param name="Seconds">The time of a fit: MiniGrad's median, the peer's fastest.</param>
    private sealed record Figures(double Mean, double Deviation, double Seconds)
    {
        public static Figures Of(IReadOnlyList<Fit> fits, int seeds, Func<IEnumerable<double>, double> time)
        {
            double[] folds = [.. fits.Chunk(seeds).Select(fold => fold.Average(fit => fit.Score))];
            return new Figures(folds.Average(), folds.StandardDeviation(), time(fits.Select(fit => fit.Seconds)));
        }
    }
}
