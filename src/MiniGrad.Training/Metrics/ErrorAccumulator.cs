namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary><c>Σ w·|y − ŷ| / Σ w</c>, at least 0, in the unit of the targets; over several columns their mean.
    /// <c>mean_absolute_error</c> of scikit-learn.</summary>
    public static Metric MeanAbsoluteError { get; } =
        new Defined("MAE", name => new ErrorAccumulator(name, Math.Abs), largerIsBetter: false);

    /// <summary><c>Σ w·(y − ŷ)² / Σ w</c>, at least 0; over several columns their mean. <c>mean_squared_error</c> of
    /// scikit-learn.</summary>
    public static Metric MeanSquaredError { get; } =
        new Defined("MSE", name => new ErrorAccumulator(name, e => e * e), largerIsBetter: false);

    /// <summary><c>√(Σ w·(y − ŷ)² / Σ w)</c>, at least 0, in the unit of the targets; over several columns the mean of their roots, not the
    /// root of their mean. <c>mean_squared_error</c> of scikit-learn with <c>squared=False</c>.</summary>
    public static Metric RootMeanSquaredError { get; } =
        new Defined("RMSE", name => new ErrorAccumulator(name, e => e * e, Math.Sqrt), largerIsBetter: false);
}

/// <summary>A mean over samples of a function of target and output, column by column.</summary>
/// <param name="name">The metric.</param>
/// <param name="error">The error of a target and an output.</param>
/// <param name="finish">From a column's mean error to its value. Default: the mean.</param>
internal sealed class ErrorAccumulator(
    string name, Func<double, double, double> error, Func<double, double>? finish = null) : MetricAccumulator
{
    private WeightedMean[] columns = [];

    /// <param name="name">The metric.</param>
    /// <param name="error">The error of a difference.</param>
    /// <param name="finish">From a column's mean error to its value. Default: the mean.</param>
    public ErrorAccumulator(string name, Func<double, double> error, Func<double, double>? finish = null)
        : this(name, (target, output) => error(target - output), finish) { }

    /// <summary>The mean over the columns.</summary>
    public override double Value =>
        columns.Length == 0 ? double.NaN : columns.Average(column => finish is null ? column.Value : finish(column.Value));

    public override void Add(in MetricBatch batch)
    {
        ReadOnlySpan<double> targets = batch.RequireTargets();
        CheckColumns(name, ref columns, batch.Columns);
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.Weight(row);
            for (int column = 0; column < columns.Length; column++)
            {
                int place = row * columns.Length + column;
                columns[column].Add(error(targets[place], batch.Outputs[place]), weight);
            }
        }
    }

    /// <summary>Makes a state for each column, or checks that there are as many as there were.</summary>
    public static void CheckColumns<TState>(string name, ref TState[] states, int columns)
    {
        if (states.Length == 0) states = new TState[columns];
        if (states.Length != columns)
            throw new ArgumentException(Invariant($"{name}: expected outputs of {states.Length} columns, got {columns}."), nameof(columns));
    }
}
