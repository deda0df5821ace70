namespace MiniGrad.Search;

/// <summary>Values turned such that smaller is better, and their order.</summary>
internal static class Losses
{
    /// <summary>NaN, which is the worst, becomes infinite.</summary>
    public static double[] Of(IReadOnlyList<double> values, IReadOnlyList<Goal> goals)
    {
        double[] losses = new double[values.Count];
        for (int i = 0; i < losses.Length; i++)
        {
            double loss = goals[i] == Goal.Minimize ? values[i] : -values[i];
            losses[i] = double.IsNaN(loss) ? double.PositiveInfinity : loss;
        }
        return losses;
    }

    /// <summary>Whether one dominates the other: no worse in each goal and better in one.</summary>
    public static bool IsBetter(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        bool isBetter = false;
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] > other[i]) return false;
            isBetter |= one[i] < other[i];
        }
        return isBetter;
    }
}
