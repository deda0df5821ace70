using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>A layer that stays in inference while others train.</summary>
public class InferenceModeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_keeps_its_averages_and_can_be_switched_between_steps(bool captures)
    {
        BatchNormalization<double> normalization = new(4);
        Sequential<double> model = new(new Linear<double>(3, 4, new Random(1)), normalization, new Linear<double>(4, 1, new Random(2)));
        Sgd<double> optimizer = new(model.Parameters, 0.01);
        TrainingStep<double> step = new(optimizer, batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), captures);
        Random random = new(3);

        for (int phase = 0; phase < 5; phase++)
        {
            normalization.StaysInInference = phase % 2 == 1;
            for (int i = 0; i < 7; i++)
            {
                Tensor<double> x = Tensor.Normal([6, 3], 0.0, 1.0, random), y = x.Sum([1], keepDimensions: true);
                double[] mean = normalization.RunningMean.ToArray(), weight = normalization.Weight!.ToArray();
                double expected;
                using (DryRun.Begin()) expected = Loss.MeanSquaredError(model.Forward(x), y).ToScalar();
                Assert.Equal(expected, step.Run(new(x, y)));
                Assert.Equal(normalization.StaysInInference, mean.SequenceEqual(normalization.RunningMean.ToArray()));
                Assert.NotEqual(weight, normalization.Weight!.ToArray());
            }
        }
    }

    [Fact]
    public void A_layer_keeps_the_layers_in_it_in_inference()
    {
        Sequential<double> inner = new(new Dropout<double>(0.5, new Random(1)), new Linear<double>(3, 3, new Random(2)))
        {
            StaysInInference = true,
        };
        Tensor<double> x = Tensor.Ones<double>([2, 3]);
        Tensor<double> output = inner.Forward(x);
        Assert.Equal(inner.Predict(x).ToArray(), output.ToArray());
        Assert.True(output.RequiresGradient);
        Assert.False(Inference.IsActive);
    }

    [Fact]
    public void Dropout_between_recurrent_layers_obeys_too()
    {
        Gru<double> layer = new(2, 3, new Random(1), layers: 2, dropout: 0.5) { StaysInInference = true };
        Tensor<double> x = Tensor.Ones<double>([2, 4, 2]);
        Assert.Equal(layer.Predict(x).ToArray(), layer.Run(x).Outputs.ToArray());
    }

    [Fact]
    public void A_captured_function_cannot_switch_it()
    {
        Linear<double> layer = new(2, 1, new Random(1));
        bool next = false;
        TrainingStep<double> step = new(new Sgd<double>(layer.Parameters, 0.1), batch =>
        {
            layer.StaysInInference = next = !next;
            return Loss.MeanSquaredError(layer.Forward(batch.Inputs), batch.Targets);
        });
        Assert.Contains(
            "a layer's mode",
            Assert.Throws<CaptureException>(() => step.Run(new(Tensor.Ones<double>([2, 2]), Tensor.Ones<double>([2, 1])))).Message,
            StringComparison.Ordinal);
    }
}
