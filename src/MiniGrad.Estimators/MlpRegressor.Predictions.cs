using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// What it says of samples, and how good that is.
public sealed partial class MlpRegressor
{
    private static readonly Metric[] usualMetrics = [Metric.RSquared, Metric.MeanAbsoluteError, Metric.RootMeanSquaredError];

    /// <summary>The numbers predicted for each sample, in the unit of the targets; of several <see cref="MlpEstimator.Members"/> their
    /// mean.</summary>
    /// <param name="inputs">Finite numbers, [samples, features], as many features as in the fit.</param>
    /// <returns>[samples] or [samples, outputs], as the targets of the fit were.</returns>
    /// <exception cref="ArgumentException">The inputs are not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public Tensor<float> Predict(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return Rounded(known.Numbers(inputs));
    }

    /// <summary>The number predicted for each row, in the unit of the target, rounded to single precision. <see cref="Score(Table)"/> and
    /// <see cref="Evaluate(Table, IReadOnlyList{Metric}?)"/> judge it before it is rounded.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order; the target may be there or not.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The table is not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public Tensor<float> Predict(Table table)
    {
        FittedMlp known = Fitted;
        return Rounded(known.Numbers(table));
    }

    /// <summary>How far the members' predictions lie from their mean μ, in the unit of the targets: <c>√Σ_m w_m·(y_m − μ)²</c> with the
    /// members' weights w, 1/M each unless combined with others; 0 of a single member.</summary>
    /// <inheritdoc cref="Predict(Tensor{float})"/>
    public Tensor<float> PredictSpread(Tensor<float> inputs)
    {
        FittedMlp known = Fitted;
        return Rounded(known.Spread(known.ModelInputs(inputs)));
    }

    /// <summary>How far the members' predictions lie from their mean μ, in the unit of the target: <c>√Σ_m w_m·(y_m − μ)²</c> with the
    /// members' weights w, 1/M each unless combined with others; 0 of a single member.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order; the target may be there or not.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="ArgumentException">The table is not such.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public Tensor<float> PredictSpread(Table table)
    {
        FittedMlp known = Fitted;
        return Rounded(known.Spread(known.ModelInputs(table)));
    }

    /// <summary>R², the share of the targets' variance that is explained, at most 1: <see cref="Metric.RSquared"/>.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Tensor<float> inputs, Tensor<float> targets) => Score(new Dataset<float>(inputs, targets));

    /// <summary>R², the share of the targets' variance that is explained: <see cref="Metric.RSquared"/>; weighted where the samples
    /// are.</summary>
    /// <inheritdoc cref="Evaluate(Dataset{float}, IReadOnlyList{Metric}?)"/>
    public double Score(Dataset<float> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Tensor<float> predictions = Predict(data.Inputs);
        CheckJudged(data.Count);
        return Metric.RSquared.Of(predictions, data.Targets, data.Weights);
    }

    /// <summary>R², the share of the target's variance that is explained, at most 1: <see cref="Metric.RSquared"/>.</summary>
    /// <inheritdoc cref="Evaluate(Table, IReadOnlyList{Metric}?)"/>
    public double Score(Table table)
    {
        FittedMlp known = Fitted;
        Tensor<double> predictions = known.Numbers(table);
        CheckJudged(table.Count);
        return Metric.RSquared.Of(predictions, TargetsOf(known, table), WeightsInDouble(table));
    }

    /// <summary>The mean squared error and other metrics, in the unit of the targets.</summary>
    /// <param name="data">Finite inputs [samples, features] with the features of the fit, and targets of the axes of the fit.</param>
    /// <param name="metrics">What to measure. Default: R², MAE and RMSE.</param>
    /// <exception cref="ArgumentException">The data are not such, or there are no samples.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on a table.</exception>
    public EvaluationResult Evaluate(Dataset<float> data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(Predict(data.Inputs), data.Targets, data.Weights, metrics);
    }

    /// <summary>The mean squared error and other metrics, in the unit of the target.</summary>
    /// <param name="table">Has the columns that the table of the fit had, in any order, the target among them.</param>
    /// <param name="metrics">What to measure. Default: R², MAE and RMSE.</param>
    /// <exception cref="ArgumentException">The table is not such, or has no rows.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or the fit was on tensors.</exception>
    public EvaluationResult Evaluate(Table table, IReadOnlyList<Metric>? metrics = null)
    {
        FittedMlp known = Fitted;
        return Evaluate(known.Numbers(table), TargetsOf(known, table), WeightsInDouble(table), metrics);
    }

    private static Tensor<float> Rounded(Tensor<double> predictions) => FittedMlp.Convert<double, float>(predictions);

    private static Tensor<double> TargetsOf(FittedMlp known, Table table)
    {
        Tensor<double> targets = known.TargetColumns.Of(table);
        return known.PredictsVector ? targets.Reshape([table.Count]) : targets;
    }

    private Tensor<double>? WeightsInDouble(Table table) =>
        WeightsOf(table, isRequired: false) is { } weights ? FittedMlp.Convert<float, double>(weights) : null;

    private EvaluationResult Evaluate<T>(Tensor<T> predictions, Tensor<T> targets, Tensor<T>? weights, IReadOnlyList<Metric>? metrics)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckJudged(targets.Shape[0]);
        var set = MetricSet.Begin(metrics ?? usualMetrics);
        set.Add(predictions, targets, weights);
        return new EvaluationResult(Metric.MeanSquaredError.Of(predictions, targets, weights), set.Values);
    }
}
