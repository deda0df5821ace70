using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Visualization;
using static System.FormattableString;

namespace Tabular;

/// <summary>The report of a training.</summary>
internal static class TabularReport
{
    /// <summary>Writes the page whole or not at all.</summary>
    public static void Save(string path, TabularOptions options, TabularTask task)
    {
        LearningTable table = task.Table;
        TrainingReport report = new($"{table.Target} of {Path.GetFileName(table.Name)}")
        {
            Figures = [.. task.Score().SelectMany(score => new[] { ($"held-out {score.Metric}", TrainingRun.Text(score.Model)), ($"{score.Metric} of the baseline", TrainingRun.Text(score.Baseline)) })],
            Configuration =
            [
                ("data", table.Name), ("target", $"{table.Target} ({table.Kind.ToString().ToLowerInvariant()})"), ("rows to learn from", Invariant($"{table.Training.Count:N0}")),
                ("rows held out", Invariant($"{table.Test.Count:N0}")),
                .. table.WithoutTarget > 0 ? [("rows without a target, not used", Invariant($"{table.WithoutTarget:N0}"))] : Array.Empty<(string, string)>(),
                ("baseline", task.Baseline), .. options.Settings,
            ],
            Summary = ModelSummary.Of(task.Estimator.Model, [1, task.Estimator.FeatureCount]),
            History = task.Estimator.History,
            Confusion = task.Confusion(),
            Flow = task.Flow(),
            Mistakes = task.Mistakes(),
        };
        report.Save(path);
    }
}
