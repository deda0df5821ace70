using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Catalog;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

public class BatchNormalizationTests
{
    [Fact]
    public void Training_normalises_by_the_batch_and_moves_the_running_averages()
    {
        BatchNormalization<double> layer = new(3, momentum: 0.25, epsilon: 1e-3);
        layer.Weight!.Assign([1, 2, 3]);
        layer.Bias!.Assign([0.5, 0, -0.5]);
        Tensor<double> x = Tensor.Normal([7, 2, 3], 4.0, 2.0, new Random(1));
        Tensor<double> mean = x.Mean([0, 1]), variance = x.Variance([0, 1], correction: 0);
        Tensor<double> expected = (x - mean) / (variance + 1e-3).Sqrt() * layer.Weight + layer.Bias;

        Tensor<double> output = layer.Forward(x);

        Assert.Equal(x.Shape, output.Shape);
        CatalogAssert.Close(expected.ToArray(), output.ToArray(), 1e-12, "output");
        CatalogAssert.Close((0.25 * mean).ToArray(), layer.RunningMean.ToArray(), 1e-12, "mean");
        CatalogAssert.Close((0.75 + 0.25 * x.Variance([0, 1])).ToArray(), layer.RunningVariance.ToArray(), 1e-12, "variance");
    }

    [Fact]
    public void Inference_is_the_affine_map_of_the_running_averages_and_leaves_them_alone()
    {
        BatchNormalization<double> layer = Trained();
        double[] mean = layer.RunningMean.ToArray(), variance = layer.RunningVariance.ToArray();
        Tensor<double> x = Tensor.Normal([4, 3], 0.0, 1.0, new Random(1));
        Tensor<double> expected = (x - layer.RunningMean) / (layer.RunningVariance + layer.Epsilon).Sqrt() * layer.Weight! + layer.Bias!;
        CatalogAssert.Close(expected.ToArray(), layer.Predict(x).ToArray(), 1e-14, "output");
        Assert.Equal([3], layer.Predict(x.Slice(0, 0, 1).Squeeze(0)).Shape);
        Assert.Equal([0, 3], layer.Predict(Tensor.Zeros<double>([0, 3])).Shape);
        Assert.Equal(mean, layer.RunningMean.ToArray());
        Assert.Equal(variance, layer.RunningVariance.ToArray());
    }

    [Fact]
    public void Running_averages_are_buffers_and_no_optimizer_trains_them()
    {
        BatchNormalization<float> layer = new(3);
        Sequential<float> model = new(new Linear<float>(2, 3, new Random(1)), layer);
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"],
            model.NamedParameters.Select(entry => entry.Name));
        Assert.Equal(["layers.1.running_mean", "layers.1.running_variance"], model.NamedBuffers.Select(entry => entry.Name));
        Assert.False(layer.RunningMean.RequiresGradient);
        Assert.Empty(new BatchNormalization<float>(3, affine: false).Parameters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_step_moves_the_averages_once_and_trials_do_not(bool capture)
    {
        // With momentum 1 the averages are those of the last batch.
        BatchNormalization<double> layer = new(2, momentum: 1);
        Linear<double> output = new(2, 1, new Random(1));
        Sgd<double> optimizer = new([.. layer.Parameters, .. output.Parameters], 0.1);
        Sequential<double> model = new(layer, output);
        TrainingStep<double> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
        Random random = new(2);
        Tensor<double> y = Tensor.Zeros<double>([8, 1]);
        for (int i = 0; i < 6; i++)
        {
            Tensor<double> x = Next();
            step.Run(new(x, y));
            AssertAveragesAreOf(x);
            if (i is not (0 or 5)) continue;

            GradientCheck.Require(model.Forward, Next());
            GradientFlow.Measure(model, () => Loss.MeanSquaredError(model.Forward(Next()), y), optimizer);
            LearningRateFinder.Run(optimizer, () => step.Run(new(Next(), y)), steps: 10);
            Assert.Throws<InvalidOperationException>(() => GradientCheck.Require(p => model.Forward(Next()) * p, Tensor.Ones<double>([1])));
            AssertAveragesAreOf(x);
        }

        Tensor<double> Next() => Tensor.Normal([8, 2], 1.0, 3.0, random);

        void AssertAveragesAreOf(Tensor<double> x)
        {
            CatalogAssert.Close(x.Mean([0]).ToArray(), layer.RunningMean.ToArray(), 1e-12, "mean");
            CatalogAssert.Close(x.Variance([0]).ToArray(), layer.RunningVariance.ToArray(), 1e-12, "variance");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Points_that_a_line_search_tries_do_not_move_the_averages(bool capture)
    {
        Random random = new(3);
        Linear<double> input = new(2, 3, random);
        BatchNormalization<double> layer = new(3, momentum: 1);
        Sequential<double> model = new(input, layer, new Linear<double>(3, 1, random));
        TrainingStep<double> step = new(
            new Lbfgs<double>(model.Parameters, iterationsPerStep: 4), batch =>
                Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
        Tensor<double> x = Tensor.Normal([8, 2], 0.0, 1.0, random), y = Tensor.Normal([8, 1], 0.0, 1.0, random);
        for (int i = 0; i < 5; i++)
        {
            double[] expected = input.Forward(x).Mean([0]).ToArray();
            step.Run(new(x, y));
            CatalogAssert.Close(expected, layer.RunningMean.ToArray(), 1e-12, "mean");
        }
    }

    [Fact]
    public void A_training_batch_of_one_value_a_feature_is_refused_before_anything_changes()
    {
        BatchNormalization<float> layer = new(3);
        foreach (Shape shape in (Shape[])[[1, 3], [3], [1, 1, 3], [0, 3]])
        {
            string message = Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones<float>(shape))).Message;
            Assert.Contains($"BatchNormalization 3: training needs at least 2 values of each feature", message, StringComparison.Ordinal);
            Assert.Contains($"got {shape.ElementCount / 3} in an input of shape {shape}", message, StringComparison.Ordinal);
        }
        Assert.Equal([0, 0, 0], layer.RunningMean.ToArray());
        Assert.Equal([2, 3], layer.Forward(Tensor.Ones<float>([2, 3])).Shape);
    }

    [Fact]
    public void Bad_settings_and_shapes_are_refused()
    {
        Assert.Contains("got 0", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNormalization<float>(0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "got 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNormalization<float>(2, momentum: 1.5)).Message,
                StringComparison.Ordinal);
        foreach (double epsilon in (double[])[0, -1, double.NaN, double.PositiveInfinity, 1e-60])
            Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNormalization<float>(2, epsilon: epsilon));
        string message =
            Assert.Throws<ArgumentException>(() => new BatchNormalization<float>(2).Forward(Tensor.Ones<float>([4, 3]))).Message;
        Assert.Contains("expected an input of shape [..., 2], got [4, 3]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BatchNormalization<float>(2).Forward(Tensor.Scalar(1f)));
    }

    [Fact]
    public void A_large_mean_does_not_drown_the_variance()
    {
        // Mean of squares less square of the mean would be 0 or worse: 1e8 − 1e8.
        Tensor<float> x = Tensor.Create(Enumerable.Range(0, 200).Select(i => 10_000f + i % 4).ToArray(), [200, 1]);
        Tensor<double> exact = Tensor.Create(x.ToArray().Select(value => (double)value).ToArray(), [200, 1]).BatchNormalize();
        CatalogAssert.Close(exact.ToArray(), x.BatchNormalize().ToArray().Select(value => (double)value).ToArray(), 1e-5, "columns");
        CatalogAssert.Close(exact.ToArray(), x.Reshape(1, 200).LayerNormalize().ToArray().Select(value => (double)value).ToArray(), 1e-5,
            "rows");
        BatchNormalization<float> layer = new(1, momentum: 1);
        layer.Forward(x);
        Assert.Equal(1.25 * 200 / 199, layer.RunningVariance[0], 1e-5);
    }

    private static BatchNormalization<double> Trained()
    {
        BatchNormalization<double> layer = new(3);
        layer.Weight!.Assign([1, 2, 3]);
        layer.Bias!.Assign([0.5, 0, -0.5]);
        for (int i = 0; i < 5; i++) layer.Forward(Tensor.Normal([6, 3], 2.0, 3.0, new Random(i)));
        return layer;
    }
}
