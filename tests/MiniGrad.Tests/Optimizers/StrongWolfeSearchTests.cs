using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class StrongWolfeSearchTests
{
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.1;

    /// <summary>Functions that fall at 0, with their slopes.</summary>
    private static readonly Dictionary<string, Func<double, (double Value, double Slope)>> functions = new()
    {
        ["parabola"] = t => ((t - 3) * (t - 3), 2 * (t - 3)),
        ["far minimum"] = t => ((t - 500) * (t - 500) * 1e-3, 2e-3 * (t - 500)),
        ["near minimum"] = t => ((t - 1e-3) * (t - 1e-3) * 1e6, 2e6 * (t - 1e-3)),
        ["waves"] = t => (0.3 * t * t - 2 * t - 0.2 * Math.Sin(5 * t), 0.6 * t - 2 - Math.Cos(5 * t)),
        ["steep rise"] = t => (Math.Exp(8 * t) - 20 * t, 8 * Math.Exp(8 * t) - 20),
        ["defined up to 2"] = t => (-Math.Log(2 - t) * 0.1 - t, 0.1 / (2 - t) - 1),
        ["infinite from 0.7"] = t => t < 0.7 ? ((t - 0.5) * (t - 0.5), 2 * (t - 0.5)) : (double.PositiveInfinity, 0),
        ["quartic"] = t => (Math.Pow(t - 2, 4), 4 * Math.Pow(t - 2, 3)),
    };

    public static TheoryData<string, double> Cases
    {
        get
        {
            TheoryData<string, double> cases = [];
            foreach (string name in functions.Keys)
                foreach (double first in new[] { 1e-3, 0.1, 1, 10, 100 }) cases.Add(name, first);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_step_meets_both_conditions(string name, double first)
    {
        LinePoint start = At(0);
        int calls = 0;
        (LinePoint best, int evaluations) = new StrongWolfeSearch(SufficientDecrease, Curvature, tolerance: 0).Run(
            step =>
            {
                calls++;
                return At(step);
            },
            start, first, largestMove: 1);
        Assert.Equal(At(best.Step), best);
        Assert.Equal(calls, evaluations);
        Assert.InRange(calls, 1, 26);
        Assert.True(best.Value <= start.Value + SufficientDecrease * best.Step * start.Slope, $"{best} is not low enough.");
        Assert.True(Math.Abs(best.Slope) <= Curvature * Math.Abs(start.Slope), $"{best} is not flat enough.");

        LinePoint At(double step)
        {
            (double value, double slope) = functions[name](step);
            return new LinePoint(step, value, slope);
        }
    }

    [Fact]
    public void A_function_that_falls_for_ever_is_followed_for_a_while()
    {
        (LinePoint best, int evaluations) =
            new StrongWolfeSearch(SufficientDecrease, Curvature, 0).Run(step => new(step, -step, -1), new LinePoint(0, 0, -1), 1, 1);
        Assert.Equal(26, evaluations);
        Assert.True(best.Step > 1e20 && best.Value == -best.Step);
    }

    [Fact]
    public void Line_search_returns_zero_if_no_step_is_better()
    {
        // The slope promises a descent that there is not.
        (LinePoint best, int evaluations) =
            new StrongWolfeSearch(SufficientDecrease, Curvature, 0).Run(step => new(step, 1 + step, 1), new LinePoint(0, 1, -1), 1, 1);
        Assert.Equal((0.0, 1.0), (best.Step, best.Value));
        Assert.InRange(evaluations, 1, 26);
    }

    [Fact]
    public void A_bracket_in_which_hardly_anything_moves_is_narrowed_no_further()
    {
        (_, int patient) =
            new StrongWolfeSearch(SufficientDecrease, Curvature, 0).Run(step => new(step, 1 + step, 1), new LinePoint(0, 1, -1), 1, 1e-10);
        (LinePoint best, int evaluations) = new StrongWolfeSearch(SufficientDecrease, Curvature, 1e-9)
            .Run(step => new(step, 1 + step, 1), new LinePoint(0, 1, -1), 1, 1e-10);
        Assert.Equal((0.0, 1), (best.Step, evaluations));
        Assert.True(patient > 1);
    }
}
