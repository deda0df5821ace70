using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Losses;
using MiniGrad.Training;

namespace Tabular;

/// <summary>Learns numbers.</summary>
internal sealed class Regression(LearningTable table, TabularOptions options, IReadOnlyList<TrainingCallback> callbacks) : TabularTask(table)
{
    private static readonly Metric[] metrics = [Metric.RSquared, Metric.MeanAbsoluteError, Metric.RootMeanSquaredError];

    private readonly MlpRegressor regressor = NewEstimator<MlpRegressor>(options, callbacks);

    public override MlpEstimator Estimator => regressor;

    public override string Baseline => "the mean of the rows to learn from";

    public override TrainingHistory Fit(CancellationToken stop) => regressor.Fit(Table.Training, Table.Target, cancellation: stop);

    public override IReadOnlyList<(string Metric, double Model, double Baseline)> Score()
    {
        EvaluationResult result = regressor.Evaluate(Table.Test, metrics);
        Tensor<double> targets = Targets(Table.Test), guess = Tensor.Full<double>(targets.Shape, Targets(Table.Training).Mean().ToScalar());
        return [.. metrics.Select(metric => (metric.Name, result[metric.Name], metric.Of(guess, targets)))];
    }

    public override GradientFlow Flow()
    {
        Table sample = Sample();
        Tensor<float> inputs = regressor.Encoder!.EncodeInputs<float>(sample);
        Tensor<double> scaled = FeatureScaler.Fit(Targets(Table.Training), Scaling.Standard).Apply(Targets(sample));
        Tensor<float> targets = Tensor.Create<float>(Array.ConvertAll(scaled.ToArray(), number => (float)number), scaled.Shape);
        return GradientFlow.Measure(regressor.Model, () => Loss.MeanSquaredError(regressor.Model.Forward(inputs), targets));
    }

    /// <summary>In double precision, for single precision does not tell numbers apart that lie close together and far from 0.</summary>
    private Tensor<double> Targets(Table rows) => regressor.Encoder!.EncodeTargets<double>(rows);
}
