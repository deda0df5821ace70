using MiniGrad.Search;

namespace MiniGrad.Tests.Search;

/// <summary>Has a sampler search by itself, without a study around it.</summary>
internal static class SamplerDrive
{
    /// <summary>The parameters and losses of trials, in order. A NaN counts as a failure.</summary>
    public static List<Observation> Run(
        SearchSpace space, Sampler sampler, int trials, ulong seed, Func<double[], double[]> losses, int goalCount = 1, int overlap = 1)
    {
        SamplerRun run = sampler.Begin(space, goalCount, seed);
        List<Observation> all = [];
        for (int number = 0; number < trials; number++)
        {
            int seen = Math.Max(0, number - overlap + 1);
            XoshiroRandom random = new(seed, (ulong)number);
            History history = new()
            {
                Space = space,
                GoalCount = goalCount,
                Seed = seed,
                Overlap = overlap,
                Observed = all[..seen],
                Pending = [.. all[seen..].Select(trial => trial.Parameters)],
                Revision = 0,
            };
            if (run.Choose(history, random) is not { } parameters) break;
            double[] values = losses(parameters);
            bool isFailed = values.Any(double.IsNaN);
            all.Add(new Observation(number, parameters, isFailed ? new double[goalCount] : values, 0, isFailed));
        }
        return all;
    }

    public static List<Observation> Run(
        SearchSpace space, Sampler sampler, int trials, ulong seed, Func<double[], double> loss, int overlap = 1) =>
        Run(space, sampler, trials, seed, parameters => [loss(parameters)], 1, overlap);

    /// <summary>The smallest loss after so many trials.</summary>
    public static double Best(IEnumerable<Observation> trials) =>
        trials.Where(trial => !trial.IsFailed).Select(trial => trial.Losses[0]).DefaultIfEmpty(double.PositiveInfinity).Min();
}
