namespace MiniGrad.Training;

/// <summary>The samples of one score: what a threshold that goes down adds to those that are predicted.</summary>
/// <param name="Score">The score.</param>
/// <param name="Inside">The weight of the samples that are of the class.</param>
/// <param name="Outside">The weight of the samples that are not.</param>
internal readonly record struct ScoreStep(double Score, double Inside, double Outside)
{
    /// <summary>The steps from the highest score to the lowest. Samples that weigh nothing make none.</summary>
    /// <param name="scores">The score of each sample, not NaN.</param>
    /// <param name="isInside">Whether a sample is of the class.</param>
    /// <param name="weight">How much a sample counts.</param>
    public static List<ScoreStep> Of(double[] scores, Func<int, bool> isInside, Func<int, double> weight)
    {
        double[] ranked = (double[])scores.Clone();
        int[] samples = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(ranked, samples);
        List<ScoreStep> steps = [];
        for (int end = ranked.Length - 1, start = end; start >= 0; end = start)
        {
            PreciseSum inside = default, outside = default;
            for (; start >= 0 && ranked[start] == ranked[end]; start--)
            {
                int sample = samples[start];
                if (isInside(sample)) inside.Add(weight(sample));
                else outside.Add(weight(sample));
            }
            if (inside.Value > 0 || outside.Value > 0) steps.Add(new ScoreStep(ranked[end], inside.Value, outside.Value));
        }
        return steps;
    }

    /// <summary>The weight of all samples of the class.</summary>
    public static double AllInside(IEnumerable<ScoreStep> steps)
    {
        PreciseSum sum = default;
        foreach (ScoreStep step in steps) sum.Add(step.Inside);
        return sum.Value;
    }

    /// <summary>The area under the receiver operating characteristic; NaN where no sample, or every sample, is of the class.</summary>
    public static double Area(IReadOnlyList<ScoreStep> steps)
    {
        PreciseSum area = default, inside = default, outside = default;
        foreach (ScoreStep step in steps)
        {
            area.Add(step.Outside * (inside.Value + step.Inside / 2));
            inside.Add(step.Inside);
            outside.Add(step.Outside);
        }
        return area.Value / (inside.Value * outside.Value);
    }

    /// <summary>The average precision; NaN where no sample is of the class.</summary>
    public static double AveragePrecision(IReadOnlyList<ScoreStep> steps)
    {
        PreciseSum sum = default, inside = default, all = default;
        foreach (ScoreStep step in steps)
        {
            inside.Add(step.Inside);
            all.Add(step.Inside);
            all.Add(step.Outside);
            sum.Add(step.Inside * (inside.Value / all.Value));
        }
        return sum.Value / inside.Value;
    }
}
