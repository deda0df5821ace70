namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>
    /// <c>Σ w·|y − ŷ| / Σ w</c>, at least 0, in the unit of the targets; over several columns their mean. <c>mean_absolute_error</c> of
    /// scikit-learn.
    /// </summary>
    public static Metric MeanAbsoluteError { get; } = new AbsoluteErrorMetric();
}

internal sealed class AbsoluteErrorMetric : Metric
{
    public override string Name => "MAE";

    public override bool LargerIsBetter => false;

    public override MetricAccumulator Begin() => new Accumulator(Name);

    private sealed class Accumulator(string name) : ErrorAccumulator(name)
    {
        protected override double Error(double difference) => Math.Abs(difference);
    }
}
