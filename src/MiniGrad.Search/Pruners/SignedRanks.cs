namespace MiniGrad.Search;

/// <summary>Wilcoxon's signed-rank test.</summary>
internal static class SignedRanks
{
    /// <summary>The probability that the ranks of positive differences sum to as much as they do, or more, if each sign were a coin's.
    /// Differences of 0 are left out, equal ones share their mean rank; exact for any number that is practical, ties included.</summary>
    public static double UpperTail(IReadOnlyList<double> differences)
    {
        double[] kept = [.. differences.Where(difference => difference != 0).OrderBy(Math.Abs)];
        if (kept.Length == 0) return 1;
        // Twice the ranks, which are whole also where ties share them.
        int[] ranks = new int[kept.Length];
        for (int start = 0; start < kept.Length;)
        {
            int end = start + 1;
            while (end < kept.Length && Math.Abs(kept[end]) == Math.Abs(kept[start])) end++;
            for (int i = start; i < end; i++) ranks[i] = start + end + 1;
            start = end;
        }
        int observed = 0;
        for (int i = 0; i < kept.Length; i++)
            if (kept[i] > 0) observed += ranks[i];

        // The distribution of the sum: each rank is in it or not, with equal chances.
        double[] chances = new double[ranks.Sum() + 1];
        chances[0] = 1;
        int reached = 0;
        foreach (int rank in ranks)
        {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--)
                chances[sum] = 0.5 * (chances[sum] + (sum >= rank ? chances[sum - rank] : 0));
        }
        return Math.Min(1, chances[observed..].Sum());
    }
}
