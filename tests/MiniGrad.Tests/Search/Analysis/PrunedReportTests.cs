using System.Xml.Linq;
using MiniGrad.Search;
using MiniGrad.Tests.Visualization.Reports;
using MiniGrad.Visualization;
using Xunit;
using static MiniGrad.Tests.Search.ReportCharts;

namespace MiniGrad.Tests.Search;

public class PrunedReportTests
{
    [Fact]
    public void Pruned_trials_are_drawn_but_never_as_the_best()
    {
        Study study = Promising(60);
        TrialRecord[] pruned = [.. study.Trials.Where(trial => trial.State == TrialState.Pruned)];
        Assert.Equal(15, pruned.Length);
        Assert.All(pruned, trial => Assert.True(trial.Values[0] < study.Best.Values[0]));
        string best = ReportText.Number(study.Best.Values[0]), last = ReportText.Number(pruned.Max(trial => trial.Values[0]));
        ReportPage page = PageOf(study);
        Assert.Equal($"best value: {best}", page.Tiles[0]);
        string history = page.Charts("history").Single().ToString();
        Assert.Contains($"Best: {best} in trial {study.Best.Number}.", history, StringComparison.Ordinal);
        XElement parallel = page.Charts("parallel").Single();
        string[] looks = ["pruned", "others", "the best 9", "the best"];
        Assert.Equal(looks, TextsOf(parallel).Intersect(looks));
        Assert.Contains($"best: {best}", TextsOf(parallel));
        Assert.Contains($"last: {last} (pruned)", TextsOf(parallel));
        XElement pair = page.Charts("pairs").Single();
        Assert.Equal(
            // Of the complete ones.
            [15, 22, 11, 7, 5],
            new[] { "pruned", "others", "to a half", "to a quarter", "the best tenth" }.Select(name => DotsOf(pair, name).Length));
        foreach (XElement slice in page.Charts("slices"))
            Assert.Equal(["pruned", "complete", "the best"], LegendOf(slice));

        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        space.AddNumber("y", 0, 1);
        Study none = new("none", space) { Pruner = Pruner.Threshold(maximum: 0) };
        none.Run(30, trial =>
        {
            trial.Report(1, trial.Number + 1);
            trial.ThrowIfStopped();
            return 0;
        });
        page = PageOf(none);
        Assert.Contains("No trial is complete.", page.Charts("history").Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(["pruned"], TextsOf(page.Charts("parallel").Single()).Intersect(looks));
        Assert.Equal(["pruned"], LegendOf(page.Charts("pairs").Single()).Where(name => !name.Contains('%')));
        Assert.DoesNotContain("best:", page.Section("parallel").Value, StringComparison.Ordinal);
    }

    /// <summary>Every fourth trial begins better than all others end, and is pruned.</summary>
    private static Study Promising(int trials)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1), y = space.AddNumber("y", 0, 1);
        Study study = new("promising", space) { Seed = 5, Pruner = Pruner.Patience(2) };
        study.Run(trials, trial =>
        {
            double value = Math.Pow(trial.Get(x) - 0.3, 2) + Math.Pow(trial.Get(y) - 0.7, 2);
            for (int step = 1; step <= 4; step++)
            {
                trial.Report(step, trial.Number % 4 == 3 ? value + step - 2 : value + 1.0 / step);
                trial.ThrowIfStopped();
            }
            return value;
        });
        return study;
    }

    private static ReportPage PageOf(Study study) => new(new StudyReport(study).ToHtml());
}
