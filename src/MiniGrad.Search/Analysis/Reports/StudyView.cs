using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The trials of a study at one time, as the parts of a report look at them.</summary>
internal sealed class StudyView
{
    private readonly IReadOnlyList<ParameterImportance>[] importance;

    public StudyView(Study study, Theme theme)
    {
        (Study, Theme, Trials) = (study, theme, study.Snapshot());
        Counted = TrialMean.Together(Trials);
        importance = [.. study.Goals.Select((goal, i) => DensityImportance.Of(study.Space, Counted, goal, i, 0.1, 1))];
        Parameters =
        [
            .. study.Space.Parameters.Where(parameter => parameter.Domain.Count != 1)
                .OrderByDescending(parameter => Enumerable.Range(0, study.Goals.Count).Sum(goal => ShareOf(parameter, goal)))
                .ThenBy(parameter => parameter.Index),
        ];
    }

    public Study Study { get; }

    public Theme Theme { get; }

    public IReadOnlyList<TrialRecord> Trials { get; }

    /// <summary>The trials that repeat none, with the means of them and their repeats for values: what ranks.</summary>
    public IReadOnlyList<TrialRecord> Counted { get; }

    public IReadOnlyList<Goal> Goals => Study.Goals;

    /// <summary>The parameters that have more than one value, the most important first.</summary>
    public IReadOnlyList<HyperParameter> Parameters { get; }

    public double ShareOf(HyperParameter parameter, int goal) =>
        importance[goal].First(entry => entry.Parameter == parameter).Share;

    public string GoalName(int goal) => Goals.Count == 1 ? "value" : Invariant($"value {goal + 1}");

    /// <summary>The trials with a finite value for a goal, the best first; pruned ones, whose value is the best that they reported on their
    /// way, behind all that are complete, so that the first one is the best where it is complete.</summary>
    public IReadOnlyList<TrialRecord> RankedBy(int goal) =>
    [
        .. Counted.Where(trial => trial.IsFinished && trial.Values.Count > 0 && double.IsFinite(trial.Values[goal]))
            .OrderBy(StateRank).ThenBy(trial => trial.Violation).ThenBy(trial => LossOf(trial, goal)).ThenBy(trial => trial.Number),
    ];

    /// <summary>The best trials, of all states: complete ones before pruned ones and these before others, feasible ones before others, with
    /// several goals by rounds of those that none dominates.</summary>
    public IReadOnlyList<TrialRecord> BestFirst(int most)
    {
        List<TrialRecord> first = [];
        foreach (var group in Counted.GroupBy(trial => (State: StateRank(trial), trial.Violation)).OrderBy(group => group.Key))
        {
            if (first.Count >= most) break;
            List<(TrialRecord Trial, double[] Losses)> rest = [.. group.Select(trial => (trial, Losses.Of(trial.Values, Goals)))];
            if (Goals.Count == 1) rest = [.. rest.OrderBy(entry => entry.Losses.FirstOrDefault()).ThenBy(entry => entry.Trial.Number)];
            while (rest.Count > 0 && first.Count < most)
            {
                (TrialRecord Trial, double[] Losses)[] front = Goals.Count == 1
                    ? [.. rest]
                    : [.. rest.Where(entry => !rest.Exists(other => Losses.IsBetter(other.Losses, entry.Losses)))];
                first.AddRange(front.Select(entry => entry.Trial));
                HashSet<TrialRecord> done = [.. front.Select(entry => entry.Trial)];
                rest.RemoveAll(entry => done.Contains(entry.Trial));
            }
        }
        return [.. first.Take(most)];
    }

    /// <summary>The complete trials that none dominates, of those that violate constraints the least.</summary>
    public IReadOnlyList<TrialRecord> BestTradeOffs()
    {
        TrialRecord[] complete = [.. Counted.Where(trial => trial.State == TrialState.Complete)];
        double least = complete.Length > 0 ? complete.Min(trial => trial.Violation) : 0;
        TrialRecord[] allowed = [.. complete.Where(trial => trial.Violation == least)];
        double[][] losses = Array.ConvertAll(allowed, trial => Losses.Of(trial.Values, Goals));
        return [.. allowed.Where((_, i) => !Array.Exists(losses, other => Losses.IsBetter(other, losses[i])))];
    }

    /// <summary>The mean of a trial and its repeats.</summary>
    public TrialMean MeanOf(TrialRecord trial) =>
        TrialMean.Of([.. Trials.Where(other => other.FirstNumber == trial.Number)]);

    public double LossOf(TrialRecord trial, int goal) => Losses.Of([trial.Values[goal]], [Goals[goal]])[0];

    public static double NumberOf(TrialRecord trial, HyperParameter parameter) => trial.Parameters.Numbers[parameter.Index];

    /// <summary>A value of a parameter, to a few digits.</summary>
    public static string TextOf(HyperParameter parameter, double number) => double.IsNaN(number) ? "–"
        : parameter.Domain.IsChoice ? parameter.TextOf(number) : ReportText.Setting(number);

    /// <summary>The first of the best and some of the others, evenly, in the same order, where there are more than a number.</summary>
    public static IReadOnlyList<TrialRecord> Thin(IReadOnlyList<TrialRecord> ranked, int most)
    {
        if (ranked.Count <= most) return ranked;
        int kept = most / 4, others = most - kept;
        return
        [
            .. ranked.Take(kept),
            .. Enumerable.Range(0, others).Select(i => ranked[kept + (int)((long)i * (ranked.Count - kept) / others)]),
        ];
    }

    /// <summary>Says that not all are drawn; nothing where all are.</summary>
    public static string OfAll(int shown, int all) =>
        shown < all ? $" ({ReportText.Count(shown)} of {ReportText.Count(all)} trials drawn, more of the best)" : "";

    private static int StateRank(TrialRecord trial) => trial.State switch
    {
        TrialState.Complete => 0,
        TrialState.Pruned when trial.Values.Count > 0 => 1,
        TrialState.Paused or TrialState.Running => 2,
        _ => 3,
    };
}
