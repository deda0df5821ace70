using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class SearchSpaceTests
{
    private readonly SearchSpace space = new();

    public static TheoryData<int> Domains => [.. Enumerable.Range(0, All.Length)];

    private static Domain[] All { get; } =
    [
        new NumberDomain(-5, 5, false), new NumberDomain(1e-5, 0.1, true), new StepDomain(-3, 1, 8, false),
        new StepDomain(0, 0.1, 11, false),
        new StepDomain(1, 1, 256, true), new StepDomain(8, 1, 249, true), new PowerDomain(4, 5), new ChoiceDomain(["a", "b", "c"]),
        new StepDomain(int.MinValue, 1, 1L << 32, false), new NumberDomain(2, 2, false),
    ];

    [Theory]
    [MemberData(nameof(Domains))]
    public void Values_have_coordinates_and_come_back(int index)
    {
        Domain domain = All[index];
        (double low, double high) = domain.Ends;
        Random random = new(index);
        for (int i = 0; i < 2000; i++)
        {
            double share = i switch { 0 => 0, 1 => 1, _ => random.NextDouble() }, value = domain.FromUnit(share);
            Assert.True(domain.Contains(value), $"{domain} gives {value}");
            Assert.InRange(domain.ToCoordinate(value), low - 1e-9, high + 1e-9);
            if (domain.Count is { } count and > 1)
            {
                Assert.Equal(value, domain.FromCoordinate(domain.ToCoordinate(value)));
                Assert.Equal(value, domain.ValueAt(domain.PlaceOf(value)));
                Assert.InRange(domain.PlaceOf(value), 0, count - 1);
                (double cellLow, double cellHigh) = domain.Cell(value);
                Assert.InRange(low + share * (high - low), cellLow - 1e-6, cellHigh + 1e-6);
            }
            else
            {
                Assert.Equal(value, domain.FromUnit(domain.ToUnit(value)), 1e-9 * Math.Max(1, Math.Abs(value)));
            }
        }
    }

    [Fact]
    public void Steps_that_are_no_decimals_have_their_own_ends()
    {
        HyperParameter<double> thirds = new SearchSpace().AddNumber("x", 1 / 3.0, 8 / 3.0, step: 1 / 3.0, ifAbsent: 1 / 3.0);
        Assert.Equal(1 / 3.0, thirds.Domain.ValueAt(0));
        Assert.Equal(1 / 3.0, thirds.Domain.FromUnit(0));
        Assert.True(thirds.Domain.Contains(1 / 3.0));
        HyperParameter<double> tenths = new SearchSpace().AddNumber("x", 0, 1, step: 0.1);
        Assert.Equal(0.3, tenths.Domain.ValueAt(3));
    }

    [Fact]
    public void Steps_meet_the_numbers_that_people_write()
    {
        HyperParameter<double> share = space.AddNumber("share", 0, 0.7, step: 0.1), signed = space.AddNumber("signed", -1, 1, step: 0.2);
        foreach (double value in (double[])[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]) Assert.Equal(value, share.Is(value).Value);
        Assert.Equal(-0.4, signed.Is(-0.4).Value);
        Assert.Equal("share: 0 to 0.7, in steps of 0.1", share.ToString());
    }

    [Fact]
    public void Cells_of_separate_values_fill_the_range()
    {
        foreach (Domain domain in All.Where(domain => domain.Count is > 1 and < 1000))
        {
            double end = domain.Ends.Low;
            for (long place = 0; place < domain.Count; place++)
            {
                (double low, double high) = domain.Cell(domain.ValueAt(place));
                Assert.Equal(end, low, 1e-9);
                end = high;
            }
            Assert.Equal(domain.Ends.High, end, 1e-9);
        }
    }

    [Fact]
    public void Points_are_those_of_the_tree_of_conditions()
    {
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<int> second = space.AddInteger("units 2", 1, 2, when: layers.AtLeast(2));
        space.AddInteger("units 3", 1, 2, when: layers.Is(3));
        space.AddChoice("deep", [1, 2, 3], when: second.IsAnyOf(2));
        // 1; 2 × (1 + 3) / … counted by hand: layers 1 gives 1, layers 2 gives 1 + 3, layers 3 gives (1 + 3)·2.
        Assert.Equal(1 + 4 + 8, space.CountPoints());
        double[][] points = [.. space.Points()];
        Assert.Equal(13, points.Length);
        Assert.Equal(13, points.Select(point => string.Join(' ', point)).Distinct().Count());
        foreach (double[] point in points)
            foreach (HyperParameter parameter in space.Parameters)
                Assert.Equal(parameter.IsThere(point), !double.IsNaN(point[parameter.Index]));
    }

    [Fact]
    public void Large_spaces_and_continua_have_no_count()
    {
        space.AddInteger("a", 1, 10_000_001);
        Assert.Null(space.CountPoints());
        SearchSpace continuum = new();
        continuum.AddNumber("x", 0, 1);
        Assert.Null(continuum.CountPoints());
        SearchSpace single = new();
        single.AddNumber("x", 1, 1);
        Assert.Equal(1, single.CountPoints());
    }

    [Fact]
    public void A_rarely_met_relation_of_a_finite_space_is_met_by_all_its_points_alike()
    {
        SearchSpace large = new();
        HyperParameter<int> a = large.AddInteger("a", 0, 999), b = large.AddInteger("b", 0, 999);
        HyperParameter<int> c = large.AddInteger("c", 0, 1);
        large.Require("few", values => values.Get(a) == 777 && values.Get(b) == 777 && values.Get(c) == 1);
        Assert.Contains(
            "10000 draws did not meet what is required: few",
            Assert.Throws<InvalidOperationException>(() => new Study("large", large).Run(1, _ => 0)).Message, StringComparison.Ordinal);

        SearchSpace smaller = new();
        HyperParameter<int> x = smaller.AddInteger("x", 0, 999), y = smaller.AddInteger("y", 0, 499), z = smaller.AddInteger("z", 1, 2);
        HyperParameter<int> deep = smaller.AddInteger("deep", 5, 5, when: z.Is(2));
        smaller.Require("few", values => values.Get(x) == 777 && values.Get(y) % 250 == 3);
        Assert.Equal(1_000_000, smaller.CountPoints());
        Study study = new("rare", smaller) { Seed = 1 };
        StudyEnd end = study.Run(5, trial => trial.Get(y) + trial.Get(z));
        Assert.Equal(StudyEndKind.SpaceExhausted, end.Kind);
        Assert.Equal([(3, 1), (3, 2), (253, 1), (253, 2)], study.Trials.Select(trial => (trial.Get(y), trial.Get(z))).Order());
        Assert.All(study.Trials, trial => Assert.Equal((777, trial.Get(z) == 2), (trial.Get(x), trial.Parameters.Has(deep))));

        XoshiroRandom random = new(3);
        Dictionary<(double, double), int> counts = [];
        for (int draw = 0; draw < 4000; draw++)
        {
            double[] point = smaller.Draw(random);
            counts[(point[1], point[2])] = counts.GetValueOrDefault((point[1], point[2])) + 1;
        }
        Assert.Equal(4, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void A_relation_that_no_point_meets_is_refused()
    {
        HyperParameter<int> a = space.AddInteger("a", 0, 99);
        space.Require("a above 100", values => values.Get(a) > 100);
        foreach (Sampler sampler in (Sampler[])[Sampler.Random(), Sampler.QuasiRandom(), Sampler.GaussianProcess()])
        {
            Study study = new("none", space) { Sampler = sampler };
            Assert.Equal(
                "SearchSpace: none of 100 points meets what is required: a above 100.",
                Assert.Throws<InvalidOperationException>(() => study.Run(1, _ => 0)).Message);
        }
    }

    [Fact]
    public void A_space_shows_itself()
    {
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        space.AddNumber("rate", 1e-5, 0.1, Scale.Logarithmic, when: layers.AtMost(2));
        space.AddNumber("drop", 0, 0.5, step: 0.25);
        space.AddInteger("batch", 16, 256, Scale.PowersOfTwo);
        space.AddChoice("kind", "a", "b");
        space.Require("something", _ => true);
        Assert.Equal(
            """
            layers: 1 to 3, whole
            rate: 1E-05 to 0.1, logarithmic, when layers is at most 2
            drop: 0 to 0.5, in steps of 0.25
            batch: 16 to 256, powers of two
            kind: one of a, b
            required: something
            """, space.ToString(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Bad_declarations_are_refused()
    {
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<string> kind = space.AddChoice("kind", "a", "b");
        HyperParameter<int> strange = new SearchSpace().AddInteger("layers", 1, 3);
        AssertRefused("there is a parameter 'layers' already", () => space.AddNumber("layers", 0, 1));
        AssertRefused("from a smaller to a larger number, got 2 to 1", () => space.AddNumber("x", 2, 1));
        AssertRefused("got NaN to 1", () => space.AddNumber("x", double.NaN, 1));
        AssertRefused("got 0 to Infinity", () => space.AddNumber("x", 0, double.PositiveInfinity));
        AssertRefused("above 0, which has a logarithm, got 0", () => space.AddNumber("x", 0, 1, Scale.Logarithmic));
        AssertRefused("a step that divides the range from 0 to 1, got 0.3", () => space.AddNumber("x", 0, 1, step: 0.3));
        AssertRefused("got -0.5", () => space.AddNumber("x", 0, 1, step: -0.5));
        AssertRefused("a step that divides the range from 0 to 5, got 2", () => space.AddInteger("x", 0, 5, step: 2));
        AssertRefused("ends that are powers of two", () => space.AddInteger("x", 3, 8, Scale.PowersOfTwo));
        AssertRefused("use AddInteger", () => space.AddNumber("x", 1, 8, Scale.PowersOfTwo));
        AssertRefused("choices that differ, got 'a' at 0 and 1", () => space.AddChoice("x", "a", "a"));
        AssertRefused("choice 1 has no name", () => space.AddChoice("x", "a", ""));
        AssertRefused("choices that differ, got 'same' at 0 and 1", () => space.AddChoice("x", [1, 2], null, ["same", "same"]));
        AssertRefused("at least one choice", () => space.AddChoice<int>("x"));
        AssertRefused("belongs to another space", () => space.AddNumber("x", 0, 1, when: strange.Is(1)));
        AssertRefused("Parameter 'layers': expected 1 to 3, whole, got 4", () => layers.Is(4));
        AssertRefused("Parameter 'kind': expected one of a, b, got c", () => kind.Is("c"));
        AssertRefused("which has no order", () => kind.AtLeast("a"));
        HyperParameter<double> rate = space.AddNumber("rate", 0, 1, when: layers.Is(2));
        AssertRefused("'layers' is given twice", () => space.Values(layers.Is(1), layers.Is(2)));
        AssertRefused("'rate' is there when layers is 2, not beside the other values", () => space.Values(layers.Is(1), rate.Is(0)));
        Assert.Throws<InvalidOperationException>(() => new Study("s", new SearchSpace()));
        Assert.Throws<ArgumentException>(() => new Study("s", space).Enqueue(new SearchSpace().Values()));
    }

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<Exception>(action).Message, StringComparison.Ordinal);
}
