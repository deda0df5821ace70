using MiniGrad.Estimators;

namespace MiniGrad.Search;

/// <summary>The objective of a search of networks: the mean loss over folds, the same for every trial.</summary>
internal sealed class CrossValidatedTrials<TEstimator> where TEstimator : MlpEstimator
{
    private readonly SearchTask<TEstimator> samples;
    private readonly (SearchTask<TEstimator> Training, SearchTask<TEstimator> Validation, int[] Rows)[] folds;
    private readonly Dictionary<int, double[]> judgements = [];

    public CrossValidatedTrials(SearchTask<TEstimator> samples, IReadOnlyList<(int[] Training, int[] Validation)> folds)
    {
        this.samples = samples;
        this.folds = [.. folds.Select(fold => (samples.Select(fold.Training), samples.Select(fold.Validation), fold.Validation))];
        Space = new MlpSearchSpace(folds.Min(fold => fold.Training.Length));
    }

    public MlpSearchSpace Space { get; }

    private double Doubt => 1.0 / samples.Count;

    public double Run(Trial trial)
    {
        MlpSettings settings = Space.SettingsOf(trial.Parameters);
        double[][] parts = new double[folds.Length][];
        double sum = 0;
        for (int i = 0; i < folds.Length; i++)
        {
            trial.Cancellation.ThrowIfCancellationRequested();
            TEstimator estimator = folds[i].Training.Fit(settings, trial.Seed, trial.Cancellation);
            parts[i] = folds[i].Validation.Judge(estimator);
            double loss = folds[i].Validation.LossToChooseBy([parts[i]], Doubt);
            sum += loss;
            trial.Report(i + 1, loss);
            trial.ThrowIfStopped();
        }
        lock (judgements) judgements[trial.Number] = Join(parts);
        return sum / folds.Length;
    }

    /// <summary>What a trial's estimators say of the samples that each has not learned from; computed anew where the trial was not run
    /// here.</summary>
    public double[] JudgementsOf(TrialRecord trial, CancellationToken cancellation)
    {
        lock (judgements)
            if (judgements.TryGetValue(trial.Number, out double[]? known)) return known;
        MlpSettings settings = Space.SettingsOf(trial.Parameters);
        ulong seed = trial.ObjectiveSeed;
        double[] joined = Join([.. folds.Select(fold => fold.Validation.Judge(fold.Training.Fit(settings, seed, cancellation)))]);
        lock (judgements) judgements[trial.Number] = joined;
        return joined;
    }

    /// <summary>What to choose several together by, over all samples.</summary>
    public double Loss(IReadOnlyList<double[]> chosen) => samples.LossToChooseBy(chosen, Doubt);

    /// <summary>Puts what was said of each fold at the places of its samples.</summary>
    private double[] Join(double[][] parts)
    {
        int width = parts[0].Length / folds[0].Rows.Length;
        double[] joined = new double[samples.Count * width];
        for (int i = 0; i < parts.Length; i++)
            for (int row = 0; row < folds[i].Rows.Length; row++)
                parts[i].AsSpan(row * width, width).CopyTo(joined.AsSpan(folds[i].Rows[row] * width));
        return joined;
    }
}
