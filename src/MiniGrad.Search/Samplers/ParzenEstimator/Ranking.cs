namespace MiniGrad.Search;

/// <summary>Some trials in the order from good to bad.</summary>
internal abstract class Ranking
{
    public abstract void Add(int place, Observation trial);

    /// <summary>The places of the best so many, the best one first where there is one goal.</summary>
    public abstract void Best(Span<int> places);

    public static Ranking For(int goalCount) => goalCount == 1 ? new LossRanking() : new FrontRanking();
}

/// <summary>By one goal: feasible trials by their losses, then by violations, failed ones last, ties by age (Deb, "An efficient constraint
/// handling method for genetic algorithms", 2000).</summary>
internal sealed class LossRanking : Ranking
{
    private readonly List<(bool IsFailed, double Violation, double Loss, int Place)> sorted = [];

    public override void Add(int place, Observation trial)
    {
        (bool, double, double, int) key =
            (trial.IsFailed, trial.IsFailed ? 0 : trial.Violation, trial.IsFailed ? 0 : trial.Losses[0], place);
        sorted.Insert(~sorted.BinarySearch(key), key);
    }

    public override void Best(Span<int> places)
    {
        for (int i = 0; i < places.Length; i++) places[i] = sorted[i].Place;
    }
}

/// <summary>By several goals: feasible trials by fronts of those that no other of the rest is better than, within a front by crowding
/// distance (Deb and others, "A fast and elitist multiobjective genetic algorithm", 2002); then by violations, failed ones last.</summary>
internal sealed class FrontRanking : Ranking
{
    private readonly List<List<(int Place, double[] Losses)>> fronts = [];
    private readonly LossRanking infeasible = new();
    private int feasible;

    public override void Add(int place, Observation trial)
    {
        if (trial.IsFailed || trial.Violation > 0)
        {
            infeasible.Add(place, trial);
            return;
        }
        feasible++;
        int front = 0;
        while (front < fronts.Count && fronts[front].Exists(other => Losses.IsBetter(other.Losses, trial.Losses))) front++;
        // Those that the newcomers dominate go one front down, where they are newcomers.
        for (List<(int Place, double[] Losses)> newcomers = [(place, trial.Losses)]; newcomers.Count > 0; front++)
        {
            if (front == fronts.Count) fronts.Add([]);
            List<(int Place, double[] Losses)> stay = [], leave = [];
            foreach ((int Place, double[] Losses) member in fronts[front])
                (newcomers.Exists(other => Losses.IsBetter(other.Losses, member.Losses)) ? leave : stay).Add(member);
            stay.AddRange(newcomers);
            fronts[front] = stay;
            newcomers = leave;
        }
    }

    public override void Best(Span<int> places)
    {
        int count = 0;
        for (int front = 0; front < fronts.Count && count < places.Length; front++)
        {
            List<(int Place, double[] Losses)> members = fronts[front];
            IEnumerable<int> ordered = members.Count <= places.Length - count
                ? members.Select(member => member.Place).Order()
                : LeastCrowded(members);
            foreach (int place in ordered.Take(places.Length - count)) places[count++] = place;
        }
        infeasible.Best(places[count..]);
    }

    private static IEnumerable<int> LeastCrowded(List<(int Place, double[] Losses)> members)
    {
        double[] distances = new double[members.Count];
        int[] order = [.. Enumerable.Range(0, members.Count)];
        for (int goal = 0; goal < members[0].Losses.Length; goal++)
        {
            int at = goal;
            Array.Sort(order, (one, two) =>
                (members[one].Losses[at], members[one].Place).CompareTo((members[two].Losses[at], members[two].Place)));
            double range = members[order[^1]].Losses[at] - members[order[0]].Losses[at];
            distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
            for (int i = 1; i + 1 < order.Length && range > 0; i++)
                distances[order[i]] += members[order[i + 1]].Losses[at] / range - members[order[i - 1]].Losses[at] / range;
        }
        return order.OrderByDescending(i => distances[i]).ThenBy(i => members[i].Place).Select(i => members[i].Place);
    }
}
