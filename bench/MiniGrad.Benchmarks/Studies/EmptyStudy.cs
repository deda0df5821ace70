using System.Diagnostics;
using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Studies;

/// <summary>A study of two numbers, chosen at random, whose trials report twice and take no time.</summary>
internal sealed class EmptyStudy
{
    private readonly HyperParameter<double> x, y;

    /// <param name="storage">Where it is kept.</param>
    /// <param name="name">The name.</param>
    /// <param name="overlap">How many trials are under way at once.</param>
    public EmptyStudy(StudyStorage storage, string name, int overlap = 1)
    {
        SearchSpace space = new();
        (x, y) = (space.AddNumber("x", -5, 5), space.AddNumber("y", -5, 5));
        Study = new Study(name, space) { Storage = storage, Overlap = overlap, Seed = 1 };
    }

    public Study Study { get; }

    /// <summary>Asks for trials, reports and tells.</summary>
    /// <returns>The milliseconds of asking and of telling, of each trial.</returns>
    public (double Ask, double Tell)[] Make(int trials)
    {
        var times = new (double Ask, double Tell)[trials];
        for (int i = 0; i < trials; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Trial trial = Study.Ask()!;
            double asked = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Study.Tell(trial, Objective(trial));
            times[i] = (asked, Stopwatch.GetElapsedTime(start).TotalMilliseconds - asked);
        }
        return times;
    }

    public double Objective(Trial trial)
    {
        double a = trial.Get(x), b = trial.Get(y), value = a * a + b * b;
        trial.Report(1, value + 2);
        trial.Report(2, value + 1);
        return value;
    }
}
