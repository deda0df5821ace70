namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>
    /// <c>Σ w·(y − ŷ)² / Σ w</c>, at least 0; over several columns their mean. <c>mean_squared_error</c> of scikit-learn.
    /// </summary>
    public static Metric MeanSquaredError { get; } = new SquaredErrorMetric("MSE", isRoot: false);

    /// <summary>
    /// <c>√(Σ w·(y − ŷ)² / Σ w)</c>, at least 0, in the unit of the targets; over several columns the mean of their roots, which is not the
    /// root of their mean. <c>mean_squared_error</c> of scikit-learn with <c>squared=False</c>.
    /// </summary>
    public static Metric RootMeanSquaredError { get; } = new SquaredErrorMetric("RMSE", isRoot: true);
}

internal sealed class SquaredErrorMetric(string name, bool isRoot) : Metric
{
    public override string Name => name;

    public override bool LargerIsBetter => false;

    public override MetricAccumulator Begin() => new Accumulator(name, isRoot);

    private sealed class Accumulator(string name, bool isRoot) : ErrorAccumulator(name)
    {
        protected override double Error(double difference) => difference * difference;

        protected override double Finish(double mean) => isRoot ? Math.Sqrt(mean) : mean;
    }
}
