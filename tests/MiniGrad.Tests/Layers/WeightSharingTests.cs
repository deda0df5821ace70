using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>A parameter that is used in several places gets the sum of its gradients, and is updated and listed once.</summary>
public class WeightSharingTests
{
    private static readonly Tensor<double> x = Tensor.Normal([8, 3], 0.0, 1.0, new Random(1));
    private static readonly Tensor<double> y = Tensor.Normal([8, 3], 0.0, 1.0, new Random(2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_moves_a_shared_layer_by_the_sum_of_its_gradients_once(bool capture)
    {
        Linear<double> shared = new(3, 3, new Random(3));
        AssertTrains(new Sequential<double>(shared, new ActivationLayer<double>(Activation.Tanh), shared), shared.Weight, shared.Bias!,
            capture);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_moves_a_parameter_in_two_layers_by_the_sum_of_its_gradients_once(bool capture)
    {
        Parameter<double> weight = new(Tensor.Normal([3, 3], 0.0, 1.0, new Random(3))), bias = new(Tensor.Zeros<double>([3]));
        AssertTrains(
            new Sequential<double>(new Borrowing(weight, bias), new ActivationLayer<double>(Activation.Tanh), new Borrowing(weight, bias)),
                weight, bias, capture);
    }

    [Fact]
    public void Shared_buffers_and_generators_are_listed_once()
    {
        BatchNormalization<double> shared = new(3);
        Dropout<double> dropout = new(0.5, new Random(1));
        Sequential<double> model = new(shared, dropout, new Sequential<double>(shared, dropout));
        Assert.Equal(["layers.0.running_mean", "layers.0.running_variance"], model.NamedBuffers.Select(entry => entry.Name));
        Assert.Single(model.All(), entry => entry.Layer.Random is not null);
    }

    private static void AssertTrains(Sequential<double> model, Parameter<double> weight, Parameter<double> bias, bool capture)
    {
        const double Rate = 0.1;
        Assert.Equal(["layers.0.weight", "layers.0.bias"], model.NamedParameters.Select(entry => entry.Name));
        Assert.Equal([weight, bias], model.Parameters);

        // The same with a parameter for each place, whose gradients are added here.
        double[] w = weight.ToArray(), b = bias.ToArray();
        TrainingStep<double> step = new(
            new Sgd<double>(model.Parameters, Rate), batch => Loss.MeanSquaredError(model.Forward(batch.Inputs), batch.Targets), capture);
        for (int i = 0; i < 6; i++)
        {
            Parameter<double> w0 = new(Tensor.Create(w, [3, 3])), w1 = new(Tensor.Create(w, [3, 3]));
            Parameter<double> b0 = new(Tensor.Create(b, [3])), b1 = new(Tensor.Create(b, [3]));
            Loss.MeanSquaredError(x.Linear(w0, b0).Tanh().Linear(w1, b1), y).Backward();
            w = (w0 - Rate * (w0.Gradient! + w1.Gradient!)).ToArray();
            b = (b0 - Rate * (b0.Gradient! + b1.Gradient!)).ToArray();

            step.Run(new(x, y));

            Assert.Equal(w, weight.ToArray(), (expected, actual) => Math.Abs(expected - actual) < 1e-14);
            Assert.Equal(b, bias.ToArray(), (expected, actual) => Math.Abs(expected - actual) < 1e-14);
        }
    }

    private sealed class Borrowing : Layer<double>
    {
        private readonly Parameter<double> weight;
        private readonly Parameter<double> bias;

        public Borrowing(Parameter<double> weight, Parameter<double> bias)
        {
            this.weight = Register("weight", weight);
            this.bias = Register("bias", bias);
        }

        protected override Tensor<double> Compute(Tensor<double> input) => input.Linear(weight, bias);
    }
}
