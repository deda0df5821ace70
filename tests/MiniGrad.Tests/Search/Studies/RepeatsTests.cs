using MiniGrad.Data;
using MiniGrad.Search;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class RepeatsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SearchSpace space = new();
    private readonly HyperParameter<double> x;

    public RepeatsTests() => x = space.AddNumber("x", -5, 5);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_parameters_are_evaluated_again_with_other_seeds_and_rank_by_the_mean()
    {
        Study study = new("noisy", space) { Seed = 3, Repeats = 3 };
        study.Run(120, trial => Math.Pow(trial.Get(x) - 2, 2) + 2 * trial.Random.NextDouble());

        TrialRecord[][] groups = Groups(study);
        Assert.InRange(groups.Length, 60, 110);
        Assert.All(groups, same => Assert.InRange(same.Length, 1, 3));
        TrialRecord[] best = groups.MinBy(same => same.Average(trial => trial.Values[0]))!;
        Assert.Same(best[0], study.Best);
        Assert.Equal(3, best.Length);
        Assert.Equal(3, best.Select(trial => trial.Values[0]).Distinct().Count());
        Assert.NotEqual(study.Trials.MinBy(trial => trial.Values[0])!.Number, study.Best.Number);

        TrialMean mean = study.MeanOf(best[2]);
        Assert.Equal(best.Sum(trial => trial.Values[0]) / 3, mean.Values[0], 15);
        Assert.Equal((3, 3, 0.0), (mean.Complete, mean.Trials, mean.Violation));
        Assert.Contains("; mean of 3: ", study.ToString(), StringComparison.Ordinal);
        Assert.All(groups, same => Assert.Equal(
            [null, .. Enumerable.Repeat<int?>(same[0].Number, same.Length - 1)], same.Select(trial => trial.RepeatOf)));
    }

    [Fact]
    public void What_is_enqueued_is_made_though_every_point_has_been_tried()
    {
        SearchSpace two = new();
        HyperParameter<int> a = two.AddInteger("a", 1, 2);
        Study study = new("finite", two) { Repeats = 3 };
        for (int i = 0; i < 6; i++) study.Enqueue(two.Values(a.Is(1 + i % 2)));
        study.Run(100, trial => trial.Get(a));
        Assert.Equal([1, 2, 1, 2, 1, 2], study.Trials.Select(trial => trial.Get(a)));
        study.Enqueue(two.Values());
        Assert.Equal(StudyEndKind.SpaceExhausted, study.Run(100, trial => trial.Get(a)).Kind);
        Assert.Equal(7, study.Trials.Count);
    }

    [Fact]
    public void Zero_of_either_sign_is_one_value()
    {
        Study study = new("zero", space) { Repeats = 3 };
        study.Enqueue(space.Values(x.Is(0.0)));
        study.Enqueue(space.Values(x.Is(-0.0)));
        study.Run(2, trial => 1);
        Assert.Equal(0, study.Trials[1].RepeatOf);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_trial_repeats_the_best_of_what_may_be_seen_if_it_has_too_few(int overlap)
    {
        Study study = new("noisy", space) { Seed = 3, Repeats = 3, Overlap = overlap };
        study.Run(80, trial => Math.Pow(trial.Get(x) - 2, 2) + 2 * trial.Random.NextDouble());
        IReadOnlyList<TrialRecord> trials = study.Trials;
        int repeats = 0;
        for (int t = 0; t < trials.Count; t++)
        {
            TrialRecord[] seen = [.. trials.Take(t - overlap + 1)];
            IGrouping<double, TrialRecord>? best = seen.GroupBy(trial => trial.Get(x))
                .MinBy(same => same.Average(trial => trial.Values[0]));
            bool isExpected = best is not null && trials.Take(t).Count(trial => trial.Get(x) == best.Key) < 3;
            Assert.Equal(isExpected, trials[t].RepeatOf is not null);
            if (!isExpected) continue;
            Assert.Equal(best!.Key, trials[t].Get(x));
            repeats++;
        }
        Assert.True(repeats > 5);
    }

    [Fact]
    public void The_sampler_sees_repeats_as_one_trial_with_their_mean()
    {
        HistorySampler sampler = new();
        Study study = new("noisy", space) { Seed = 3, Repeats = 3, Overlap = 2, Sampler = sampler };
        study.Run(40, trial => trial.Number == 11 ? double.NaN : trial.Get(x) + trial.Random.NextDouble());
        IReadOnlyList<TrialRecord> trials = study.Trials;
        Assert.Equal(trials.Count(trial => trial.RepeatOf is null), sampler.Seen.Count);
        foreach ((int number, int revision, Observation[] observed, double[][] pending) in sampler.Seen)
        {
            int t = trials.Where(trial => trial.RepeatOf is null).ElementAt(number).Number;
            TrialRecord[] seen = [.. trials.Take(t - 1)];
            Assert.Equal(seen.Where(trial => trial.RepeatOf is null).Select(trial => trial.Number), observed.Select(one => one.Number));
            Assert.Equal(number, observed.Length + pending.Length);
            foreach (Observation one in observed)
            {
                TrialRecord[] same = [.. seen.Where(trial => trial.Get(x) == one.Parameters[0])];
                Assert.Equal(same.Any(trial => trial.State == TrialState.Failed), one.IsFailed);
                if (!one.IsFailed) Assert.Equal(same.Average(trial => trial.Values[0]), one.Losses[0], 14);
            }
        }
    }

    [Fact]
    public void A_finite_space_is_tried_once_and_its_best_again()
    {
        SearchSpace finite = new();
        HyperParameter<int> a = finite.AddInteger("a", 1, 6);
        Study study = new("finite", finite) { Seed = 2, Repeats = 4, Sampler = Sampler.Grid() };
        StudyEnd end = study.Run(100, trial => trial.Get(a) + 0.1 * trial.Random.NextDouble());
        Assert.Equal((StudyEndKind.SpaceExhausted, "all 6 points of the space have been tried"), (end.Kind, end.Sentence));
        Assert.Equal(Enumerable.Range(1, 6), study.Trials.Select(trial => trial.Get(a)).Distinct().Order());
        Assert.Equal(1, study.Best.Get(a));
        Assert.Equal(4, study.MeanOf(study.Best).Complete);
    }

    [Fact]
    public void Parameters_of_which_a_repeat_fails_are_the_worst()
    {
        Study study = new("failing", space) { Seed = 1, Repeats = 3 };
        study.Enqueue(space.Values(x.Is(0)));
        study.Enqueue(space.Values(x.Is(1)));
        study.Run(6, trial => trial.Number switch
        {
            0 => 1,
            1 => 2,
            2 => double.NaN,
            _ => 100,
        });
        Assert.Equal([0.0, 1, 0, 1, 1], study.Trials.Take(5).Select(trial => trial.Get(x)));
        Assert.Equal(new double?[] { null, null, 0, 1, 1 }, study.Trials.Take(5).Select(trial => (double?)trial.RepeatOf));
        Assert.Equal([double.NaN], study.MeanOf(study.Trials[0]).Values);
        Assert.Equal(1, study.Best.Number);
        Assert.Equal((2 + 100 + 100) / 3.0, study.MeanOf(study.Best).Values[0], 13);
    }

    [Fact]
    public void Pruned_repeats_are_not_in_the_mean()
    {
        Study study = new("pruned", space) { Seed = 1, Repeats = 3, Pruner = Pruner.Threshold(maximum: 5) };
        study.Enqueue(space.Values(x.Is(0)));
        study.Run(3, trial =>
        {
            trial.Report(1, trial.Number == 1 ? 9 : 1);
            trial.ThrowIfStopped();
            return 2 + trial.Number;
        });
        Assert.Equal([TrialState.Complete, TrialState.Pruned, TrialState.Complete], study.Trials.Select(trial => trial.State));
        TrialMean mean = study.MeanOf(study.Best);
        Assert.Equal((3.0, 2, 3), (mean.Values[0], mean.Complete, mean.Trials));
    }

    [Fact]
    public void Trade_offs_are_those_of_the_means()
    {
        Study study = new("two", space, Goal.Minimize, Goal.Maximize) { Seed = 4, Repeats = 2, Overlap = 2 };
        study.Run(80, trial => (double[])[Math.Abs(trial.Get(x)) + trial.Random.NextDouble(), trial.Get(x) + trial.Random.NextDouble()]);
        (int Number, double First, double Second)[] means =
        [
            .. Groups(study).Select(same =>
                (same[0].Number, same.Average(trial => trial.Values[0]), same.Average(trial => trial.Values[1]))),
        ];
        int[] front =
        [
            .. means.Where(one => !means.Any(other => other.First <= one.First && other.Second >= one.Second
                && (other.First < one.First || other.Second > one.Second))).Select(one => one.Number),
        ];
        Assert.Equal(front, study.BestTradeOffs.Select(trial => trial.Number));
        Assert.Contains(study.BestTradeOffs, trial => study.MeanOf(trial).Complete == 2);
        Assert.Equal(2, study.MeanOf(study.Trials[0]).Values.Count);
    }

    [Fact]
    public void The_table_and_the_report_tell_of_repeats()
    {
        Study study = new("noisy", space) { Seed = 3, Repeats = 3 };
        study.Run(30, trial => Math.Pow(trial.Get(x) - 2, 2) + trial.Random.NextDouble());
        double[] firsts = Column("repeat of"), means = Column("mean");
        foreach (TrialRecord trial in study.Trials)
        {
            Assert.Equal(trial.RepeatOf ?? double.NaN, firsts[trial.Number]);
            Assert.Equal(study.MeanOf(trial).Values[0], means[trial.Number]);
        }
        string page = new StudyReport(study).ToHtml();
        Assert.Contains($"trial {study.Best.Number}, mean of 3", page, StringComparison.Ordinal);
        Assert.Contains("3 trials of the best parameters, which count by the mean", page, StringComparison.Ordinal);
        Assert.Contains(
            $"{Groups(study).Length} trials, the best first, each with its repeats by the mean", page, StringComparison.Ordinal);

        double[] Column(string name) =>
            [.. Enumerable.Range(0, study.Trials.Count).Select(row => ((NumberColumn)study.ToTable()[name])[row])];
    }

    [Fact]
    public void A_study_of_other_repeats_is_refused()
    {
        string path = folder.File("study.json");
        Study study = new("noisy", space) { Repeats = 3 };
        study.Run(10, trial => trial.Get(x) + trial.Random.NextDouble());
        study.Save(path);
        Assert.Contains(
            "its number of repeats is 3, that of this study 1",
            Assert.Throws<InvalidDataException>(() => new Study("noisy", space).Resume(path)).Message, StringComparison.Ordinal);
        Study again = new("noisy", space) { Repeats = 3 };
        Assert.True(again.Resume(path));
        Assert.Equal(study.Trials.Select(trial => trial.RepeatOf), again.Trials.Select(trial => trial.RepeatOf));

        // Studies from before there were repeats do not have the number.
        File.WriteAllText(path, File.ReadAllText(path).Replace("  \"repeats\": 3,\n", "", StringComparison.Ordinal));
        Assert.True(new Study("noisy", space).Resume(path));
        Assert.Throws<InvalidDataException>(() => new Study("noisy", space) { Repeats = 3 }.Resume(path));
    }

    [Fact]
    public void Bad_repeats_are_refused()
    {
        Assert.Contains(
            "Study 'noisy': Repeats must be at least 1, got 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Study("noisy", space) { Repeats = 0 }).Message, StringComparison.Ordinal);
        Study study = new("noisy", space), other = new("other", space);
        study.Run(1, _ => 1);
        other.Run(1, _ => 1);
        Assert.Throws<ArgumentException>(() => study.MeanOf(other.Trials[0]));
        Assert.Equal((1, 1, 1.0), (study.MeanOf(study.Best).Complete, study.MeanOf(study.Best).Trials, study.MeanOf(study.Best).Values[0]));
    }

    [Fact]
    public void A_mean_of_equal_values_is_that_value_also_where_their_sum_is_infinite()
    {
        Study study = new("extreme", space, Goal.Maximize) { Repeats = 3 };
        study.Run(3, _ => double.MaxValue);
        Assert.Equal(double.MaxValue, study.MeanOf(study.Best).Values[0]);
    }

    private static TrialRecord[][] Groups(Study study) =>
        [.. study.Trials.GroupBy(trial => trial.Parameters.ToString()).Select(same => same.ToArray())];

    /// <summary>Keeps the histories that it is shown.</summary>
    private sealed class HistorySampler : Sampler
    {
        public List<(int Number, int Revision, Observation[] Observed, double[][] Pending)> Seen { get; } = [];

        public override string Name => "history";

        internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => new Run(Seen);

        private sealed class Run(List<(int Number, int Revision, Observation[] Observed, double[][] Pending)> seen) : SamplerRun
        {
            public override double[] Choose(History history, Random random)
            {
                seen.Add((history.Number, history.Revision, [.. history.Observed], [.. history.Pending]));
                return history.Space.Draw(random);
            }
        }
    }
}
