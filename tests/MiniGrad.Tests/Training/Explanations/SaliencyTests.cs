using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Explanations;

public class SaliencyTests
{
    /// <summary>Layers that behave otherwise in training.</summary>
    private static Sequential<double> Network(int outputs, Random random) => new(
        new Linear<double>(6, 8, random), new BatchNormalization<double>(8), new ActivationLayer<double>(Activation.Tanh),
        new Dropout<double>(0.5, random), new Linear<double>(8, outputs, random));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void It_is_the_difference_quotient_of_the_chosen_output(int columns)
    {
        Random random = new(1);
        Sequential<double> model = Network(columns, random);
        Tensor<double> x = Tensor.Normal<double>([4, 6], 0, 1, random);
        IndexTensor classes = columns == 1 ? [1, 0, 1, 0] : [2, 0, 1, 1];
        Tensor<double> gradient = Saliency.Of(model, x, classes);
        Assert.Equal(x.Shape, gradient.Shape);
        const double Step = 1e-6;
        for (int i = 0; i < x.ElementCount; i++)
        {
            double quotient = (Output(i, Step) - Output(i, -Step)) / (2 * Step);
            Assert.Equal(quotient, gradient.Span[i], 1e-8);
        }

        double Output(int place, double change)
        {
            double[] moved = x.ToArray();
            moved[place] += change;
            int sample = place / 6;
            using GraphRegion region = Inference.Begin();
            Tensor<double> outputs = model.Forward(Tensor.Create<double>(moved, x.Shape));
            return columns > 1 ? outputs[sample, classes[sample]] : outputs[sample, 0] * (classes[sample] == 1 ? 1 : -1);
        }
    }

    [Fact]
    public void Without_a_class_it_is_of_the_predicted_one()
    {
        Sequential<double> model = Network(3, new Random(2));
        Tensor<double> x = Tensor.Normal<double>([5, 6], 0, 1, new Random(3));
        IndexTensor predicted = new Predictor<double>(model).PredictClasses(x);
        Assert.Equal(Saliency.Of(model, x, predicted).ToArray(), Saliency.Of(model, x).ToArray());
        Assert.Equal(Saliency.Of(model, x, [1, 1, 1, 1, 1]).ToArray(), Saliency.Of(model, x, 1).ToArray());
    }

    [Fact]
    public void The_model_and_its_gradients_stay_as_they_are()
    {
        Sequential<double> model = Network(3, new Random(4));
        Tensor<double> x = Tensor.Normal<double>([5, 6], 0, 1, new Random(5));
        model.Forward(x).Sum().Backward();
        double[][] gradients = Copies(parameter => parameter.Gradient!), weights = Copies(parameter => parameter);
        double[] before = new Predictor<double>(model).Predict(x).ToArray();
        Saliency.Of(model, x);
        Saliency.Smooth(model, x, copies: 3);
        Assert.Equal(gradients, Copies(parameter => parameter.Gradient!));
        Assert.Equal(weights, Copies(parameter => parameter));
        Assert.Equal(before, new Predictor<double>(model).Predict(x).ToArray());
        Assert.False(Inference.IsActive);
        Assert.False(x.RequiresGradient);

        double[][] Copies(Func<Parameter<double>, Tensor<double>> part) =>
            [.. model.Parameters.Select(parameter => part(parameter).ToArray())];
    }

    [Fact]
    public void Smoothed_it_is_the_mean_over_noisy_copies()
    {
        Sequential<double> model = Network(2, new Random(6));
        Tensor<double> x = Tensor.Create<double>([1, -1, 0.5, 0, 0.25, 1, 3, 3, 3, 3, 3, 3], [2, 6]);
        double[] expected = new double[12];
        var random = new XoshiroRandom(9);
        for (int copy = 0; copy < 4; copy++)
        {
            Tensor<double> noise = Tensor.Normal<double>(x.Shape, 0, 1, random);
            // The numbers of the first sample have a range of 2, those of the second none.
            double[] noisy = [.. x.ToArray().Select((value, i) => value + (i < 6 ? 0.1 * 2 * noise.Span[i] : 0))];
            double[] gradient = Saliency.Of(model, Tensor.Create<double>(noisy, x.Shape), [1, 0]).ToArray();
            for (int i = 0; i < expected.Length; i++) expected[i] += gradient[i] / 4;
        }
        double[] smooth = Saliency.Smooth(model, x, [1, 0], copies: 4, noise: 0.1, seed: 9).ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], smooth[i], 1e-12);
        Assert.Equal(smooth, Saliency.Smooth(model, x, [1, 0], copies: 4, noise: 0.1, seed: 9).ToArray());
        Assert.NotEqual(smooth, Saliency.Smooth(model, x, [1, 0], copies: 4, noise: 0.1, seed: 8).ToArray());
        double[] plain = Saliency.Of(model, x, [1, 0]).ToArray();
        Assert.Equal(plain, Saliency.Smooth(model, x, [1, 0], copies: 1, noise: 0).ToArray());
    }

    [Fact]
    public void Frozen_layers_and_images_of_any_rank_are_taken()
    {
        Sequential<float> model = new(new Flatten<float>(), new Mlp<float>([36, 5, 3], Activation.Tanh, new Random(2)));
        foreach (Parameter<float> parameter in model.Parameters) parameter.IsFrozen = true;
        Tensor<float> images = Tensor.Uniform<float>([2, 1, 6, 6], 0, 1, new Random(3));
        Tensor<float> gradient = Saliency.Of(model, images, [0, 2]);
        Assert.Equal(images.Shape, gradient.Shape);
        Assert.Contains(gradient.ToArray(), value => value != 0);
    }

    [Fact]
    public void What_has_no_gradient_is_refused()
    {
        Sequential<double> model = Network(3, new Random(7));
        Tensor<double> x = Tensor.Zeros<double>([2, 6]);
        AssertRefused("Saliency: expected a class for each of 2 samples, got [3].", () => Saliency.Of(model, x, [0, 1, 2]));
        AssertRefused("Saliency: ", () => Saliency.Of(model, x, [0, 3]));
        AssertRefused("Saliency: the class must be at least 0, got -1", () => Saliency.Of(model, x, -1));
        AssertRefused("Saliency: expected inputs [samples, ...] of at least one sample, got [0, 6].", () => Saliency.Of(
            model, Tensor.Zeros<double>([0, 6])));
        AssertRefused("Saliency: expected finite inputs, got NaN in sample 1.", () => Saliency.Of(
            model, Tensor.Create([0, 0, double.NaN, 0], [2, 2])));
        AssertRefused("Saliency: the number of copies must be at least 1, got 0", () => Saliency.Smooth(model, x, copies: 0));
        AssertRefused("Saliency: noise must be", () => Saliency.Smooth(model, x, noise: -1));
    }

    private static void AssertRefused(string expected, Action action) =>
        Assert.StartsWith(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
