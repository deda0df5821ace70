using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Catalog;
using Xunit;

namespace MiniGrad.Tests.Layers;

/// <summary>Linear layers with weights of a given length, or of a spectrum of at most 1, and noise.</summary>
public class NormalizedWeightTests
{
    [Fact]
    public void Weights_of_length_and_direction_begin_as_those_of_a_linear_layer()
    {
        Linear<double> linear = new(4, 3, new Random(1));
        WeightNormalizedLinear<double> layer = new(4, 3, new Random(1));
        Tensor<double> x = Tensor.Normal([5, 4], 0.0, 1.0, new Random(2));
        CatalogAssert.Close(linear.Predict(x).ToArray(), layer.Predict(x).ToArray(), 1e-14, "output");
        Assert.Equal(["length", "direction", "bias"], layer.NamedParameters.Select(entry => entry.Name));

        layer.Length.Assign([1, 2, 3]);
        layer.Direction.Assign([.. layer.Direction.ToArray().Select(value => 7 * value)]);
        CatalogAssert.Close([1, 2, 3], layer.Weight.Norm([0]).ToArray(), 1e-14, "lengths");
        layer.Direction.Assign(new double[12]);
        Assert.Equal(new double[12], layer.Weight.ToArray());
    }

    [Fact]
    public void The_gradient_of_a_direction_is_at_right_angles_to_it()
    {
        WeightNormalizedLinear<double> layer = new(4, 3, new Random(1));
        layer.Forward(Tensor.Normal([5, 4], 0.0, 1.0, new Random(2))).Square().Sum().Backward();
        Assert.All((layer.Direction.Gradient! * layer.Direction).Sum([0]).ToArray(), product => Assert.Equal(0, product, 1e-12));
        Assert.NotEqual(0, layer.Direction.Gradient!.Norm().ToScalar(), 0.1);
    }

    [Fact]
    public void The_largest_singular_value_is_one()
    {
        // Singular values 3, 2 and 0 by construction, along rotated axes.
        double c = Math.Cos(0.3), s = Math.Sin(0.3);
        SpectralNormalizedLinear<double> layer = new(3, 2, new Random(1), hasBias: false, iterations: 60);
        layer.Weight.Assign([3 * c, -2 * s, 3 * s, 2 * c, 0, 0]);
        for (int i = 0; i < 3; i++) layer.Forward(Tensor.Ones<double>([1, 3]));
        Tensor<double> weight = layer.Predict(Tensor.Identity<double>(3));
        CatalogAssert.Close([c, -2 * s / 3, s, 2 * c / 3, 0, 0], weight.ToArray(), 1e-12, "weights");
        Assert.Equal(["left", "right"], layer.NamedBuffers.Select(entry => entry.Name));
    }

    [Fact]
    public void Singular_vectors_are_improved_by_power_iterations()
    {
        SpectralNormalizedLinear<double> layer = new(4, 3, new Random(1), iterations: 2);
        Tensor<double> w = Tensor.Normal([4, 3], 0.0, 1.0, new Random(5)), u = layer.Left, v = layer.Right.Reshape(3, 1);
        layer.Weight.Assign(w);
        for (int iteration = 0; iteration < 2; iteration++)
        {
            u = w.MatMul(v);
            u /= u.Norm();
            v = w.Transpose().MatMul(u);
            v /= v.Norm();
        }
        layer.Forward(Tensor.Ones<double>([1, 4]));
        CatalogAssert.Close(u.ToArray(), layer.Left.ToArray(), 1e-13, "left");
        CatalogAssert.Close(v.ToArray(), layer.Right.ToArray(), 1e-13, "right");
    }

    [Fact]
    public void Singular_vectors_move_in_training_only_and_not_in_trials()
    {
        SpectralNormalizedLinear<double> layer = new(5, 4, new Random(1));
        Tensor<double> x = Tensor.Ones<double>([2, 5]);
        layer.Weight.Assign(Tensor.Normal([5, 4], 0.0, 1.0, new Random(5)));
        double[] before = layer.Right.ToArray();
        layer.Predict(x);
        using (DryRun.Begin()) layer.Forward(x);
        Assert.Equal(before, layer.Right.ToArray());
        layer.Forward(x);
        Assert.NotEqual(before, layer.Right.ToArray());
    }

    [Fact]
    public void Two_outputs_can_be_differentiated_together()
    {
        SpectralNormalizedLinear<double> layer = new(5, 4, new Random(1));
        Tensor<double> x = Tensor.Ones<double>([2, 5]);
        (layer.Forward(x) - layer.Forward(2 * x)).Square().Sum().Backward();
        Assert.All(layer.Weight.Gradient!.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Weights_that_are_zero_or_not_finite_leave_the_singular_vectors_alone()
    {
        SpectralNormalizedLinear<double> layer = new(2, 2, new Random(1), hasBias: false);
        double[] right = layer.Right.ToArray();
        layer.Weight.Assign(new double[4]);
        Assert.Equal([0, 0], layer.Forward(Tensor.Ones<double>([1, 2])).ToArray());
        layer.Weight.Assign([double.NaN, 1, 1, 1]);
        layer.Forward(Tensor.Ones<double>([1, 2]));
        Assert.Equal(right, layer.Right.ToArray());
    }

    [Fact]
    public void Noise_has_its_deviation_in_training_and_none_in_inference()
    {
        GaussianNoise<double> layer = new(0.5, new Random(1));
        Tensor<double> x = Tensor.Full([200, 100], 3.0);
        Tensor<double> output = layer.Forward(x);
        Assert.Equal(3, output.Mean().ToScalar(), 0.02);
        Assert.Equal(0.25, output.Variance().ToScalar(), 0.01);
        Assert.Equal(x.ToArray(), layer.Predict(x).ToArray());
        Assert.NotEqual(output.ToArray(), layer.Forward(x).ToArray());
        Assert.Same(x, new GaussianNoise<double>(0, new Random(1)).Forward(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianNoise<double>(-1, new Random(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianNoise<float>(double.NaN, new Random(1)));
    }

    [Fact]
    public void Networks_with_normalised_weights_learn()
    {
        Random random = new(1);
        Sequential<double> model = new(
            new GaussianNoise<double>(0.01, random), new WeightNormalizedLinear<double>(2, 16, random),
            new ActivationLayer<double>(Activation.Tanh), new SpectralNormalizedLinear<double>(16, 16, random),
            new ActivationLayer<double>(Activation.Tanh), new Linear<double>(16, 1, random));
        Tensor<double> x = Tensor.Create([0.0, 0, 0, 1, 1, 0, 1, 1], [4, 2]), y = Tensor.Create([0.0, 1, 1, 0], [4, 1]);
        TrainingStep<double> step = new(
            new Adam<double>(model.Parameters, 0.01),
            batch => Loss.BinaryCrossEntropyWithLogits(model.Forward(batch.Inputs), batch.Targets));
        for (int i = 0; i < 600; i++) step.Run(new(x, y));
        Assert.Equal([0, 1, 1, 0], model.Predict(x).Sigmoid().ToArray().Select(probability => Math.Round(probability, 1)));
    }
}
