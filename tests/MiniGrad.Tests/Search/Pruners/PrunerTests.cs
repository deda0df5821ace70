using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class PrunerTests
{
    private readonly SearchSpace space = new();

    public PrunerTests() => space.AddNumber("x", 0, 1);

    [Theory]
    [InlineData(81, 3, "81@1 27@3 9@9 3@27 1@81|34@3 11@9 3@27 1@81|15@9 5@27 1@81|8@27 2@81|5@81")]
    [InlineData(
        243, 3, "243@1 81@3 27@9 9@27 3@81 1@243|98@3 32@9 10@27 3@81 1@243|41@9 13@27 4@81 1@243|18@27 6@81 2@243|9@81 3@243|6@243")]
    [InlineData(1000, 10, "1000@1 100@10 10@100 1@1000|134@10 13@100 1@1000|20@100 2@1000|4@1000")]
    public void Hyperband_has_the_rounds_of_the_paper(int maximum, int factor, string expected)
    {
        Pruner pruner = Pruner.Hyperband(maximum, factor: factor);
        List<string> rounds = [];
        for (int trial = 0; rounds.Count <= expected.Count(letter => letter == '|');)
        {
            Round round = pruner.RoundOf(trial)!;
            Assert.Equal(trial, round.First);
            Assert.Equal(trial, pruner.RoundOf(trial + round.Size - 1)!.First);
            rounds.Add(string.Join(' ', round.Stages.Select(stage => $"{stage.Trials}@{stage.Steps}")));
            trial += round.Size;
        }
        Assert.Equal(expected, string.Join('|', rounds));
    }

    [Fact]
    public void A_bracket_goes_on_where_it_paused()
    {
        Study study = new("s", space) { Pruner = Pruner.SuccessiveHalving(81) };
        int steps = 0;
        study.Run(81, trial =>
        {
            for (int step = trial.StepsDone + 1; step <= 81; step++)
            {
                steps++;
                trial.Report(step, trial.Parameters.Numbers[0] + 1.0 / step);
                if (trial.IsStopped) return double.NaN;
            }
            return trial.Parameters.Numbers[0];
        });
        Assert.Equal(297, steps);
        Assert.Equal(1, study.Trials.Count(trial => trial.State == TrialState.Complete));
        Assert.Equal(80, study.Trials.Count(trial => trial.State == TrialState.Pruned));
        Assert.Equal(study.Trials.Min(trial => trial.Parameters.Numbers[0]), study.Best.Parameters.Numbers[0]);
    }

    /// <summary>It reports on to the end, and gets better there: nobody may look at that yet.</summary>
    [Fact]
    public void What_a_stopped_trial_reports_does_not_count()
    {
        Study study = new("s", space) { Pruner = Pruner.SuccessiveHalving(9) };
        study.Run(9, trial =>
        {
            for (int step = 1; step <= 9; step++) trial.Report(step, step < 4 ? trial.Number : -trial.Number);
            return trial.Number;
        });
        Assert.Equal(0, study.Best.Number);
        Assert.Equal([9, 3, 3, 1], study.Trials.Take(4).Select(trial => trial.Reports.Count));
    }

    [Fact]
    public void A_round_that_is_not_full_waits()
    {
        Study study = new("s", space) { Pruner = Pruner.SuccessiveHalving(9) };
        double Objective(Trial trial)
        {
            for (int step = trial.StepsDone + 1; step <= 9 && !trial.IsStopped; step++) trial.Report(step, trial.Number);
            return trial.Number;
        }
        StudyEnd end = study.Run(7, Objective);
        Assert.Equal("there are 7 trials, some of which wait for their round to be full", end.Sentence);
        Assert.All(study.Trials, trial => Assert.Equal(TrialState.Paused, trial.State));
        study.Run(9, Objective);
        Assert.Equal(0, study.Best.Number);
        Assert.DoesNotContain(study.Trials, trial => trial.State == TrialState.Paused);
    }

    [Fact]
    public void The_median_stops_what_is_worse_than_half_of_the_others()
    {
        // Trial t reports t at every step.
        Study study = Run(Pruner.Median(minimumTrials: 4, minimumStep: 2), 10, [.. Enumerable.Range(0, 10).Select(i => (double)i)]);
        Assert.Equal(
            [5, 5, 5, 5, 2, 2, 2, 2, 2, 2], study.Trials.Select(trial => trial.Reports[^1].Step));
        Assert.Equal(4, study.Trials[4].Values[0]);
        Study best = Run(Pruner.Median(minimumTrials: 4), 10, [.. Enumerable.Range(0, 10).Select(i => -(double)i)]);
        Assert.All(best.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
        Study quarter = Run(Pruner.Percentile(25, minimumTrials: 4), 6, [3, 1, 4, 2, 1.5, 0.5]);
        Assert.Equal(TrialState.Complete, quarter.Trials[4].State);
        Assert.Equal(TrialState.Complete, quarter.Trials[5].State);
        Assert.Equal(TrialState.Pruned, Run(Pruner.Percentile(25, minimumTrials: 4), 5, [3, 1, 4, 2, 2.5]).Trials[4].State);
    }

    [Fact]
    public void NaN_counts_as_the_worst_report()
    {
        Study study = Run(Pruner.Median(minimumTrials: 2), 4, [double.NaN, 1, 2, double.NaN]);
        Assert.Equal([TrialState.Complete, TrialState.Complete, TrialState.Complete, TrialState.Pruned], study.Trials.Select(t => t.State));
    }

    [Fact]
    public void Limits_and_patience_stop()
    {
        Assert.Equal(
            [TrialState.Complete, TrialState.Pruned, TrialState.Pruned],
            Run(Pruner.Threshold(maximum: 3), 3, [3, 3.1, double.NaN]).Trials.Select(trial => trial.State));
        Study patient = new("s", space) { Pruner = Pruner.Patience(2, minimumChange: 0.1) };
        double[] reports = [5, 4, 4.5, 3.95, 3.9, 1];
        patient.Run(1, trial =>
        {
            for (int i = 0; i < reports.Length; i++)
            {
                trial.Report(i + 1, reports[i]);
                trial.ThrowIfStopped();
            }
            return 0;
        });
        Assert.Equal(4, patient.Trials[0].Reports.Count);
        Assert.Equal(3.95, patient.Trials[0].Values[0]);
    }

    [Fact]
    public void Vectors_are_compared_by_dominance()
    {
        Study study = new("s", space, Goal.Minimize, Goal.Maximize) { Pruner = Pruner.Median(minimumTrials: 3) };
        (double, double)[] reports = [(1, 1), (2, 2), (3, 3), (4, 0), (0.5, 0), (4, 9)];
        study.Run(6, trial =>
        {
            (double small, double large) = reports[trial.Number];
            trial.Report(1, small, large);
            trial.ThrowIfStopped();
            return [small, large];
        });
        Assert.Equal(
            [3], study.Trials.Where(trial => trial.State == TrialState.Pruned).Select(trial => trial.Number));
        Assert.Equal([4, 0], study.Trials[3].Values);
    }

    [Theory]
    // The last but one: the negative rank is 8, and of the 512 subsets of nine ranks 25 sum to at most 8.
    [InlineData(new[] { 1.0, 2, 3 }, 0.125)]
    [InlineData(new[] { 1.0, -2, 3 }, 0.375)]
    [InlineData(new[] { -1.0, -2, -3 }, 1.0)]
    [InlineData(new[] { 1.83, 0.5, 1.62, -2.48, 1.68, 1.88, 1.55, 3.06, 1.3 }, 25 / 512.0)]
    [InlineData(new[] { 0.0, 0 }, 1.0)]
    public void The_signed_rank_test_is_exact(double[] differences, double expected) =>
        Assert.Equal(expected, SignedRanks.UpperTail(differences), 1e-14);

    [Fact]
    public void The_signed_rank_test_shares_ranks_and_counts_all_signs()
    {
        Random random = new(1);
        for (int round = 0; round < 50; round++)
        {
            double[] differences = [.. Enumerable.Range(0, random.Next(1, 11)).Select(_ => (double)random.Next(-3, 4))];
            double[] kept = [.. differences.Where(value => value != 0)];
            double[] ranks = Array.ConvertAll(kept, value => kept.Count(other => Math.Abs(other) < Math.Abs(value))
                + (kept.Count(other => Math.Abs(other) == Math.Abs(value)) + 1) / 2.0);
            double observed = kept.Select((value, i) => value > 0 ? ranks[i] : 0).Sum();
            int asMuch = Enumerable.Range(0, 1 << kept.Length)
                .Count(signs => ranks.Select((rank, i) => (signs >> i & 1) == 1 ? rank : 0).Sum() >= observed - 1e-9);
            Assert.Equal((double)asMuch / (1 << kept.Length), SignedRanks.UpperTail(differences), 1e-12);
        }
    }

    [Fact]
    public void Folds_stop_a_trial_that_is_worse_in_most_of_them()
    {
        Study study = new("s", space) { Pruner = Pruner.Wilcoxon(0.2, minimumParts: 3) };
        double[] offsets = [0, 0.5, -0.2];
        study.Run(3, trial =>
        {
            double sum = 0;
            for (int fold = 1; fold <= 5; fold++)
            {
                double score = fold + offsets[trial.Number];
                sum += score;
                trial.Report(fold, score);
                trial.ThrowIfStopped();
            }
            return sum / 5;
        });
        Assert.Equal([TrialState.Complete, TrialState.Pruned, TrialState.Complete], study.Trials.Select(trial => trial.State));
        Assert.Equal(3, study.Trials[1].Reports.Count);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.Median(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.Percentile(100));
        Assert.Throws<ArgumentException>(() => Pruner.Threshold());
        Assert.Throws<ArgumentException>(() => Pruner.Threshold(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.Patience(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.Hyperband(81, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.SuccessiveHalving(9, minimum: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pruner.Wilcoxon(1));
    }

    /// <summary>Each trial reports its number of the list at five steps.</summary>
    private Study Run(Pruner pruner, int trials, double[] values)
    {
        Study study = new("s", space) { Pruner = pruner };
        study.Run(trials, trial =>
        {
            for (int step = 1; step <= 5; step++)
            {
                trial.Report(step, values[trial.Number]);
                trial.ThrowIfStopped();
            }
            return double.IsNaN(values[trial.Number]) ? 99 : values[trial.Number];
        });
        return study;
    }
}
