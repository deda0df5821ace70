namespace MiniGrad.Search;

/// <summary>A search: trials of the parameters of a space, each chosen by what came of those before.</summary>
/// <remarks><para>A study follows from its <see cref="Seed"/>, its settings and its objective alone. Trial t is chosen from the results of
/// trials 0 … t − <see cref="Overlap"/>; those between count as under way, by their parameters, even if they are done. So up to
/// <see cref="Overlap"/> workers run at once, and how many there are, how fast, and how often they are stopped and started again changes
/// nothing.</para>
/// <para>An objective that throws or gives NaN fails its trial, and the study goes on. All methods are safe from several threads.</para>
/// </remarks>
/// <example><code>
/// var space = new SearchSpace();
/// HyperParameter&lt;double&gt; x = space.AddNumber("x", -5, 5);
/// var study = new Study("parabola", space) { Seed = 1 };
/// study.Run(trials: 50, trial => Math.Pow(trial.Get(x) - 2, 2));
/// Console.WriteLine(study.Best);
/// </code></example>
public sealed partial class Study
{
    // An index of PostgreSQL takes 2704 bytes, and a character has up to 3.
    private const int MostNameCharacters = 500;

    private readonly Lock gate = new();
    private readonly List<TrialRecord> trials = [];

    /// <param name="name">The name, for messages and where it is kept, of at most 500 characters.</param>
    /// <param name="space">What to search. Nothing can be added to it from now on.</param>
    /// <param name="goals">What is better, for each value of the objective. Default: one value, to be minimized.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or holds half of a surrogate pair.</exception>
    /// <exception cref="InvalidOperationException">The space has no parameters.</exception>
    public Study(string name, SearchSpace space, params Goal[] goals)
    {
        KeptText.CheckName(name, "Study", longest: MostNameCharacters);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(goals);
        foreach (Goal goal in goals) Guard.Defined(goal, $"Study '{name}'", "a goal", nameof(goals));
        space.Fix();
        (Name, Space, Goals) = (name, space, goals.Length == 0 ? [Goal.Minimize] : [.. goals]);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>What is better, for each value of the objective.</summary>
    public IReadOnlyList<Goal> Goals { get; }

    /// <summary>The seed of all that is random. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many trials may be under way at once, as the search sees it, at least 1: the more, the less it knows when it chooses.
    /// Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Overlap { get; init => field = Guard.AtLeast(value, 1, Who, nameof(Overlap), nameof(Overlap)); } = 1;

    /// <summary>Chooses the parameters. Default: at random.</summary>
    public Sampler Sampler { get; init => field = value ?? throw new ArgumentNullException(nameof(Sampler)); } = Sampler.Random();

    /// <summary>Stops trials early. Default: none are.</summary>
    public Pruner Pruner { get; init => field = value ?? throw new ArgumentNullException(nameof(Pruner)); } = Pruner.None;

    /// <summary>How often an objective that throws is called again before its trial has failed, at least 0. Default: 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Retries { get; init => field = Guard.AtLeast(value, 0, Who, nameof(Retries), nameof(Retries)); }

    /// <summary>Whether a run ends by the exception of an objective, once its trial has failed. Default: no, it goes on.</summary>
    public bool StopsOnFailure { get; init; }

    /// <summary>The trials so far, in the order of their numbers, as this object knows them; a copy. Where others work on the study too,
    /// <see cref="Refresh"/> looks what they have done.</summary>
    public IReadOnlyList<TrialRecord> Trials
    {
        get
        {
            Open();
            lock (gate) return [.. trials];
        }
    }

    /// <summary>The trials as they are now: a run that goes on changes none of them.</summary>
    internal IReadOnlyList<TrialRecord> Snapshot()
    {
        Open();
        lock (gate) return [.. trials.Select(trial => trial.Copy())];
    }

    /// <summary>The complete trial with the best value; of those that violate constraints only where all do. Of equals the first. With
    /// <see cref="Repeats"/> above 1 the one with the best mean, which <see cref="MeanOf"/> tells: the first complete one of those with the
    /// same parameters.</summary>
    /// <exception cref="InvalidOperationException">No trial is complete, or there are several goals: see
    /// <see cref="BestTradeOffs"/>.</exception>
    public TrialRecord Best
    {
        get
        {
            if (Goals.Count > 1)
                throw new InvalidOperationException($"{Who}: with {Goals.Count} goals there is no best; see BestTradeOffs.");
            return BestTradeOffs is [TrialRecord best] ? best : throw new InvalidOperationException($"{Who}: no trial is complete yet.");
        }
    }

    /// <summary>The complete trials that none dominates: the Pareto front, in the order of their numbers. Of those that violate constraints
    /// only where all do, the ones that do so least. With <see cref="Repeats"/> above 1 by their means: of those with the same parameters
    /// the first complete one.</summary>
    public IReadOnlyList<TrialRecord> BestTradeOffs
    {
        get
        {
            IReadOnlyList<TrialRecord> trials = Trials;
            TrialRecord[] complete = [.. TrialMean.Together(trials).Where(trial => trial.State == TrialState.Complete)];
            if (complete.Length == 0) return [];
            double least = complete.Min(trial => trial.Violation);
            TrialRecord[] allowed = [.. complete.Where(trial => trial.Violation == least)];
            double[][] losses = Array.ConvertAll(allowed, trial => Losses.Of(trial.Values, Goals));
            IEnumerable<TrialRecord> front = allowed.Where((_, i) => !losses.Any(other => Losses.IsBetter(other, losses[i])));
            return [.. (Goals.Count > 1 ? front : front.Take(1)).Select(trial => FirstComplete(trials, trial.Number))];
        }
    }

    /// <summary>The trial of a number, or of its repeats, that is complete.</summary>
    private static TrialRecord FirstComplete(IReadOnlyList<TrialRecord> trials, int number) =>
        trials[number].State == TrialState.Complete
            ? trials[number]
            : trials.First(trial => trial.RepeatOf == number && trial.State == TrialState.Complete);

    /// <summary>What the sampler does and why, in words; null where it has nothing to say.</summary>
    public string? SamplerNote
    {
        get
        {
            lock (gate) return sampling?.Note;
        }
    }

    /// <summary>Has the next trial that is chosen use some values; what is left open the sampler chooses. Values that break a relation
    /// whatever else is chosen end the run.</summary>
    /// <param name="values">What <see cref="SearchSpace.Values"/> of this space makes.</param>
    /// <exception cref="ArgumentException">They belong to another space.</exception>
    /// <exception cref="InvalidOperationException">The study was made to look at, by <see cref="View"/>.</exception>
    public void Enqueue(ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckNotViewed();
        CheckOwn(values);
        Open();
        Exchange(known => Storage.Enqueue(known, StudyWriter.Text(values), $"{Guid.NewGuid()}"));
    }

    /// <summary>One line: the name, the number of trials by state and the best.</summary>
    public override string ToString()
    {
        IReadOnlyList<TrialRecord> trials = Trials;
        string states = string.Join(", ", Enum.GetValues<TrialState>()
            .Select(state => (State: state, Count: trials.Count(trial => trial.State == state)))
            .Where(entry => entry.Count > 0)
            .Select(entry => Invariant($"{entry.Count} {entry.State.ToString().ToLowerInvariant()}")));
        string best = Goals.Count == 1 && trials.Any(trial => trial.State == TrialState.Complete) ? $"; best: {Best}" : "";
        if (best.Length > 0 && MeanOf(Best) is { Complete: > 1 } mean)
            best += Invariant($"; mean of {mean.Complete}: {mean.Values[0]:G6}");
        return Invariant($"{Name}: {trials.Count} {Noun.Of(trials.Count, "trial")}{(states.Length > 0 ? $" ({states})" : "")}{best}");
    }

    private void CheckOwn(ParameterValues values)
    {
        if (!ReferenceEquals(values.Space, Space))
            throw new ArgumentException($"{Who}: the values belong to another space.", nameof(values));
    }

    private string Who => $"Study '{Name}'";

    /// <summary>The seed for a trial's objective, and the generator by which the trial is chosen.</summary>
    internal static (ulong Seed, XoshiroRandom Choice) SeedOf(ulong seed, int trial)
    {
        XoshiroRandom choice = new(seed, (ulong)trial);
        return ((ulong)choice.NextInt64(long.MinValue, long.MaxValue), choice);
    }
}
