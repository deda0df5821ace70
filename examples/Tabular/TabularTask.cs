using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace Tabular;

/// <summary>What differs between learning classes and learning numbers.</summary>
internal abstract class TabularTask(LearningTable table)
{
    /// <summary>How many rows are enough to see how gradients flow.</summary>
    protected const int MeasuredRows = 256;

    public LearningTable Table { get; } = table;

    public abstract MlpEstimator Estimator { get; }

    /// <summary>What is known without having learned, and is to be beaten.</summary>
    public abstract string Baseline { get; }

    /// <summary>Learns.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was learned.</exception>
    public abstract TrainingHistory Fit(CancellationToken stop);

    /// <summary>How good the model is on the rows held out, and how good the baseline.</summary>
    public abstract IReadOnlyList<(string Metric, double Model, double Baseline)> Score();

    /// <summary>Which classes are taken for which, of the rows held out; null where numbers are predicted.</summary>
    public virtual ConfusionMatrix? Confusion() => null;

    /// <summary>The rows held out that are predicted most wrongly; null where numbers are predicted.</summary>
    public virtual WorstMistakes? Mistakes() => null;

    public abstract GradientFlow Flow();

    public static TabularTask Create(LearningTable table, TabularOptions options, IReadOnlyList<TrainingCallback> callbacks) => table.Kind == TargetKind.Classes
        ? new Classification(table, options, callbacks)
        : new Regression(table, options, callbacks);

    /// <summary>The first of the rows to learn from.</summary>
    protected Table Sample() => Table.Training.Select([.. Enumerable.Range(0, Math.Min(MeasuredRows, Table.Training.Count))]);

    /// <summary>An estimator with the settings that were asked for.</summary>
    protected static TEstimator NewEstimator<TEstimator>(TabularOptions options, IReadOnlyList<TrainingCallback> callbacks) where TEstimator : MlpEstimator, new() =>
        new()
        {
            HiddenSizes = options.Hidden,
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            LearningRate = options.LearningRate,
            Seed = unchecked((ulong)options.Seed),
            StopsEarly = options.Patience is not null,
            Patience = options.Patience ?? TrainingRun.UsualPatience,
            Callbacks = callbacks,
        };
}
