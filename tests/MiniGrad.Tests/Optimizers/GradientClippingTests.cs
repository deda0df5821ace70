using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Optimizers;

public class GradientClippingTests
{
    // Norms 5 and 12, together 13.
    private static readonly double[] first = [3, -4, 0], second = [12];

    [Fact]
    public void Clipping_by_value_limits_each_element() => AssertMoves(GradientClipping.ByValue(3.5), [3, -3.5, 0], [3.5]);

    [Fact]
    public void Clipping_by_norm_scales_each_gradient_alone() => AssertMoves(GradientClipping.ByNorm(6), [3, -4, 0], [6]);

    [Fact]
    public void Clipping_by_global_norm_scales_all_gradients_alike() => AssertMoves(GradientClipping.ByGlobalNorm(6.5), [1.5, -2, 0], [6]);

    [Fact]
    public void Gradients_within_the_limit_stay()
    {
        AssertMoves(GradientClipping.ByValue(12), first, second);
        AssertMoves(GradientClipping.ByNorm(12), first, second);
        AssertMoves(GradientClipping.ByGlobalNorm(13), first, second);
    }

    [Fact]
    public void Weight_decay_is_added_after_clipping()
    {
        Parameter<double> x = new(Tensor.Vector(100.0));
        Sgd<double> optimizer = new([x], 1, weightDecay: 0.5) { Clipping = GradientClipping.ByValue(1) };
        x.Gradient = Tensor.Vector(7.0);
        optimizer.Step();
        Assert.Equal(100 - (1 + 50), x.Span[0], 12);
    }

    [Fact]
    public void The_global_norm_leaves_out_frozen_parameters_and_those_without_gradient()
    {
        Parameter<double> used = new(Tensor.Zeros<double>([1])), frozen = new(Tensor.Zeros<double>([1])), unused =
            new(Tensor.Zeros<double>([1]));
        Sgd<double> optimizer = new([used, frozen, unused], 1) { Clipping = GradientClipping.ByGlobalNorm(2) };
        used.Gradient = Tensor.Vector(8.0);
        frozen.Gradient = Tensor.Vector(1000.0);
        frozen.IsFrozen = true;
        optimizer.Step();
        Assert.Equal(-2, used.Span[0], 15);
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e-25f)]
    public void Norms_neither_overflow_nor_vanish(float size)
    {
        Parameter<float> x = new(Tensor.Zeros<float>([4]));
        Sgd<float> optimizer = new([x], 1) { Clipping = GradientClipping.ByGlobalNorm(size) };
        x.Gradient = Tensor.Full([4], size);
        optimizer.Step();
        Assert.All(x.ToArray(), value => Assert.Equal(-0.5f, value / size, 1e-6f));
    }

    /// <summary>Finite gradients whose norm, 3e308, is beyond the largest double.</summary>
    [Fact]
    public void A_norm_that_is_no_double_limits_all_the_same()
    {
        foreach (GradientClipping clipping in (GradientClipping[])[GradientClipping.ByNorm(1), GradientClipping.ByGlobalNorm(1)])
        {
            Parameter<double> x = new(Tensor.Zeros<double>([4]));
            Sgd<double> optimizer = new([x], 1) { Clipping = clipping, RefusesNonFiniteGradients = true };
            x.Gradient = Tensor.Full([4], 1.5e308);
            optimizer.Step();
            Assert.All(x.ToArray(), value => Assert.Equal(-0.5, value, 1e-12));
        }
        Parameter<double> large = new(Tensor.Zeros<double>([4, 4])), small = new(Tensor.Zeros<double>([4, 4]));
        double[] gradient = Tensor.Normal([16], 0d, 1d, new Random(1)).ToArray();
        large.Gradient = Tensor.Create<double>([.. gradient.Select(value => 5e307 * value)], [4, 4]);
        small.Gradient = Tensor.Create<double>(gradient, [4, 4]);
        foreach (Parameter<double> matrix in (Parameter<double>[])[large, small]) new Muon<double>([matrix], 1, momentum: 0).Step();
        Assert.Equal(small.ToArray(), large.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.All(large.ToArray(), value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Gradient_of_NaN_reaches_the_parameters()
    {
        foreach (GradientClipping clipping in (GradientClipping[])[GradientClipping.ByValue(1), GradientClipping.ByNorm(1),
            GradientClipping.ByGlobalNorm(1)])
        {
            Parameter<double> x = new(Tensor.Zeros<double>([1]));
            x.Gradient = Tensor.Vector(double.NaN);
            new Sgd<double>([x], 1) { Clipping = clipping }.Step();
            Assert.True(double.IsNaN(x.Span[0]));
        }
    }

    [Fact]
    public void Description_names_the_limit()
    {
        Assert.Equal("by value 0.5", GradientClipping.ByValue(0.5).Description);
        Assert.Equal("by norm 2", GradientClipping.ByNorm(2).ToString());
        Assert.Equal("by global norm 1", GradientClipping.ByGlobalNorm(1).ToString());
    }

    [Fact]
    public void Captured_steps_clip_like_eager_ones()
    {
        SmallNetwork<double> eager = new(), captured = new();
        static Optimizer<double> OptimizerOf(SmallNetwork<double> network) =>
            new Adam<double>(network.Parameters, 0.05) { Clipping = GradientClipping.ByGlobalNorm(0.1) };
        Optimizer<double> optimizer = OptimizerOf(eager);
        TrainingStep<double> step = new(OptimizerOf(captured), batch => captured.Loss(batch.Inputs, batch.Targets));
        for (int i = 0; i < 20; i++)
        {
            (Tensor<double> x, Tensor<double> y) = eager.Batch(i % 5, 3);
            Assert.Equal(optimizer.Step(() => eager.Loss(x, y)), step.Run(new(x, y)));
        }
        Assert.Equal(eager.Values, captured.Values);
    }

    private static void AssertMoves(GradientClipping clipping, double[] expectedFirst, double[] expectedSecond)
    {
        Parameter<double> a = new(Tensor.Zeros<double>([3])), b = new(Tensor.Zeros<double>([1]));
        Tensor<double> gradient = Tensor.Create<double>(first, [3]);
        a.Gradient = gradient;
        b.Gradient = Tensor.Create<double>(second, [1]);
        new Sgd<double>([a, b], 1) { Clipping = clipping }.Step();
        Assert.Equal(expectedFirst.Select(value => -value), a.ToArray(), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Equal(expectedSecond.Select(value => -value), b.ToArray(), (x, y) => Math.Abs(x - y) < 1e-14);

        // Others see the gradient as it was.
        Assert.Same(gradient, a.Gradient);
        Assert.Equal(first, gradient.ToArray());
        Assert.Equal(second, b.Gradient!.ToArray());
    }
}
