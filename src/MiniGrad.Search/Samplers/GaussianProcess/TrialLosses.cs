namespace MiniGrad.Search;

/// <summary>One number for each trial, the smaller the better, from goals, constraints and failures.</summary>
internal static class TrialLosses
{
    private const double Augmentation = 0.05;

    /// <summary>The losses of all trials that may be seen. Several goals are weighed at random (Knowles, "ParEGO", 2006): the augmented
    /// Chebyshev norm <c>maxₖ wₖ fₖ + 0.05 Σ wₖ fₖ</c> of the goals, each from 0 to 1 over the trials that are feasible.</summary>
    public static double[] Of(History history, int goalCount, Random random)
    {
        double[]? weights = goalCount > 1 ? Weights(goalCount, random) : null;
        return Of(history.Observed, history.Observed.Count, weights);
    }

    public static double[] Of(IReadOnlyList<Observation> trials, int count, double[]? weights)
    {
        double[] losses = new double[count];
        (double Low, double High)[]? ranges = weights is null ? null : Ranges(trials, count, weights.Length);
        double low = double.PositiveInfinity, high = double.NegativeInfinity, mostViolated = 0;
        for (int i = 0; i < count; i++)
        {
            Observation trial = trials[i];
            if (trial.IsFailed) continue;
            mostViolated = Math.Max(mostViolated, trial.Violation);
            if (trial.Violation > 0) continue;
            losses[i] = weights is null ? trial.Losses[0] : Chebyshev(trial.Losses, weights, ranges!);
            (low, high) = (Math.Min(low, losses[i]), Math.Max(high, losses[i]));
        }
        // Without a feasible trial violations alone count. With some, those that are not come after the worst, by up to the range again.
        if (low > high) (low, high) = (0, 0);
        double range = high > low ? high / 2 - low / 2 : 0.5;
        double worst = mostViolated > 0 ? high + range * 1.2 : high;
        for (int i = 0; i < count; i++)
        {
            Observation trial = trials[i];
            if (trial.IsFailed) losses[i] = worst;
            else if (trial.Violation > 0) losses[i] = high + range * (0.2 + trial.Violation / mostViolated);
        }
        return losses;
    }

    private static double Chebyshev(double[] losses, double[] weights, (double Low, double High)[] ranges)
    {
        double most = 0, sum = 0;
        for (int goal = 0; goal < weights.Length; goal++)
        {
            (double low, double high) = ranges[goal];
            double share = high > low ? (losses[goal] / 2 - low / 2) / (high / 2 - low / 2) : 0;
            most = Math.Max(most, weights[goal] * share);
            sum += weights[goal] * share;
        }
        return most + Augmentation * sum;
    }

    private static (double Low, double High)[] Ranges(IReadOnlyList<Observation> trials, int count, int goalCount)
    {
        var ranges = new (double Low, double High)[goalCount];
        for (int goal = 0; goal < goalCount; goal++)
        {
            ref (double Low, double High) range = ref ranges[goal];
            range = (double.PositiveInfinity, double.NegativeInfinity);
            for (int i = 0; i < count; i++)
            {
                if (trials[i].IsFailed || trials[i].Violation > 0) continue;
                range.Low = Math.Min(range.Low, trials[i].Losses[goal]);
                range.High = Math.Max(range.High, trials[i].Losses[goal]);
            }
        }
        return ranges;
    }

    /// <summary>Uniform over those that sum to 1.</summary>
    private static double[] Weights(int count, Random random)
    {
        double[] weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) sum += weights[i] = -Math.Log(1 - random.NextDouble());
        for (int i = 0; i < count; i++) weights[i] /= sum;
        return weights;
    }
}
