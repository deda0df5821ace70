using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class GridSamplerTests
{
    [Fact]
    public void All_points_of_the_tree_come_once_and_cover_the_space_early()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<double> drop = space.AddNumber("drop", 0, 0.5, step: 0.125);
        HyperParameter<int> second = space.AddInteger("units 2", 8, 64, Scale.PowersOfTwo, when: layers.AtLeast(2));
        space.AddChoice("kind", ["a", "b", "c"], when: second.AtLeast(32));
        space.AddChoice("deep", [1, 2], when: layers.Is(3));
        long count = space.CountPoints()!.Value;
        string[] all = [.. space.Points().Select(point => string.Join(' ', point))];
        Assert.Equal(count, all.Length);
        Assert.Equal(all.Order(), Enumerable.Range(0, (int)count).Select(i => string.Join(' ', space.PointAt(i))).Order());

        Study study = new("grid", space) { Sampler = Sampler.Grid(), Overlap = 3 };
        StudyEnd end = study.Run(1000, trial => trial.Get(drop));
        Assert.Equal(StudyEndKind.SpaceExhausted, end.Kind);
        Assert.Equal(all.Order(), study.Trials.Select(trial => string.Join(' ', trial.Parameters.Numbers)).Order());
        Assert.Equal(3, study.Trials.Take(8).Select(trial => trial.Get(layers)).Distinct().Count());
        Assert.Equal(5, study.Trials.Take(12).Select(trial => trial.Get(drop)).Distinct().Count());
    }

    [Fact]
    public void Points_that_were_enqueued_or_are_not_allowed_are_passed_over()
    {
        SearchSpace space = new();
        HyperParameter<int> a = space.AddInteger("a", 1, 5), b = space.AddInteger("b", 1, 5);
        space.Require("a below b", values => values.Get(a) < values.Get(b));
        Study study = new("grid", space) { Sampler = Sampler.Grid() };
        study.Enqueue(space.Values(a.Is(2), b.Is(3)));
        Assert.Equal(StudyEndKind.SpaceExhausted, study.Run(100, trial => trial.Get(a)).Kind);
        Assert.Equal(10, study.Trials.Select(trial => trial.Parameters.ToString()).Distinct().Count());
        Assert.Equal(10, study.Trials.Count);
    }

    [Fact]
    public void Spaces_that_are_not_finite_are_refused()
    {
        SearchSpace endless = new(), large = new();
        endless.AddNumber("x", 0, 1);
        large.AddInteger("n", 1, 20_000_000);
        AssertRefused("give 'x' a step", endless);
        AssertRefused("at most 10000000 points", large);

        static void AssertRefused(string words, SearchSpace space) => Assert.Contains(
            words, Assert.Throws<ArgumentException>(() => new Study("s", space) { Sampler = Sampler.Grid() }.Run(1, _ => 0)).Message,
            StringComparison.Ordinal);
    }
}
