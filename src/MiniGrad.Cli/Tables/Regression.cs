using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Losses;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>Learns numbers.</summary>
internal sealed class Regression(LearningTable table, TrainOptions options) : TableLearner(table, options)
{
    private MlpRegressor regressor = null!;

    public override double? Accuracy => null;

    /// <summary>What rows held out are judged by.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } = [Metric.RSquared, Metric.MeanAbsoluteError, Metric.RootMeanSquaredError];

    protected override MlpEstimator Estimator => regressor;

    protected override string Baseline => "the mean of the rows to learn from";

    protected override void Create(IReadOnlyList<TrainingCallback> callbacks) => regressor = NewEstimator<MlpRegressor>(callbacks);

    protected override TrainingHistory Learn(CancellationToken stop) => regressor.Fit(Data.Training, Data.Target, cancellation: stop);

    protected override IReadOnlyList<(string Metric, double Model, double Baseline)> Score()
    {
        EvaluationResult result = regressor.Evaluate(Data.Test, Metrics);
        Tensor<double> targets = Targets(Data.Test), guess = Tensor.Full<double>(targets.Shape, Targets(Data.Training).Mean().ToScalar());
        return [.. Metrics.Select(metric => (metric.Name, result[metric.Name], metric.Of(guess, targets)))];
    }

    /// <summary>Of one row R² is not known.</summary>
    protected override PermutationImportance? Importance(Table rows) =>
        rows.Count < 2 ? null : Explanation.PermutationImportance(regressor, rows);

    protected override PartialDependence Dependence(Table rows, string column) => Explanation.PartialDependence(regressor, rows, column);

    protected override GradientFlow Flow()
    {
        Table sample = Sample();
        Tensor<float> inputs = regressor.Encoder!.EncodeInputs<float>(sample);
        Tensor<double> scaled = FeatureScaler.Fit(Targets(Data.Training), Scaling.Standard).Apply(Targets(sample));
        Tensor<float> targets = Tensor.Create<float>(Array.ConvertAll(scaled.ToArray(), number => (float)number), scaled.Shape);
        return GradientFlow.Measure(regressor.Model, () => Loss.MeanSquaredError(regressor.Model.Forward(inputs), targets));
    }

    /// <summary>In double precision: single precision does not tell numbers apart that lie close together and far from 0.</summary>
    private Tensor<double> Targets(Table rows) => regressor.Encoder!.EncodeTargets<double>(rows);
}
