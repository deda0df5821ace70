namespace MiniGrad.Search;

// Trials that have the parameters of an earlier one.
public sealed partial class Study
{
    private readonly Dictionary<string, int> firsts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> evaluations = [];

    /// <summary>How often the best parameters are evaluated, each time with another seed, at least 1. Default: 1, never again.</summary>
    /// <remarks><para>With k above 1, trials with the same parameters count as one: by the mean (v₁ + … + vₙ) / n of each goal over the
    /// complete ones among them, for <see cref="Best"/>, <see cref="BestTradeOffs"/>, reports and importance, and for the sampler, which
    /// sees them as one trial. <see cref="MeanOf"/> tells it. Where none but the first is there, that is its own value. Violations of
    /// constraints are averaged likewise.</para>
    /// <para>Trial t repeats the parameters that are the best by the results of the trials 0 … t − <see cref="Overlap"/>, if fewer than k
    /// trials before t have them; else it is a new one. With several goals they are the first of the trade-offs that have fewer than k.
    /// What is enqueued comes before. So parameters with a lucky value are seen through at once, and the best ones have k trials, but for
    /// results that came too late to be looked at: the last ones of a run, and of a finite space whose points have all been
    /// tried. Repeats are among the trials that <c>Run</c> counts.</para>
    /// <para>Parameters of which a trial failed, such as by NaN, have the mean NaN: they are worse than all others and not repeated
    /// further. A repeat may be pruned as any other trial; pruned ones are among the k but not in the mean, which flatters parameters
    /// whose bad seeds are pruned. Pruners compare single trials.</para></remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Repeats { get; init => field = Guard.AtLeast(value, 1, Who, nameof(Repeats), nameof(Repeats)); } = 1;

    /// <summary>What a trial is ranked by: with <see cref="Repeats"/> above 1 the mean over all trials so far that have its parameters;
    /// else its own values.</summary>
    /// <param name="trial">A trial of this study.</param>
    /// <exception cref="ArgumentException">The trial belongs to another study.</exception>
    public TrialMean MeanOf(TrialRecord trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        Open();
        lock (gate)
        {
            if (trial.Number >= trials.Count || !ReferenceEquals(trial, trials[trial.Number]))
                throw new ArgumentException(Invariant($"{Who}: trial {trial.Number} belongs to another study."), nameof(trial));
            int first = trial.FirstNumber;
            return TrialMean.Of(Repeats == 1
                ? [trial]
                : [.. trials.Where(other => other.FirstNumber == first)]);
        }
    }

    /// <summary>Keeps a trial, and knows it for a repeat where it is one.</summary>
    private void Add(TrialRecord trial)
    {
        if (Repeats > 1)
        {
            string key = Key(trial.Parameters.Numbers);
            if (!firsts.TryAdd(key, trial.Number)) trial.RepeatOf = firsts[key];
            int first = trial.FirstNumber;
            evaluations[first] = evaluations.GetValueOrDefault(first) + 1;
        }
        trials.Add(trial);
    }

    /// <summary>The parameters to evaluate again, or null for new ones.</summary>
    private ParameterValues? ToRepeat()
    {
        if (Repeats == 1) return null;
        List<TrialRecord> leaders = [];
        foreach (TrialRecord trial in counted)
            if (trial.State == TrialState.Complete) AddLeader(leaders, trial);
        foreach (TrialRecord trial in leaders.OrderBy(leader => leader.Number))
            if (evaluations[trial.Number] < Repeats && !Losses.Of(trial.Values, Goals).All(double.IsPositiveInfinity))
                return trial.Parameters;
        return null;
    }

    /// <summary>Keeps those that violate the least and that none of these dominates; with one goal the first best.</summary>
    private void AddLeader(List<TrialRecord> leaders, TrialRecord trial)
    {
        double[] losses = Losses.Of(trial.Values, Goals);
        if (leaders.Count > 0 && trial.Violation > leaders[0].Violation) return;
        if (leaders.Count > 0 && trial.Violation < leaders[0].Violation) leaders.Clear();
        foreach (TrialRecord leader in leaders)
        {
            double[] best = Losses.Of(leader.Values, Goals);
            if (Losses.IsBetter(best, losses) || (Goals.Count == 1 && best[0] == losses[0])) return;
        }
        leaders.RemoveAll(leader => Losses.IsBetter(losses, Losses.Of(leader.Values, Goals)));
        leaders.Add(trial);
    }
}
