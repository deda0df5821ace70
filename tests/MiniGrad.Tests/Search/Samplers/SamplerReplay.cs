using MiniGrad.Search;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Checks that what a sampler chooses follows from history and randomness alone.</summary>
internal static class SamplerReplay
{
    /// <summary>A space with numbers, separate values and choices, some under conditions, and a relation.</summary>
    public static SearchSpace MixedSpace()
    {
        SearchSpace space = new();
        HyperParameter<double> rate = space.AddNumber("rate", 1e-5, 1, Scale.Logarithmic);
        HyperParameter<int> layers = space.AddInteger("layers", 1, 4);
        HyperParameter<int> units = space.AddInteger("units", 4, 512, Scale.Logarithmic, when: layers.AtLeast(2));
        HyperParameter<string> kind = space.AddChoice("kind", "a", "b", "c");
        space.AddNumber("share", 0, 0.8, step: 0.1, when: kind.IsAnyOf("b", "c"));
        space.AddInteger("batch", 8, 64, Scale.PowersOfTwo);
        space.AddNumber("fixed", 3, 3);
        space.Require("few units at a high rate", values => !values.Has(units) || values.Get(rate) < 0.1 || values.Get(units) < 256);
        return space;
    }

    public static double MixedLoss(double[] p) =>
        Math.Pow(Math.Log10(p[0]) + 2, 2) + Math.Abs(p[1] - 3) + (double.IsNaN(p[2]) ? 2 : Math.Abs(Math.Log2(p[2]) - 5))
        + (p[3] == 1 ? 0 : 1) + (double.IsNaN(p[4]) ? 0.5 : Math.Abs(p[4] - 0.2)) + Math.Abs(Math.Log2(p[5]) - 4);

    public static void CheckValid(SearchSpace space, IEnumerable<Observation> trials) => Assert.All(trials, trial =>
    {
        foreach (HyperParameter parameter in space.Parameters)
        {
            double value = trial.Parameters[parameter.Index];
            Assert.Equal(parameter.IsThere(trial.Parameters), !double.IsNaN(value));
            Assert.True(double.IsNaN(value) || parameter.Domain.Contains(value), $"{parameter}: {value}");
        }
        Assert.Null(space.BrokenRelation(trial.Parameters));
    });

    /// <summary>A run that goes on, and a fresh one at some trials, choose the same bits; also after results have changed.</summary>
    public static void Check(SearchSpace space, Sampler sampler, Func<double[], double[]> losses, int goalCount, int overlap)
    {
        const int Trials = 150;
        List<Observation> trials = SamplerDrive.Run(space, sampler, Trials, 5, losses, goalCount, overlap);
        double[]? Choose(SamplerRun run, IReadOnlyList<Observation> known, int number, int revision)
        {
            int seen = Math.Max(0, number - overlap + 1);
            return run.Choose(
                new History
                {
                    Space = space,
                    GoalCount = goalCount,
                    Seed = 5,
                    Overlap = overlap,
                    Observed = [.. known.Take(seen)],
                    Pending = [.. known.Take(number).Skip(seen).Select(trial => trial.Parameters)],
                    Revision = revision,
                },
                new XoshiroRandom(5, (ulong)number));
        }
        SamplerRun Fresh() => sampler.Begin(space, goalCount, 5);
        foreach (int number in (int[])[0, 1, 9, 37, 100, 149])
            Assert.Equal(trials[number].Parameters, Choose(Fresh(), trials, number, 0));

        SamplerRun going = Fresh();
        Choose(going, trials, 120, 0);
        Observation[] changed =
            [.. trials.Select(trial => trial with { Losses = [.. trial.Losses.Select((loss, goal) => Math.Sin(7 * loss + goal))] })];
        double[]? rebuilt = Choose(going, changed, 121, 1);
        Assert.Equal(Choose(Fresh(), changed, 121, 1), rebuilt);
        Assert.NotEqual(trials[121].Parameters, rebuilt);
    }
}
