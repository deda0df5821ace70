using MiniGrad.Search;

namespace MiniGrad.Benchmarks.Searches;

/// <summary>How far above the smallest value the best trials of a study are.</summary>
internal static class SearchRegret
{
    /// <summary>The regret of the trial that the study holds for its best, after some numbers of trials.</summary>
    public static double[] Of(SearchProblem problem, Sampler sampler, int seed, int[] marks, int overlap = 1)
    {
        (SearchSpace space, Func<ParameterValues, double> regret) = problem.Create();
        Study study = new(problem.Name, space) { Seed = (ulong)seed, Sampler = sampler, Overlap = overlap };
        double[] results = new double[marks.Length];
        double best = double.PositiveInfinity, held = double.PositiveInfinity;
        study.Run(marks[^1], trial =>
        {
            double value = regret(trial.Parameters), told = value + problem.Noise * Normal(trial.Random);
            if (told < best) (best, held) = (told, value);
            for (int i = 0; i < marks.Length; i++)
                if (marks[i] == trial.Number + 1) results[i] = held;
            return told;
        });
        return results;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
