namespace MiniGrad.Search;

/// <summary>Which of several points with several goals are better: x dominates y if it is in no goal worse and in one better. Smaller is
/// better.</summary>
internal static class Dominance
{
    /// <summary>Of each point how often the points that nothing dominates must be taken away before it is one of them (Deb and others,
    /// 2002): 0 for the front. Equal points have equal ranks. O(n log n) for up to two goals; else by search in the fronts so far (Zhang
    /// and others, "An efficient approach to nondominated sorting", 2015).</summary>
    /// <param name="points">Numbers that are not NaN, a row a point, all of one length.</param>
    public static int[] Ranks(IReadOnlyList<double[]> points)
    {
        int[] ranks = new int[points.Count];
        if (points.Count == 0) return ranks;
        int[] order = Lexicographic(points);
        // A point comes after all that dominate it; and a front that does not dominate it has none after that does.
        List<List<int>> fronts = [];
        int goals = points[0].Length, before = -1;
        foreach (int place in order)
        {
            double[] point = points[place];
            if (before >= 0 && point.AsSpan().SequenceEqual(points[before]))
            {
                ranks[place] = ranks[before];
                continue;
            }
            int low = 0, high = fronts.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (IsDominated(points, fronts[middle], point)) low = middle + 1;
                else high = middle;
            }
            if (low == fronts.Count) fronts.Add([]);
            // Of two goals the last one of a front has the best second goal: it dominates whatever one of them does.
            if (goals <= 2) fronts[low].Clear();
            fronts[low].Add(place);
            ranks[place] = low;
            before = place;
        }
        return ranks;
    }

    /// <summary>Ranks by Deb's rule for constraints: feasible trials by <see cref="Ranks(IReadOnlyList{double[]})"/>, then the others by
    /// their violation, then those that failed.</summary>
    public static int[] Ranks(IReadOnlyList<Observation> trials)
    {
        int[] ranks = new int[trials.Count];
        int[] feasible = [.. Enumerable.Range(0, trials.Count).Where(i => !trials[i].IsFailed && trials[i].Violation <= 0)];
        int[] own = Ranks([.. feasible.Select(i => trials[i].Losses)]);
        int next = 0;
        for (int i = 0; i < own.Length; i++)
        {
            ranks[feasible[i]] = own[i];
            next = Math.Max(next, own[i] + 1);
        }
        if (feasible.Length == trials.Count) return ranks;
        double violation = double.NaN;
        foreach (int i in Enumerable.Range(0, trials.Count).Where(i => !trials[i].IsFailed && trials[i].Violation > 0)
            .OrderBy(i => trials[i].Violation))
        {
            if (violation < trials[i].Violation) next++;
            violation = trials[i].Violation;
            ranks[i] = next;
        }
        for (int i = 0; i < trials.Count; i++)
            if (trials[i].IsFailed) ranks[i] = next + 1;
        return ranks;
    }

    /// <summary>Of each point the sum over the goals of how far apart its neighbours of the same rank are, in units of their range;
    /// infinite at the ends of a front (Deb and others, "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002).</summary>
    public static double[] Crowding(IReadOnlyList<double[]> points, ReadOnlySpan<int> ranks)
    {
        double[] distances = new double[points.Count];
        if (points.Count == 0) return distances;
        int goals = points[0].Length;
        int[] order = new int[points.Count];
        double[] keys = new double[points.Count];
        int[] byRank = ranks.ToArray();
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(byRank, order);
        for (int from = 0, to; from < order.Length; from = to)
        {
            to = from + 1;
            while (to < order.Length && byRank[to] == byRank[from]) to++;
            Span<int> front = order.AsSpan(from, to - from);
            front.Sort();
            for (int goal = 0; goal < goals; goal++) AddGaps(points, front, goal, keys.AsSpan(from, to - from), distances);
        }
        return distances;
    }

    private static void AddGaps(IReadOnlyList<double[]> points, Span<int> front, int goal, Span<double> keys, double[] distances)
    {
        for (int i = 0; i < front.Length; i++) keys[i] = points[front[i]][goal];
        keys.Sort(front, static (x, y) => x.CompareTo(y));
        double range = keys[^1] - keys[0];
        // A goal in which all are equal tells none apart.
        if (!(range > 0) && front.Length > 2) return;
        distances[front[0]] = distances[front[^1]] = double.PositiveInfinity;
        if (!double.IsFinite(range)) range = double.MaxValue;
        for (int i = 1; i < front.Length - 1; i++) distances[front[i]] += keys[i + 1] / range - keys[i - 1] / range;
    }

    private static bool IsDominated(IReadOnlyList<double[]> points, List<int> front, double[] point)
    {
        for (int i = front.Count - 1; i >= 0; i--)
            if (Losses.IsBetter(points[front[i]], point)) return true;
        return false;
    }

    private static int[] Lexicographic(IReadOnlyList<double[]> points)
    {
        int[] order = new int[points.Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (x, y) =>
        {
            for (int goal = 0; goal < points[x].Length; goal++)
            {
                int result = points[x][goal].CompareTo(points[y][goal]);
                if (result != 0) return result;
            }
            return x.CompareTo(y);
        });
        return order;
    }
}
