using System.Security.Cryptography;
using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>Finds the settings of an estimator by itself: learning rate, L2 penalty, batch size, layers and their units, activation and
/// dropout.</summary>
/// <remarks><para>A share of the samples is held out first. On the others every trial is cross-validated, on the same folds; one that does
/// worse in the first folds than the best so far is stopped by <see cref="Pruner.Wilcoxon(double, int)"/>. The first trial has the
/// estimator's own settings. The best one, and an ensemble chosen greedily by what its members said of samples that they had not learned
/// (Caruana and others, "Ensemble selection from libraries of models", 2004), are fitted to the others and judged by the share held out;
/// then fitted to all samples.</para>
/// <para>The same settings, samples and seed give the same bits, with any number of workers.</para></remarks>
/// <typeparam name="TEstimator">What learns.</typeparam>
public abstract class MlpSearch<TEstimator> where TEstimator : MlpEstimator
{
    private const int MostCandidates = 20;

    /// <summary>Another number wherever trials come to other values, so that none is compared with one of a former way.</summary>
    private const int WayOfJudging = 2;
    private const ulong HeldOutStream = 1UL << 60, FoldStream = (1UL << 60) + 1;

    private protected MlpSearch() { }

    /// <summary>The number of trials, at least 1. Default: 60.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Trials { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Trials), nameof(Trials)); } = 60;

    /// <summary>The number of folds of the cross-validation, at least 2. Default: 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 2.</exception>
    public int Folds { get; init => field = Guard.AtLeast(value, 2, Name, nameof(Folds), nameof(Folds)); } = 5;

    /// <summary>How many trials run at once, from 1 to <see cref="Overlap"/>, each on one thread where there are several. Changes nothing
    /// but the time. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Workers { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Workers), nameof(Workers)); } = 1;

    /// <summary>The study's <see cref="Study.Overlap"/>, at least 1. Default: 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Overlap { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Overlap), nameof(Overlap)); } = 4;

    /// <summary>How many votes the ensemble has, at least 1; a trial may have several. Default: 1, no ensemble.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Ensemble { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Ensemble), nameof(Ensemble)); } = 1;

    /// <summary>The most epochs of a fit, at least 1. Default: 200.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Epochs { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Epochs), nameof(Epochs)); } = 200;

    /// <summary>The share of the samples that is held out to judge the result, above 0 and below 1. Default: 0.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public double HeldOutShare
    {
        get;
        init => field = Guard.That(value is > 0 and < 1, value, "above 0 and below 1", Name, nameof(HeldOutShare), nameof(HeldOutShare));
    }
    = 0.2;

    /// <summary>The seed of everything random. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Chooses the settings of trials. Default: <see cref="Search.Sampler.Automatic"/>.</summary>
    public Sampler? Sampler { get; init; }

    /// <summary>Stops trials after some folds. Default: <see cref="Search.Pruner.Wilcoxon(double, int)"/>.</summary>
    public Pruner? Pruner { get; init; }

    /// <summary>Where the study is kept, and gone on with where there is one. Several processes that search with the same settings, samples
    /// and seed on one storage share the trials and come to the same result, to the last bit. Default: null, in memory as long as the
    /// search lasts.</summary>
    /// <remarks>The study has a name that follows from the kind of the search, the samples, the folds, the epochs, the share held out and
    /// the balance of classes, so that none is gone on with that is of others.</remarks>
    public StudyStorage? Storage { get; init; }

    /// <summary>Told of every trial. Default: null.</summary>
    public IProgress<TrialRecord>? Progress { get; init; }

    /// <summary>Told of the study before its first trial here, and before it is kept where it is a new one. Default: null.</summary>
    internal Action<Study>? Beginning { get; init; }

    private protected string Name => GetType().Name;

    /// <summary>What else the values of trials depend on.</summary>
    private protected virtual string OwnSettings => "";

    private protected MlpSearchResult<TEstimator> Find(SearchTask<TEstimator> all, CancellationToken cancellation)
    {
        all.Check(Name);
        int[][] parts = Partition.SplitStratified(all.Strata, [1 - HeldOutShare, HeldOutShare], new XoshiroRandom(Seed, HeldOutStream));
        if (parts[0].Length < Folds || parts[1].Length == 0)
            throw new ArgumentException(Invariant(
                $"{Name}: expected samples for {Folds} folds and some to be held out, got {all.Count}, of which {parts[1].Length} were."));
        SearchTask<TEstimator> searched = all.Select(parts[0]), heldOut = all.Select(parts[1]);
        CrossValidatedTrials<TEstimator> objective = new(
            searched, Partition.StratifiedFolds(searched.Strata, Folds, new XoshiroRandom(Seed, FoldStream)));
        // A study of other samples or settings is none to go on with.
        string settings = Invariant($"{WayOfJudging} {all.Fingerprint} {Folds} {Epochs} {HeldOutShare} {OwnSettings}");
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..8];
        Study study = new($"{Name} {mark}", objective.Space.Space)
        {
            Seed = Seed,
            Overlap = Overlap,
            Sampler = Sampler ?? Sampler.Automatic(),
            Pruner = Pruner ?? Pruner.Wilcoxon(),
            Storage = Storage ?? MemoryStudyStorage.Own(),
            Initial = [objective.Space.Usual],
        };
        Beginning?.Invoke(study);
        StudyEnd end = study.Run(Trials, objective.Run, Workers, progress: Progress, cancellation: cancellation);
        if (!study.Trials.Any(trial => trial.State == TrialState.Complete))
        {
            string last = study.Trials.LastOrDefault(trial => trial.Error is not null)?.Error ?? "all were stopped early";
            throw new InvalidOperationException($"{Name}: no trial came to its end: {end.Sentence}; of the last one, {last.TrimEnd('.')}.");
        }
        return Conclude(study, objective, all, searched, heldOut, cancellation);
    }

    /// <summary>Fits the best settings, and those of the ensemble.</summary>
    private MlpSearchResult<TEstimator> Conclude(
        Study study, CrossValidatedTrials<TEstimator> objective, SearchTask<TEstimator> all, SearchTask<TEstimator> searched,
        SearchTask<TEstimator> heldOut, CancellationToken cancellation)
    {
        TrialRecord best = study.Best;
        TrialRecord[] candidates =
        [
            .. study.Trials.Where(trial => trial.State == TrialState.Complete)
                .OrderBy(trial => trial.Values[0]).ThenBy(trial => trial.Number).Take(MostCandidates),
        ];
        TrialRecord[] members = Ensemble == 1 ? [best] : Choose(candidates, objective, cancellation);
        TrialRecord[] different = [.. members.Append(best).Distinct().OrderBy(trial => trial.Number)];
        Dictionary<TrialRecord, TEstimator> learned = Fit(searched);
        Dictionary<TrialRecord, double[]> judged = different.ToDictionary(trial => trial, trial => heldOut.Judge(learned[trial]));
        Dictionary<TrialRecord, TEstimator> final = Fit(all);
        (TrialRecord Trial, int Votes)[] votes = [.. members.CountBy(trial => trial).Select(pair => (pair.Key, pair.Value))];
        TEstimator ensemble = votes.Length == 1
            ? final[votes[0].Trial]
            : Combine([.. votes.Select(vote => final[vote.Trial])], [.. votes.Select(vote => vote.Votes / (double)members.Length)]);
        return new MlpSearchResult<TEstimator>(
            final[best], ensemble, study, members, heldOut.Loss([judged[best]]), heldOut.Loss([.. members.Select(trial => judged[trial])]));

        Dictionary<TrialRecord, TEstimator> Fit(SearchTask<TEstimator> task) => different.ToDictionary(
            trial => trial,
            trial => task.Fit(objective.Space.SettingsOf(trial.Parameters), trial.ObjectiveSeed, cancellation));
    }

    /// <summary>Adds one vote after the other, each time the one by which the average does best. All of them count: on few samples the
    /// smallest loss comes by chance, and often of one alone.</summary>
    private TrialRecord[] Choose(TrialRecord[] candidates, CrossValidatedTrials<TEstimator> objective, CancellationToken cancellation)
    {
        double[][] judgements = Array.ConvertAll(candidates, trial => objective.JudgementsOf(trial, cancellation));
        List<int> chosen = [];
        for (int vote = 0; vote < Ensemble; vote++)
        {
            double[] losses = Array.ConvertAll(
                [.. Enumerable.Range(0, candidates.Length)], i => objective.Loss([.. chosen.Append(i).Select(place => judgements[place])]));
            chosen.Add(Array.IndexOf(losses, losses.Min()));
        }
        return [.. chosen.Select(place => candidates[place])];
    }

    /// <summary>The rows of a table that have a target.</summary>
    /// <exception cref="ArgumentException">There is no such column, or one without values; or fewer than two classes.</exception>
    private protected Table Checked(Table table, string target)
    {
        int without = table[target].MissingCount;
        if (without == 0) return table;
        (string rows, string them) = without == 1 ? ("row has", "it") : ("rows have", "them");
        throw new ArgumentException(Invariant(
            $"{Name}: {without} {rows} no value of the target '{target}'; leave {them} out by table.DropMissing(\"{target}\")."));
    }

    private protected abstract TEstimator Combine(IReadOnlyList<TEstimator> members, IReadOnlyList<double> weights);
}
