using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

public class SearchPartsTests
{
    [Fact]
    public void A_minimum_inside_and_one_on_the_bounds_are_found()
    {
        double[] point = [-1.2, 1], low = [-2, -2], high = [2, 2];
        double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double off = x[1] - x[0] * x[0];
            (gradient[0], gradient[1]) = (-400 * x[0] * off - 2 * (1 - x[0]), 200 * off);
            return 100 * off * off + (1 - x[0]) * (1 - x[0]);
        }
        BoxMinimizer minimizer = new(2);
        Assert.InRange(minimizer.Minimize(Rosenbrock, point, low, high, 0.5, 300, 1e-14), 0, 1e-10);
        point = [-1.2, 1];
        // On x0 = 0.5 the minimum is at x1 = 0.25.
        high[0] = 0.5;
        Assert.Equal(0.25, minimizer.Minimize(Rosenbrock, point, low, high, 0.5, 300, 1e-14), 1e-10);
        Assert.Equal(0.5, point[0]);
        // Where both bounds are equal the coordinate stays.
        point = [0.1, 1];
        (low[1], high[1]) = (1, 1);
        minimizer.Minimize(Rosenbrock, point, low, high, 0.5, 300, 1e-14);
        Assert.Equal(1, point[1]);
    }

    [Fact]
    public void Features_are_middles_of_cells_and_equal_where_a_parameter_is_absent_from_both()
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        space.AddChoice("rule", "a", "b");
        space.AddNumber("rate", 0.01, 1, Scale.Logarithmic, when: layers.AtLeast(3));
        space.AddChoice("kind", ["p", "q"], layers.AtLeast(3));
        space.AddInteger("one", 7, 7);
        PointEncoding encoding = new(space);
        double[] features = new double[4];
        encoding.Encode([2, 1, double.NaN, double.NaN, 7], features);
        Assert.Equal([0.375, 1, 0.5, PointEncoding.AbsentChoice], features);
        encoding.Encode([4, 0, 0.1, 0, 7], features);
        Assert.Equal(0.875, features[0]);
        Assert.Equal(0.5, features[2], 1e-15);
        Assert.Equal(0, features[3]);

        // And back: a share for each parameter, there or not.
        double[] numbers = new double[5], decoded = new double[4];
        encoding.Decode([0.3, 0.9, 0.2, 0.1, 0.5], numbers, decoded);
        Assert.Equal([2, 1, double.NaN, double.NaN, 7], numbers);
        encoding.Encode(numbers, features);
        Assert.Equal(features, decoded);
    }

    [Fact]
    public void Targets_keep_their_order_have_mean_zero_and_variance_one_and_no_outlier_rules()
    {
        XoshiroRandom random = new(1);
        foreach (int count in (int[])[2, 3, 10, 101])
        {
            double[] losses = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(20 * random.NextDouble()))];
            losses[count / 2] = losses[0];
            double[] values = [.. losses];
            TargetWarp.Apply(values);
            if (values.All(value => value == 0)) continue;
            Assert.Equal(0, values.Average(), 1e-12);
            Assert.Equal(1, values.Average(value => value * value), 1e-12);
            Assert.Equal(values[0], values[count / 2]);
            for (int i = 0; i < count; i++)
                for (int k = 0; k < count; k++) Assert.Equal(Math.Sign(losses[i] - losses[k]), Math.Sign(values[i] - values[k]));
        }
        double[] withOutlier = [1, 2, 3, 4, 5, 6, 7, 1e300];
        TargetWarp.Apply(withOutlier);
        Assert.True(withOutlier[1] - withOutlier[0] > 0.1);
        double[] equal = [4, 4, 4], huge = [-double.MaxValue, double.MaxValue, 0];
        TargetWarp.Apply(equal);
        TargetWarp.Apply(huge);
        Assert.Equal([0, 0, 0], equal);
        Assert.True(huge[0] < huge[2] && huge[2] < huge[1]);
    }

    [Fact]
    public void Failed_trials_are_worst_then_violations_then_losses()
    {
        Observation[] trials =
        [
            new(0, [], [5], 0, false), new(1, [], [1], 2, false), new(2, [], [-7], 3, false),
            new(3, [], [0], 0, true), new(4, [], [9], 0, false),
        ];
        double[] losses = TrialLosses.Of(trials, 5, null);
        Assert.Equal(5, losses[0]);
        Assert.Equal(9, losses[4]);
        Assert.True(losses[4] < losses[1] && losses[1] < losses[2] && losses[2] <= losses[3]);
        // None is feasible: violations alone.
        losses = TrialLosses.Of(trials[1..4], 3, null);
        Assert.True(losses[0] < losses[1] && losses[1] <= losses[2]);
    }
}
