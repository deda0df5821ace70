using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class StudyTests
{
    private readonly SearchSpace space = new();
    private readonly HyperParameter<double> x;
    private readonly HyperParameter<int> layers;

    public StudyTests()
    {
        x = space.AddNumber("x", -5, 5);
        layers = space.AddInteger("layers", 1, 3);
    }

    [Fact]
    public void The_best_trial_has_the_best_value()
    {
        Study study = new("parabola", space) { Seed = 1 };
        StudyEnd end = study.Run(100, trial => Math.Pow(trial.Get(x) - 2, 2) + trial.Get(layers));
        Assert.Equal((StudyEndKind.Trials, "there are 100 trials"), (end.Kind, end.Sentence));
        Assert.Equal(100, study.Trials.Count);
        Assert.Equal(study.Trials.Min(trial => trial.Values[0]), study.Best.Values[0]);
        Assert.InRange(study.Best.Get(x), 1, 3);
        Assert.Equal(1, study.Best.Get(layers));
        Assert.StartsWith("parabola: 100 trials (100 complete); best: trial ", study.ToString(), StringComparison.Ordinal);

        Study larger = new("parabola", space, Goal.Maximize) { Seed = 1 };
        larger.Run(100, trial => -Math.Pow(trial.Get(x) - 2, 2) - trial.Get(layers));
        Assert.Equal(study.Best.Number, larger.Best.Number);
    }

    [Fact]
    public void A_trial_depends_on_the_seed_and_its_number_alone()
    {
        List<ulong> seeds = [];
        Study study = new("s", space) { Seed = 7 };
        study.Run(5, trial =>
        {
            seeds.Add(trial.Seed);
            return trial.Random.NextDouble();
        });
        Study again = new("s", space) { Seed = 7 };
        again.Run(5, trial => new XoshiroRandom(trial.Seed, 1UL << 61).NextDouble());
        Assert.Equal(study.Dump(), again.Dump());
        Assert.Equal(5, seeds.Distinct().Count());
        Assert.NotEqual(study.Dump(), Run(8).Dump());

        Study Run(ulong seed)
        {
            Study other = new("s", space) { Seed = seed };
            other.Run(5, trial => trial.Random.NextDouble());
            return other;
        }
    }

    [Fact]
    public void What_is_enqueued_comes_first_and_the_sampler_fills_the_rest()
    {
        Study study = new("s", space);
        study.Enqueue(space.Values(x.Is(1.5)));
        study.Enqueue(space.Values(x.Is(-5), layers.Is(3)));
        study.Run(3, trial => trial.Get(x));
        Assert.Equal(1.5, study.Trials[0].Get(x));
        Assert.Equal((-5, 3), (study.Trials[1].Get(x), study.Trials[1].Get(layers)));
        Assert.NotEqual(1.5, study.Trials[2].Get(x));
    }

    [Fact]
    public void An_objective_that_throws_fails_its_trial_and_the_study_goes_on()
    {
        Study study = new("s", space) { Retries = 2 };
        int calls = 0;
        study.Run(3, trial =>
        {
            calls++;
            return trial.Number == 1 ? throw new TimeoutException("too slow") : trial.Get(x);
        });
        Assert.Equal(5, calls);
        TrialRecord failed = study.Trials[1];
        Assert.Equal((TrialState.Failed, "TimeoutException: too slow", 2), (failed.State, failed.Error, failed.Retries));
        Assert.Empty(failed.Values);
        Assert.Equal(TrialState.Complete, study.Trials[2].State);

        Study nan = new("s", space);
        nan.Run(2, trial => trial.Number == 0 ? double.NaN : 1);
        Assert.Equal("the objective gave NaN", nan.Trials[0].Error);
        Assert.Equal(1, nan.Best.Number);
    }

    [Fact]
    public void A_study_in_which_everything_fails_stops_and_says_so()
    {
        Study study = new("s", space) { Overlap = 2 };
        StudyEnd end = study.Run(1000, _ => throw new TimeoutException("no network"), workers: 2);
        Assert.Equal(StudyEndKind.Failures, end.Kind);
        Assert.Equal("all 20 trials so far have failed, the last because TimeoutException: no network", end.Sentence);
        Assert.Equal(21, study.Trials.Count);
    }

    [Fact]
    public void A_run_can_end_by_the_exception_of_an_objective()
    {
        Study study = new("s", space) { StopsOnFailure = true };
        Assert.Throws<TimeoutException>(() => study.Run(9, trial => trial.Number == 2 ? throw new TimeoutException() : 1));
        Assert.Equal(3, study.Trials.Count);
        Assert.Equal(TrialState.Failed, study.Trials[2].State);
    }

    [Fact]
    public void A_finite_space_is_never_asked_the_same_twice()
    {
        SearchSpace finite = new();
        HyperParameter<int> a = finite.AddInteger("a", 1, 4);
        HyperParameter<int> b = finite.AddInteger("b", 1, 4);
        HyperParameter<bool> c = finite.AddChoice("c", false, true);
        finite.AddInteger("d", 0, 1, when: c.Is(true));
        Assert.Equal(48, finite.CountPoints());
        Study study = new("s", finite);
        StudyEnd end = study.Run(49, trial => trial.Get(a) * trial.Get(b));
        Assert.Equal((StudyEndKind.SpaceExhausted, "all 48 points of the space have been tried"), (end.Kind, end.Sentence));
        Assert.Equal(48, study.Trials.Select(trial => trial.Parameters.ToString()).Distinct().Count());
    }

    [Fact]
    public void Relations_hold_for_every_trial()
    {
        space.Require("x below layers", values => values.Get(x) < values.Get(layers));
        Study study = new("s", space);
        study.Run(200, trial => trial.Get(x));
        Assert.All(study.Trials, trial => Assert.True(trial.Get(x) < trial.Get(layers)));

        SearchSpace impossible = new();
        HyperParameter<double> y = impossible.AddNumber("y", 0, 1);
        impossible.Require("y above 2", values => values.Get(y) > 2);
        Assert.Contains("10000 draws did not meet what is required: y above 2",
            Assert.Throws<InvalidOperationException>(() => new Study("s", impossible).Run(1, _ => 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_goals_have_trade_offs()
    {
        Study study = new("s", space, Goal.Minimize, Goal.Maximize);
        study.Run(50, trial => (double[])[Math.Abs(trial.Get(x)), trial.Get(layers) + Math.Abs(trial.Get(x))]);
        IReadOnlyList<TrialRecord> front = study.BestTradeOffs;
        Assert.All(front, one => Assert.DoesNotContain(study.Trials, other =>
            other.Values[0] <= one.Values[0] && other.Values[1] >= one.Values[1]
                && (other.Values[0] < one.Values[0] || other.Values[1] > one.Values[1])));
        Assert.True(front.Count > 1);
        Assert.Contains("see BestTradeOffs", Assert.Throws<InvalidOperationException>(() => study.Best).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_that_violate_constraints_are_worse_than_those_that_do_not()
    {
        Study study = new("s", space);
        study.Run(50, trial =>
        {
            if (trial.Number == 7) trial.Violates(1e308);
            if (trial.Number == 7) trial.Violates(1e308);
            trial.Violates(1 - trial.Get(x));
            return trial.Get(x);
        });
        Assert.Equal(double.MaxValue, study.Trials[7].Violation);
        Assert.Contains("1.7976931348623157", study.Dump(), StringComparison.Ordinal);
        Assert.Equal(study.Trials.Where(trial => trial.Get(x) >= 1 && trial.Number != 7).Min(trial => trial.Get(x)), study.Best.Get(x));
    }

    [Fact]
    public void A_cancelled_run_goes_on_as_if_there_had_been_none()
    {
        Study whole = new("s", space) { Overlap = 2 }, cut = new("s", space) { Overlap = 2 };
        double Objective(Trial trial) => trial.Get(x) + trial.Random.NextDouble();
        whole.Run(20, Objective);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => cut.Run(20, trial =>
        {
            if (trial.Number == 7) source.Cancel();
            trial.Cancellation.ThrowIfCancellationRequested();
            return Objective(trial);
        }, workers: 2, cancellation: source.Token));
        Assert.Contains(cut.Trials, trial => trial.State == TrialState.Running);
        cut.Run(20, Objective);
        Assert.Equal(whole.Dump(), cut.Dump());
    }

    [Fact]
    public void After_the_time_limit_no_trial_begins()
    {
        Study study = new("s", space);
        StudyEnd end = study.Run(int.MaxValue, trial =>
        {
            Thread.Sleep(20);
            return 1;
        }, timeLimit: TimeSpan.FromMilliseconds(100));
        new Study("s", space) { Overlap = 2 }.Run(4, trial =>
        {
            Thread.Sleep(trial.Number == 0 ? 100 : 1);
            return 1.0;
        }, workers: 2, timeLimit: TimeSpan.MaxValue);
        Assert.Equal(StudyEndKind.TimeLimit, end.Kind);
        Assert.All(study.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
    }

    [Fact]
    public async Task An_objective_can_be_asynchronous()
    {
        Study study = new("s", space) { Overlap = 4 }, same = new("s", space) { Overlap = 4 };
        await study.RunAsync(20, async trial =>
        {
            await Task.Delay(trial.Number % 3);
            return [trial.Get(x)];
        }, workers: 4);
        same.Run(20, trial => trial.Get(x));
        Assert.Equal(same.Dump(), study.Dump());
    }

    [Fact]
    public void Asking_and_telling_is_a_run_by_hand()
    {
        Study run = new("s", space) { Seed = 3, Overlap = 2 }, told = new("s", space) { Seed = 3, Overlap = 2 };
        run.Run(10, trial => trial.Get(x));
        for (int i = 0; i < 5; i++)
        {
            Trial one = told.Ask()!, other = told.Ask()!;
            Assert.Contains(
                "at most 2 can be under way", Assert.Throws<InvalidOperationException>(told.Ask).Message, StringComparison.Ordinal);
            told.Tell(other, other.Get(x));
            told.Tell(one, one.Get(x));
        }
        Assert.Equal(run.Dump(), told.Dump());
    }

    [Fact]
    public void One_is_not_many()
    {
        Study study = new("one", space);
        Assert.Equal("there is 1 trial", study.Run(1, _ => 0.5).Sentence);
        Assert.StartsWith("one: 1 trial (1 complete); best: trial 0: 0.5", study.ToString(), StringComparison.Ordinal);
        SearchSpace single = new();
        single.AddChoice("only", "a");
        Assert.Equal(
            "the only point of the space has been tried", new Study("s", single) { Sampler = Sampler.Grid() }.Run(3, _ => 0).Sentence);
        single = new();
        HyperParameter<int> a = single.AddInteger("a", 1, 1);
        single.Require("a above 1", values => values.Get(a) > 1);
        AssertRefused<InvalidOperationException>(
            "SearchSpace: the only point does not meet what is required: a above 1.", () => new Study("s", single).Run(1, _ => 0));
    }

    [Fact]
    public void Misuse_is_refused_in_words()
    {
        Study study = new("digits", space), other = new("other", space);
        Trial trial = study.Ask()!, strange = other.Ask()!;
        AssertRefused<ArgumentException>(
            "Study 'digits', trial 0: expected 1 value, one for each goal, got 2", () => study.Tell(trial, 1, 2));
        AssertRefused<ArgumentException>("Study 'other', trial 0 belongs to another study", () => study.Tell(strange, 1));
        trial.Report(3, 1);
        AssertRefused<ArgumentOutOfRangeException>("expected a report after that of step 3, got one of step 3", () => trial.Report(3, 1));
        AssertRefused<InvalidOperationException>("the pruner has not stopped it", () => study.TellStopped(trial));
        study.Tell(trial, 1);
        AssertRefused<InvalidOperationException>("Study 'digits', trial 0: its end was told already", () => study.Tell(trial, 1));
        AssertRefused<InvalidOperationException>("its end was told already", () => trial.Report(9, 1));
        AssertRefused<ArgumentOutOfRangeException>("the number of workers must be from 1 to 1", () => study.Run(1, _ => 1, workers: 2));
        AssertRefused<InvalidOperationException>("a study searches it already", () => space.AddNumber("late", 0, 1));

        SearchSpace second = new();
        HyperParameter<int> depth = second.AddInteger("depth", 1, 2);
        HyperParameter<double> rate = second.AddNumber("rate", 0, 1, when: depth.AtLeast(2));
        Study conditional = new("s", second);
        conditional.Enqueue(second.Values(depth.Is(1)));
        Trial shallow = conditional.Ask()!;
        Assert.False(shallow.Has(rate));
        AssertRefused<InvalidOperationException>(
            "Parameter 'rate' is not there: it is when depth is at least 2, and the values are depth 1", () => shallow.Get(rate));
        AssertRefused<ArgumentException>("belongs to another space", () => shallow.Get(x));

        Study pruned = new("s", space) { Pruner = Pruner.Median() };
        AssertRefused<InvalidOperationException>(
            "it reported nothing, and the pruner 'median' needs reports", () => pruned.Run(1, (Func<Trial, double>)(_ => 1)));
    }

    private static void AssertRefused<TException>(string words, Action action) where TException : Exception =>
        Assert.Contains(words, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
}
