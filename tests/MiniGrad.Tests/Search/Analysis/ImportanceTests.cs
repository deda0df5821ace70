using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class ImportanceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Parameters_are_ordered_by_their_influence(ulong seed)
    {
        SearchSpace space = new();
        HyperParameter<double> idle = space.AddNumber("idle", 0, 1);
        HyperParameter<double> strong = space.AddNumber("strong", 1e-4, 1, MiniGrad.Search.Scale.Logarithmic);
        HyperParameter<double> weak = space.AddNumber("weak", 0, 1);
        Study study = new("s", space) { Seed = seed };
        study.Run(400, trial => 3 * Math.Pow(Math.Log10(trial.Get(strong)) + 2, 2) + 4 * Math.Pow(trial.Get(weak) - 0.3, 2));

        IReadOnlyList<ParameterImportance> found = study.Importance();
        Assert.Equal([strong, weak, idle], found.Select(importance => importance.Parameter));
        Assert.Equal(1, found.Sum(importance => importance.Share), 12);
        Assert.InRange(found[0].Share, 0.6, 0.97);
        Assert.InRange(found[1].Share, 0.03, 0.35);
        Assert.InRange(found[2].Share, 0, 0.05);
    }

    [Fact]
    public void A_parameter_without_influence_gets_little_among_few_trials()
    {
        double sum = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            SearchSpace space = new();
            HyperParameter<double> x = space.AddNumber("x", 0, 1);
            space.AddNumber("idle", 0, 1);
            space.AddChoice("idle choice", 1, 2, 3, 4, 5, 6);
            Study study = new("s", space) { Seed = seed };
            study.Run(40, trial => trial.Get(x));
            sum += study.Importance().Single(importance => importance.Parameter == x).Share;
        }
        Assert.InRange(sum / 50, 0.8, 1);
    }

    [Fact]
    public void Frequencies_of_choices_are_compared()
    {
        SearchSpace space = new();
        HyperParameter<string> kind = space.AddChoice("kind", "a", "b");
        HyperParameter<string> other = space.AddChoice("other", "c", "d");
        Study study = new("s", space);
        // Each combination ten times; a is always better than b.
        for (int i = 0; i < 40; i++)
            study.Enqueue(space.Values(kind.Is(i % 2 == 0 ? "a" : "b"), other.Is(i / 2 % 2 == 0 ? "c" : "d")));
        study.Run(40, trial => trial.Get(kind) == "a" ? 0 : 1);
        // The best are all twenty with a: Σ p (q / p − 1)² is 1 for kind, and 0 for the other.
        Assert.Equal(["kind: 100 %", "other: 0 %"], study.Importance().Select(importance => importance.ToString()));
    }

    [Fact]
    public void Conditional_parameters_are_judged_among_the_trials_that_have_them()
    {
        SearchSpace space = new();
        HyperParameter<bool> has = space.AddChoice("has", false, true);
        HyperParameter<double> rate = space.AddNumber("rate", 0, 1, when: has.Is(true));
        HyperParameter<double> idle = space.AddNumber("idle", 0, 1, when: has.Is(true));
        Study study = new("s", space) { Seed = 3 };
        study.Run(300, trial => trial.Get(has) ? Math.Abs(trial.Get(rate) - 0.5) : 0.25);
        IReadOnlyList<ParameterImportance> found = study.Importance();
        Assert.Equal([rate, has, idle], found.Select(importance => importance.Parameter));
        Assert.True(found[2].Share < 0.05, $"{found[2]}");
    }

    [Fact]
    public void The_better_share_tells_what_matters_among_the_good()
    {
        SearchSpace space = new();
        HyperParameter<string> kind = space.AddChoice("kind", "good", "bad");
        HyperParameter<double> x = space.AddNumber("x", 0, 1);
        Study study = new("s", space) { Seed = 5 };
        study.Run(400, trial => (trial.Get(kind) == "good" ? 0 : 10) + trial.Get(x));
        double all = Share(study.Importance(0.5)), good = Share(study.Importance(0.1, among: 0.4));
        Assert.True(all > 0.9 && good < 0.05, $"{all} {good}");

        double Share(IEnumerable<ParameterImportance> found) => found.Single(importance => importance.Parameter == kind).Share;
    }

    [Fact]
    public void Larger_values_are_better_where_they_are_to_be_maximized()
    {
        SearchSpace space = new();
        HyperParameter<int> x = space.AddInteger("x", 1, 3);
        HyperParameter<double> y = space.AddNumber("y", 0, 1);
        Study study = new("s", space, Goal.Minimize, Goal.Maximize) { Seed = 5 };
        study.Run(200, trial => [trial.Get(x) == 1 ? 0 : 1 + trial.Get(x), trial.Get(y)]);
        Assert.Equal(x, study.Importance(goal: 0)[0].Parameter);
        Assert.Equal(y, study.Importance(goal: 1)[0].Parameter);
    }

    [Fact]
    public void Too_little_to_tell_gives_no_shares()
    {
        SearchSpace space = new();
        HyperParameter<double> fixedNumber = space.AddNumber("fixed", 2, 2);
        HyperParameter<string> fixedChoice = space.AddChoice("choice", "only");
        HyperParameter<double> x = space.AddNumber("x", 0, 1);
        Study study = new("s", space);
        for (int trials = 0; trials < 4; trials++)
        {
            study.Run(trials, trial => trial.Number == 1 ? throw new TimeoutException("no") : trial.Get(x));
            Assert.Equal([fixedNumber, fixedChoice, x], study.Importance().Select(importance => importance.Parameter));
            Assert.All(study.Importance(), importance => Assert.Equal(0, importance.Share));
        }
        study.Run(60, trial => trial.Number % 3 == 0 ? double.NaN : trial.Number % 7 == 0 ? double.PositiveInfinity : trial.Get(x));
        Assert.Equal(("x", 1.0), (study.Importance()[0].Parameter.Name, study.Importance()[0].Share));

        Study constant = new("constant", space);
        constant.Run(50, _ => 1);
        Assert.All(constant.Importance(), importance => Assert.Equal(0, importance.Share));
    }

    [Fact]
    public void Trials_that_violate_constraints_are_worse()
    {
        SearchSpace space = new();
        HyperParameter<double> x = space.AddNumber("x", 0, 1), y = space.AddNumber("y", 0, 1);
        Study study = new("s", space) { Seed = 2 };
        study.Run(200, trial =>
        {
            trial.Violates(trial.Get(x) - 0.05);
            return trial.Get(y);
        });
        Assert.Equal(x, study.Importance()[0].Parameter);
    }

    [Fact]
    public void Shares_out_of_range_are_refused()
    {
        SearchSpace space = new();
        space.AddNumber("x", 0, 1);
        Study study = new("s", space);
        Assert.Contains("above 0 and below 1, got 0.", Refused(() => study.Importance(0)), StringComparison.Ordinal);
        Assert.Contains("above 0 and below 0.1, got 0.2.", Refused(() => study.Importance(0.2, 0.1)), StringComparison.Ordinal);
        Assert.Contains("above 0 and up to 1, got NaN.", Refused(() => study.Importance(0.1, double.NaN)), StringComparison.Ordinal);
        Assert.Contains("study 's'", Refused(() => study.Importance(goal: 1)), StringComparison.Ordinal);

        static string Refused(Func<object> use) => Assert.Throws<ArgumentOutOfRangeException>(use).Message;
    }
}
