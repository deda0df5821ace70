using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.LeastSquares;

public class PerSampleGradientsTests
{
    private static readonly Random random = new(3);

    public static TheoryData<string> Networks => ["tanh", "relu", "shared", "without bias", "frozen", "residual", "normalised", "flat"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void They_equal_a_loop_over_samples(string kind)
    {
        Layer<double> model = Make(kind);
        Tensor<double> inputs = Tensor.Uniform([7, 3], -1.0, 1, new Random(1)), targets = Tensor.Uniform([7, 2], -1.0, 1, new Random(2));
        if (kind == "flat") inputs = Tensor.Uniform([7, 3, 1], -1.0, 1, new Random(1));
        Parameter<double>[] parameters = [.. model.Parameters.Where(parameter => !parameter.IsFrozen)];
        Tensor<double> losses = PerSampleGradients.Of(model, inputs, outputs => (outputs - targets).Square().Sum([1]));
        Tensor<double> jacobian = PerSampleGradients.Jacobian(model, inputs);
        int count = parameters.Sum(parameter => parameter.ElementCount);
        Assert.Equal([7, count], losses.Shape);
        Assert.Equal([7, 2, count], jacobian.Shape);
        for (int sample = 0; sample < 7; sample++)
        {
            using GraphRegion region = Inference.Begin(recording: true);
            Tensor<double> output = model.Forward(inputs.Slice(0, sample, 1));
            Tensor<double> loss = (output - targets.Slice(0, sample, 1)).Square().Sum();
            AssertNear(Flat(Differentiation.Gradients(loss, parameters, retainGraph: true)), losses.Slice(0, sample, 1));
            for (int place = 0; place < 2; place++)
            {
                Tensor<double>[] gradients = Differentiation.Gradients(output.Slice(1, place, 1).Sum(), parameters, retainGraph: true);
                AssertNear(Flat(gradients), jacobian.Slice(0, sample, 1).Slice(1, place, 1));
            }
        }
    }

    [Fact]
    public void Their_mean_is_the_gradient_of_the_mean_loss()
    {
        Mlp<float> model = new([3, 5, 2], Activation.Gelu, new Random(1));
        Tensor<float> inputs = Tensor.Uniform([9, 3], -1f, 1, new Random(1)), targets = Tensor.Uniform([9, 2], -1f, 1, new Random(2));
        Tensor<float> mean = PerSampleGradients.Of(model, inputs, outputs => (outputs - targets).Square().Mean([1])).Mean([0]);
        Tensor<float>[] expected = Differentiation.Gradients(Loss.MeanSquaredError(model.Forward(inputs), targets), [.. model.Parameters]);
        float[] flat = [.. expected.SelectMany(gradient => gradient.ToArray())];
        for (int i = 0; i < flat.Length; i++) Assert.Equal(flat[i], mean.Span[i], 1e-6f);
    }

    [Fact]
    public void One_sample_and_one_output_are_enough()
    {
        Linear<double> model = new(1, 1, new Random(1));
        Assert.Equal([3.0, 1], PerSampleGradients.Jacobian(model, Tensor.Create([3.0], [1, 1])).ToArray());
    }

    [Fact]
    public void A_loss_that_mixes_samples_is_refused()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(1));
        Tensor<double> inputs = Tensor.Uniform([4, 3], -1.0, 1, new Random(1));
        var error = Assert.Throws<InvalidOperationException>(
            () => PerSampleGradients.Of(model, inputs, outputs => (outputs - outputs.Mean([0], keepDimensions: true)).Square().Sum([1])));
        Assert.Contains("that sample alone", error.Message);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_for_each_sample_is_refused()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(1));
        Tensor<double> inputs = Tensor.Uniform([4, 3], -1.0, 1, new Random(1));
        Assert.Contains("[4]", Assert.Throws<InvalidOperationException>(
            () => PerSampleGradients.Of(model, inputs, outputs => outputs.Sum())).Message);
        Assert.Contains("does not depend", Assert.Throws<InvalidOperationException>(
            () => PerSampleGradients.Of(model, inputs, _ => Tensor.Ones<double>([4]))).Message);
    }

    [Fact]
    public void Frozen_networks_and_no_samples_are_refused()
    {
        Linear<double> model = new(3, 1, new Random(1));
        Assert.Contains("[0, 3]", Assert.Throws<ArgumentException>(
            () => PerSampleGradients.Jacobian(model, Tensor.Zeros<double>([0, 3]))).Message);
        foreach (Parameter<double> parameter in model.Parameters) parameter.IsFrozen = true;
        Assert.Contains("not frozen", Assert.Throws<ArgumentException>(
            () => PerSampleGradients.Jacobian(model, Tensor.Ones<double>([2, 3]))).Message);
    }

    private static Layer<double> Make(string kind)
    {
        switch (kind)
        {
            case "tanh": return new Mlp<double>([3, 5, 4, 2], Activation.Tanh, random);
            case "relu": return new Mlp<double>([3, 5, 2], Activation.Relu, random, dropout: 0.3);
            case "shared":
                Linear<double> twice = new(3, 3, random);
                return new Sequential<double>(twice, new ActivationLayer<double>(Activation.Silu), twice, new Linear<double>(3, 2, random));
            case "without bias":
                return new Sequential<double>(new Linear<double>(3, 4, random, hasBias: false), new Linear<double>(4, 2, random));
            case "frozen":
                Mlp<double> frozen = new([3, 5, 4, 2], Activation.Softplus, random);
                frozen.Parameters[0].IsFrozen = frozen.Parameters[3].IsFrozen = true;
                return frozen;
            case "residual":
                return new Sequential<double>(
                    new Residual<double>(new Mlp<double>([3, 4, 3], Activation.Elu, random)), new Linear<double>(3, 2, random));
            case "normalised": return new Mlp<double>([3, 5, 2], Activation.Tanh, random, normalization: Normalization.Layer);
            default: return new Sequential<double>(new Flatten<double>(), new Mlp<double>([3, 5, 2], Activation.Sigmoid, random));
        }
    }

    private static double[] Flat(Tensor<double>[] gradients) => [.. gradients.SelectMany(gradient => gradient.ToArray())];

    private static void AssertNear(double[] expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Length, actual.ElementCount);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Span[i], 1e-12);
    }
}
