using System.Diagnostics;
using System.Xml.Linq;
using MiniGrad.Search;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Visualization.Reports;
using MiniGrad.Visualization;
using Xunit;
using static MiniGrad.Tests.Search.ReportCharts;
using Scale = MiniGrad.Search.Scale;

namespace MiniGrad.Tests.Search;

public class StudyReportTests
{
    private const string Nasty = "</title></style><script>alert(1)</script><img src=\"https://x\" onerror='y'> & \"'` \u0001 ∂ 🙂";
    private static readonly DateTimeOffset date = new(2026, 2, 3, 14, 5, 0, TimeSpan.FromHours(1));

    [Fact]
    public void A_report_shows_every_part_of_a_study()
    {
        Study study = Networks(120);
        ReportPage page = PageOf(study);
        Assert.Equal(
            [
                "figures", "failures", "history", "curves", "importance", "slices", "pairs", "parallel", "workers", "search", "trials",
            ],
            page.Sections);
        Assert.Equal(page.Sections.Select(id => $"#{id}"), page.Tags("nav").Descendants().Attributes("href").Select(link => link.Value));
        Assert.Equal("networks", page.Tags("h1").Single().Value);
        Assert.Contains("3 February 2026, 14:05 (UTC+01:00)", page.Tags("header").Single().Value, StringComparison.Ordinal);

        Assert.Equal($"best value: {ReportText.Number(study.Best.Values[0])}", page.Tiles[0]);
        foreach (TrialState state in (TrialState[])[TrialState.Complete, TrialState.Pruned, TrialState.Failed])
            Assert.Contains($"{state.ToString().ToLowerInvariant()}: {study.Trials.Count(trial => trial.State == state)}", page.Tiles);
        Assert.Contains($"trial {study.Best.Number}", page.Section("figures").Value, StringComparison.Ordinal);
        string failures = page.Section("failures").Value;
        Assert.Contains("InvalidOperationException: diverged (6 trials, the first is 5)", failures, StringComparison.Ordinal);
        Assert.Equal(["pruned", "complete", "best so far"], LegendOf(page.Charts("history").Single()));
        Assert.Contains($"trial {study.Best.Number}, the best", LegendOf(page.Charts("curves").Single()));
        Assert.Equal(
            study.Importance().Select(importance => (string[])[importance.Parameter.Name, ReportText.Percent(importance.Share), ""]),
            page.Rows("importance"));
        Assert.Equal(6, page.Charts("slices").Count);
        Assert.Equal(["relu", "tanh"], TextsOf(page.Charts("slices")[5]).Intersect(["relu", "tanh"]));
        Assert.Equal(3, page.Charts("pairs").Count);
        Assert.Contains("rank by value", TextsOf(page.Charts("parallel").Single()));
        // A fast worker may leave nothing to the other.
        Assert.Equal(
            study.Trials.Select(trial => $"worker {trial.Worker}").Distinct().Order(),
            TextsOf(page.Charts("workers").Single()).Where(text => text.StartsWith("worker", StringComparison.Ordinal)).Order());
        Assert.Contains(page.Rows("search"), row => row is ["units 2", "8 to 256, whole, logarithmic", "when layers is at least 2"]);
        Assert.Equal(100, page.Rows("trials").Count);
        Assert.Contains("100 trials, the best first; 20 more are left out", page.Section("trials").Value, StringComparison.Ordinal);
        Assert.Equal($"{study.Best.Number}", page.Rows("trials")[0][0]);
    }

    [Fact]
    public void The_dots_of_a_history_are_at_the_values()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 10);
        Study study = new("s", space);
        foreach (double value in (double[])[8, 6, 7, 2]) study.Enqueue(space.Values(x.Is(value)));
        study.Run(4, trial => trial.Get(x));
        ReportPage page = PageOf(study);
        (double X, double Y)[] dots = DotsOf(page.Charts("history").Single(), "complete");
        Assert.Equal(4, dots.Length);
        // The best trial comes first; places are linear in trial and value, y downward.
        Assert.Equal([2, 6, 7, 8], Scaled(dots.Select(dot => dot.Y), 2, 8));
        Assert.Equal([3, 1, 2, 0], Scaled(dots.Select(dot => dot.X), 3, 0));
        (double X, double Y)[] slice = DotsOf(page.Charts("slices").Single(), "complete");
        Assert.Equal([2, 6, 7, 8], Scaled(slice.Select(dot => dot.X), 2, 8));

        static IEnumerable<double> Scaled(IEnumerable<double> places, double first, double last)
        {
            double[] all = [.. places];
            return all.Select(place => Math.Round(first + (last - first) * (place - all[0]) / (all[^1] - all[0]), 1));
        }
    }

    [Fact]
    public void Two_goals_have_a_front_and_constraints_are_shown()
    {
        Study study = TwoGoals(80);
        ReportPage page = PageOf(study);
        Assert.Equal(
            ["figures", "history", "front", "importance", "slices", "pairs", "parallel", "workers", "search", "trials"], page.Sections);
        Assert.Contains($"best trade-offs: {study.BestTradeOffs.Count}", page.Tiles);
        Assert.Contains($"violate constraints: {study.Trials.Count(trial => trial.Violation > 0)}", page.Tiles);
        Assert.Equal(["violates constraints", "dominated or pruned", "Pareto front"], LegendOf(page.Charts("front").Single()));
        Assert.Equal(study.BestTradeOffs.Count, DotsOf(page.Charts("front").Single(), "Pareto front").Length);
        Assert.Equal(2, page.Charts("history").Count);
        Assert.Equal(["trial", "state", "value 1", "value 2", "violation", "x", "y", "time"], page.Headers("trials"));
        IEnumerable<string> front = study.BestTradeOffs.Select(trial => $"{trial.Number}");
        Assert.Equal(front.Order(), page.Rows("trials").Take(study.BestTradeOffs.Count).Select(row => row[0]).Order());
    }

    [Fact]
    public void Empty_parts_are_left_out()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1);
        ReportPage none = PageOf(new Study("none", space));
        Assert.Equal(["search"], none.Sections);
        Assert.Empty(none.Tags("nav"));
        Assert.Contains("The study has no trials yet.", none.Tags("header").Single().Value, StringComparison.Ordinal);

        Study failed = new("failed", space);
        failed.Run(50, double (_) => throw new TimeoutException("too slow"));
        ReportPage page = PageOf(failed);
        Assert.Equal(["figures", "failures", "workers", "search", "trials"], page.Sections);
        Assert.Contains("All trials have failed.", page.Tags("header").Single().Value, StringComparison.Ordinal);

        Study one = new("one", space);
        one.Run(20, trial => trial.Get(x));
        Assert.Equal(["figures", "history", "slices", "workers", "search", "trials"], PageOf(one).Sections);

        Study byHand = new("by hand", space);
        Trial asked = byHand.Ask()!;
        Assert.Equal(["figures", "search", "trials"], PageOf(byHand).Sections);
        byHand.Tell(asked, 1);
        Assert.Contains("complete: 1", PageOf(byHand).Tiles);

        SearchSpace fixedSpace = new();
        fixedSpace.AddNumber("only", 1, 1);
        fixedSpace.AddChoice("choice", "only");
        Study fixedStudy = new("fixed", fixedSpace);
        fixedStudy.Run(5, _ => 1);
        Assert.Equal(["figures", "history", "search", "trials"], PageOf(fixedStudy).Sections.Where(section => section != "workers"));
    }

    [Fact]
    public void Values_that_are_not_finite_or_far_worse_are_not_drawn_and_that_is_said()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", -1, 1);
        Study study = new("s", space) { Seed = 1 };
        study.Run(60, trial => trial.Number switch
        {
            3 => double.PositiveInfinity,
            4 => double.NegativeInfinity,
            5 => double.NaN,
            6 => 1e12,
            7 => 1e9,
            _ => trial.Get(x),
        });
        ReportPage page = PageOf(study);
        Assert.Contains(page.Tags("figcaption"), caption => caption.Value == "Value by trial; 2 far worse not drawn");
        Assert.Equal(55, DotsOf(page.Charts("history").Single(), "complete").Length);

        Study infinite = new("s", space);
        infinite.Run(3, _ => double.PositiveInfinity);
        Assert.DoesNotContain("history", PageOf(infinite).Sections);
    }

    [Fact]
    public void Given_text_is_escaped_and_shown()
    {
        string shown = Nasty.Replace('\u0001', '\ufffd');
        SearchSpace space = new();
        HyperParameter<string> choice = space.AddChoice(Nasty, Nasty, "b");
        HyperParameter<double> x = space.AddNumber($"x{Nasty}", 0, 1, when: choice.Is(Nasty));
        space.Require(Nasty, _ => true);
        Study study = new(Nasty, space);
        study.Run(40, trial => trial.Number == 3 ? throw new TimeoutException($"{Nasty}\ud800") : trial.Has(x) ? trial.Get(x) : 0.5);
        ReportPage page = PageOf(study);
        Assert.Equal(shown, page.Tags("h1").Single().Value);
        Assert.Equal(shown, page.Tags("title").Single().Value);
        Assert.Contains($"TimeoutException: {shown}\ufffd (trial 3)", page.Section("failures").Value, StringComparison.Ordinal);
        Assert.Contains(page.Rows("importance"), row => row[0] == shown);
        Assert.Contains(page.Rows("trials"), row => row.Contains(shown));
        Assert.Contains(page.Tags("figcaption"), caption => caption.Value == shown);
        Assert.Contains($"Required: {shown}.", page.Section("search").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_study_gives_the_same_page()
    {
        Study study = Networks(40);
        string text = new StudyReport(study) { Date = date }.ToHtml();
        Assert.Equal(text, new StudyReport(study) { Date = date }.ToHtml());
        using TemporaryFolder folder = new();
        new StudyReport(study) { Date = date }.Save(folder.File("study.html"));
        Assert.Equal(text, File.ReadAllText(folder.File("study.html")));
        Assert.DoesNotContain("prefers-color-scheme", new StudyReport(study) { Theme = Theme.Dark }.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("Mine", new ReportPage(new StudyReport(study) { Title = "Mine" }.ToHtml()).Tags("h1").Single().Value);
        Assert.Throws<ArgumentException>(() => new StudyReport(study) { Title = " " });
        StudyReport wrong = new(study) { Theme = (Theme)9 };
        Assert.Equal("StudyReport: there is no theme 9.", Assert.Throws<InvalidOperationException>(wrong.ToHtml).Message);
    }

    [Fact]
    public void Thousands_of_trials_stay_small()
    {
        foreach (Study study in (Study[])[Networks(5000), TwoGoals(5000)])
        {
            long start = Stopwatch.GetTimestamp();
            ReportPage page = PageOf(study);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
            Assert.InRange(page.Text.Length, 100_000, 1_000_000);
            Assert.Contains(page.Tags("figcaption"), caption =>
                caption.Value.Contains("trials drawn, more of the best)", StringComparison.Ordinal));
            Assert.Contains("4,900 more are left out", page.Section("trials").Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_report_of_a_running_study_is_whole()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1);
        Study study = new("s", space);
        study.Run(6, trial =>
        {
            for (int step = 1; step <= 3; step++) trial.Report(step, trial.Get(x));
            ReportPage page = PageOf(study);
            Assert.Contains("1 trial under way, or interrupted.", page.Tags("header").Single().Value, StringComparison.Ordinal);
            Assert.Contains("curves", page.Sections);
            return trial.Get(x);
        });
        Assert.All(study.Trials, trial => Assert.Null(trial.Error));
    }

    private static ReportPage PageOf(Study study) => new(new StudyReport(study) { Date = date }.ToHtml());

    private static Study Networks(int trials)
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<double> rate = space.AddNumber("learning rate", 1e-5, 1, Scale.Logarithmic);
        HyperParameter<int> second = space.AddInteger("units 2", 8, 256, Scale.Logarithmic, when: layers.AtLeast(2));
        space.AddInteger("batch size", 8, 512, Scale.PowersOfTwo);
        space.AddNumber("momentum", 0, 0.9, step: 0.1);
        space.AddChoice("activation", "relu", "tanh");
        Study study = new("networks", space) { Seed = 7, Overlap = 2, Pruner = Pruner.Median() };
        study.Run(trials, trial =>
        {
            if (trial.Number % 20 == 5) throw new InvalidOperationException("diverged");
            double loss = Math.Pow(Math.Log10(trial.Get(rate)) + 2, 2);
            loss += trial.Has(second) ? Math.Abs(Math.Log2(trial.Get(second)) - 5) : 1;
            for (int epoch = 1; epoch <= 10; epoch++)
            {
                trial.Report(epoch, loss + 1.0 / epoch);
                trial.ThrowIfStopped();
            }
            return loss;
        }, workers: 2);
        return study;
    }

    private static Study TwoGoals(int trials)
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 5), y = space.AddNumber("y", 0, 3);
        Study study = new("two", space, Goal.Minimize, Goal.Maximize) { Seed = 3 };
        study.Run(trials, trial =>
        {
            (double a, double b) = (trial.Get(x), trial.Get(y));
            trial.Violates(Math.Pow(a - 5, 2) + b * b - 25);
            return [4 * a * a + 4 * b * b, -Math.Pow(a - 5, 2) - Math.Pow(b - 5, 2)];
        });
        return study;
    }
}
