using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class MlpRegressorTests
{
    private static readonly Dataset<float> waves = Problems.Waves(500, seed: 1), unseen = Problems.Waves(300, seed: 2);

    [Fact]
    public void It_learns_a_curved_surface_in_any_unit()
    {
        var regressor = new MlpRegressor { HiddenSizes = [32], LearningRate = 0.01, BatchSize = 32, Epochs = 100 };
        regressor.Fit(waves);
        Assert.InRange(regressor.Score(unseen), 0.99, 1);
        Tensor<float> predictions = regressor.Predict(unseen.Inputs);
        Assert.Equal([300], predictions.Shape);
        Assert.Equal(Metric.RSquared.Of(predictions, unseen.Targets), regressor.Score(unseen.Inputs, unseen.Targets));

        var linear = new MlpRegressor { HiddenSizes = [], LearningRate = 0.01, BatchSize = 32, Epochs = 100 };
        linear.Fit(waves);
        Assert.InRange(linear.Score(unseen), 0.5, 0.9);
    }

    [Theory]
    [InlineData(1, 2.0)]
    [InlineData(2, 1.0)]
    public void It_does_what_scalers_network_and_trainer_do_by_hand_bit_for_bit(int outputs, double factor)
    {
        Tensor<float> column = waves.Targets.Reshape([500, 1]), targets =
            outputs == 1 ? column : Tensor.Concatenate([column, column.Square()], 1);
        var regressor = new MlpRegressor { HiddenSizes = [16], L2Penalty = 0.5, Epochs = 4, Seed = 7, InputScaling = Scaling.MinMax };
        regressor.Fit(waves.Inputs, outputs == 1 ? waves.Targets : targets);

        FeatureScaler<float> inputScaler = FeatureScaler.Fit(waves.Inputs, Scaling.MinMax);
        Tensor<double> preciseTargets = Tensor.Create<double>(Array.ConvertAll(targets.ToArray(), number => (double)number), targets.Shape);
        FeatureScaler<double> targetScaler = FeatureScaler.Fit(preciseTargets);
        Mlp<float> byHand = new([2, 16, outputs], Activation.Relu, new XoshiroRandom(7, 1UL << 62), weights: Initializer.GlorotUniform);
        var optimizer = new Adam<float>(byHand.Parameters, 1e-3);
        optimizer.Add(new ParameterGroup<float>(
            [.. byHand.Parameters.Where(parameter => parameter.Shape.Rank == 2)]) { WeightDecay = factor * 0.5 / 200 });
        Dataset<float> scaled = new(inputScaler.Apply(waves.Inputs), Rounded(targetScaler.Apply(preciseTargets)));
        new Trainer<float>(byHand, optimizer, scaled) { BatchSize = 200, Seed = 7 }.Fit(4);

        MlpClassifierTests.AssertSameWeights(byHand, regressor.Model);
        Tensor<float> scaledOutputs = new Predictor<float>(byHand).Predict(inputScaler.Apply(unseen.Inputs)), actual =
            regressor.Predict(unseen.Inputs);
        double[] preciseOutputs = Array.ConvertAll(scaledOutputs.ToArray(), number => (double)number);
        Assert.Equal(outputs == 1 ? [300] : [300, 2], actual.Shape);
        Assert.Equal(Rounded(targetScaler.Invert(Tensor.Create<double>(preciseOutputs, scaledOutputs.Shape))).ToArray(), actual.ToArray());

        static Tensor<float> Rounded(Tensor<double> numbers) =>
            Tensor.Create<float>(Array.ConvertAll(numbers.ToArray(), number => (float)number), numbers.Shape);
    }

    [Fact]
    public void Unscaled_targets_are_learned_as_they_are()
    {
        var regressor = new MlpRegressor { HiddenSizes = [16], Epochs = 2, InputScaling = Scaling.None, TargetScaling = Scaling.None };
        regressor.Fit(waves);
        Assert.Equal(new Predictor<float>(regressor.Model).Predict(unseen.Inputs).ToArray(), regressor.Predict(unseen.Inputs).ToArray());
    }

    [Fact]
    public void Early_stopping_holds_a_tenth_out_and_restores_the_best()
    {
        var regressor = new MlpRegressor { HiddenSizes = [64], LearningRate = 0.03, StopsEarly = true, Patience = 5, Tolerance = 0 };
        TrainingHistory history = regressor.Fit(waves);
        Assert.InRange(history.Epochs.Count, 6, 200);
        int[][] parts = Partition.Split(500, [0.9, 0.1], new XoshiroRandom(0, 1UL << 63));
        FeatureScaler<float> scaler = FeatureScaler.Fit(waves.Targets.Reshape([500, 1]).GatherRows(parts[0]));
        double deviation = scaler.Scale.ToScalar();
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss),
            regressor.Evaluate(waves.Select(parts[1])).Loss / (deviation * deviation), 1e-5);
    }

    [Fact]
    public void Evaluation_is_in_the_unit_of_the_targets()
    {
        var regressor = new MlpRegressor { HiddenSizes = [16], Epochs = 20 };
        regressor.Fit(waves);
        EvaluationResult result = regressor.Evaluate(unseen);
        double[] errors = [.. regressor.Predict(unseen.Inputs).ToArray()
            .Zip(unseen.Targets.ToArray(), (predicted, target) => (double)predicted - target)];
        Assert.Equal(["R²", "MAE", "RMSE"], result.Metrics.Select(metric => metric.Name));
        Assert.Equal(errors.Average(error => error * error), result.Loss, 1e-6 * result.Loss);
        Assert.Equal(errors.Average(Math.Abs), result["MAE"], 1e-6 * result["MAE"]);
        Assert.Equal(Math.Sqrt(result.Loss), result["RMSE"], 1e-9 * result["RMSE"]);
        Assert.Equal(regressor.Score(unseen), result["R²"]);
    }
}
