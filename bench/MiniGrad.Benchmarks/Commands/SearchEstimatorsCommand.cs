using System.CommandLine;
using System.Diagnostics;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Benchmarks.Searches;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Search;
using MiniGrad.Training;
using static MiniGrad.Benchmarks.Reporting.MarkdownTable;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>The command <c>search estimators</c>: an estimator with settings that were searched beside one with its own.</summary>
internal static class SearchEstimatorsCommand
{
    public static Command Create()
    {
        Option<int> trials = CheckedOption.Integer("--trials", "How many trials a search has.", 60, minimum: 1);
        Option<int> members = CheckedOption.Integer("--ensemble", "How many votes the ensemble has.", 5, minimum: 1);
        Option<int> workers = CheckedOption.Integer("--workers", "How many trials run at once.", 1, minimum: 1);
        Option<int> seeds = SearchNetworksCommand.Seeds();
        Option<string> only = SearchTables.Only();
        Command command = new(
            "estimators", "Searches the settings of an estimator on three tables as `minigrad search` does, and compares test log losses.")
        {
            trials, members, workers, seeds, only,
        };
        command.SetAction(parsed => SearchTables.Run(parsed.GetValue(only)!, (tables, _) => Print(
            tables, parsed.GetValue(seeds), parsed.GetValue(trials), parsed.GetValue(members), parsed.GetValue(workers))));
        return command;
    }

    private static void Print(IReadOnlyList<SearchTable> tables, int seeds, int trials, int members, int workers)
    {
        MarkdownTable rows = new(
            "table", "own settings", "searched", $"{members} together", "accuracy, %", "searched", "together", "seconds", "own share, %");
        foreach (SearchTable table in tables)
        {
            List<double>[] losses = [[], [], []], accuracies = [[], [], []];
            (double seconds, double own) = (0, 0);
            for (int seed = 0; seed < seeds; seed++)
            {
                Console.Error.WriteLine($"{table.Name}, part {seed + 1} of {seeds}");
                Dataset<float> training = table.Part(seed, 0, 1), test = table.Part(seed, 2);
                MlpClassifier usual = new() { Seed = (ulong)seed };
                usual.Fit(training);
                MlpClassifierSearch search = new() { Trials = trials, Ensemble = members, Workers = workers, Seed = (ulong)seed };
                long start = Stopwatch.GetTimestamp();
                MlpSearchResult<MlpClassifier> found = search.Fit(training);
                IReadOnlyList<TrialRecord> made = found.Study.Trials;
                // From the first trial to the last, without the final fits.
                seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
                double studying = (made.Max(trial => trial.Times!.Value.End) - made.Min(trial => trial.Times!.Value.Start)).TotalSeconds;
                own += studying - made.Sum(trial => trial.Duration.TotalSeconds) / workers;
                foreach ((MlpClassifier classifier, int i) in new[] { usual, found.Best, found.Ensemble }.Select((one, i) => (one, i)))
                {
                    losses[i].Add(Metric.LogLoss.Of(classifier.PredictProbabilities(test.Inputs).Log(), test.Labels));
                    accuracies[i].Add(100 * classifier.Score(test));
                }
            }
            rows.Add(
                [
                    table.Name, .. losses.Select(loss => SearchTables.Spread([.. loss])),
                    .. accuracies.Select(share => Number(share.Average(), "F2")), Number(seconds / seeds, "F1"),
                    Number(100 * own / seconds, "F2"),
                ]);
        }
        rows.Print();
    }
}
