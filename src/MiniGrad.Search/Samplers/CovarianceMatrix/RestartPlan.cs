namespace MiniGrad.Search;

/// <summary>When a run of CMA-ES has converged, and how the next one begins: with a population that doubles, or a smaller one while those
/// have used fewer trials (BIPOP; Hansen, "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed", 2009).</summary>
internal sealed class RestartPlan(int usual, double width)
{
    private const ulong Stream = 0xB1B0_9009;
    private const double LeastDeviation = 1e-10;
    private const double LeastChange = 1e-9;
    private const double MostCondition = 1e7;
    private const int MostDoublings = 9;
    private readonly Queue<double> best = new();
    private long largeTrials, smallTrials;
    private int doublings, population;
    private bool isSmall;

    /// <summary>The population of the first run.</summary>
    public int Usual => usual;

    /// <summary>The width of the first run.</summary>
    public double Width => width;

    /// <summary>How many runs began.</summary>
    public int Runs { get; private set; }

    public void Reset()
    {
        (largeTrials, smallTrials, doublings, Runs, isSmall, population) = (0, 0, 0, 0, false, usual);
        best.Clear();
    }

    /// <summary>The population and the width of the next run.</summary>
    public (int Population, double Width) Next(ulong seed)
    {
        best.Clear();
        double runWidth = width;
        XoshiroRandom random = new(seed ^ Stream, (ulong)Runs);
        isSmall = Runs > 0 && smallTrials < largeTrials;
        if (Runs > 0 && !isSmall) doublings = Math.Min(doublings + 1, MostDoublings);
        population = usual << doublings;
        if (isSmall)
        {
            double share = random.NextDouble();
            population = Math.Max(usual, (int)(usual * Math.Pow(0.5 * population / usual, share * share)));
            runWidth *= Math.Pow(10, -2 * random.NextDouble());
        }
        else if (Runs == 0) largeTrials = 0;
        Runs++;
        return (population, runWidth);
    }

    /// <summary>Whether the run that saw these ranked trials last will find nothing new.</summary>
    public bool HasConverged(NormalSearch? search, SearchAxis[] axes, List<Observation> ranked)
    {
        // The first run counts for neither kind.
        if (Runs > 1)
        {
            if (isSmall) smallTrials += ranked.Count;
            else largeTrials += ranked.Count;
        }
        if (search is not null && !(search.Condition < MostCondition)) return true;
        int size = Math.Max(1, axes.Length);
        if (search is not null && search.Generation > 100 + 50 * (size + 3) * (size + 3) / Math.Sqrt(population)) return true;
        bool hasNumbers = false, isNarrow = true;
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i].IsSeparate) continue;
            hasNumbers = true;
            isNarrow &= search!.DeviationOf(i) < LeastDeviation;
        }
        return (hasNumbers && isNarrow) || IsFlat(size, ranked);
    }

    private bool IsFlat(int size, List<Observation> ranked)
    {
        Observation first = ranked[0], last = ranked[^1];
        if (first.Violation > 0 || last.Violation > 0 || last.IsFailed)
        {
            best.Clear();
            return false;
        }
        best.Enqueue(first.Losses[0]);
        int span = 10 + 30 * size / population;
        if (best.Count <= span) return false;
        best.Dequeue();
        double low = Math.Min(best.Min(), first.Losses[0]), high = Math.Max(best.Max(), last.Losses[0]);
        return high - low <= LeastChange * Math.Max(Math.Abs(low), Math.Abs(high));
    }
}
