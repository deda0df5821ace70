using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.LeastSquares;

public class NetworkFitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Twenty_hidden_units_fit_a_noiseless_sine_to_a_mean_squared_error_of_1e_minus_12(int seed)
    {
        Mlp<double> model = new([1, 20, 1], Activation.Tanh, new Random(seed));
        Dataset<double> sine = Sine(150);
        NetworkFit fit = LevenbergMarquardt.Fit(model, sine, new() { Target = 150e-12 });
        Assert.True(fit.MeanSquaredError <= 1e-12, $"{fit}");
        Assert.Equal(StopKind.LossTarget, fit.Reason.Kind);
        double sum = (model.Predict(sine.Inputs) - sine.Targets).Square().Sum().ToScalar();
        Assert.Equal(fit.SumOfSquares, sum, 1e-6 * sum);
    }

    [Fact]
    public void A_linear_network_finds_the_regression_in_a_step()
    {
        Tensor<double> x = Tensor.Uniform([50, 3], -1.0, 1, new Random(1)), weights = Tensor.Create([1.0, -2, 3, 0.5, 0, 2], [3, 2]);
        Linear<double> model = new(3, 2, new Random(2));
        NetworkFit fit = LevenbergMarquardt.Fit(model, new Dataset<double>(x, x.MatMul(weights) + 0.25));
        Assert.True(fit.Iterations <= 4, $"{fit}");
        for (int i = 0; i < 6; i++) Assert.Equal(weights.Span[i], model.Weight.Span[i], 1e-12);
        for (int i = 0; i < 2; i++) Assert.Equal(0.25, model.Bias!.Span[i], 1e-12);
    }

    [Fact]
    public void A_weight_counts_as_so_many_samples()
    {
        Tensor<double> x = Tensor.Uniform([20, 1], -1.0, 1, new Random(1));
        Tensor<double> y = x.Square() + Tensor.Uniform([20, 1], -0.1, 0.1, new Random(2));
        double[] counts = [.. Enumerable.Range(0, 20).Select(i => i % 3 + 1.0)];
        int[] repeated = [.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat(i, (int)counts[i]))];
        Dataset<double> data = new(x, y);
        Mlp<double> weighted = new([1, 3, 1], Activation.Tanh, new Random(3)), plain = new([1, 3, 1], Activation.Tanh, new Random(3));
        LeastSquaresOptions options = new() { MaximumEvaluations = 12 };
        NetworkFit one = LevenbergMarquardt.Fit(weighted, new Dataset<double>(x, y, Tensor.Vector<double>(counts)), options);
        NetworkFit two = LevenbergMarquardt.Fit(plain, data.Select(repeated), options);
        Assert.Equal(two.SumOfSquares, one.SumOfSquares, 1e-9);
        Assert.Equal(two.MeanSquaredError, one.MeanSquaredError, 1e-9);
    }

    [Fact]
    public void Frozen_parameters_stay_as_they_are()
    {
        Mlp<double> model = new([1, 6, 1], Activation.Tanh, new Random(1));
        model.Parameters[0].IsFrozen = true;
        double[] before = model.Parameters[0].ToArray(), learned = model.Parameters[2].ToArray();
        double first = (model.Predict(Sine(60).Inputs) - Sine(60).Targets).Square().Sum().ToScalar();
        NetworkFit fit = LevenbergMarquardt.Fit(model, Sine(60), new() { MaximumEvaluations = 20 });
        Assert.Equal(before, model.Parameters[0].ToArray());
        Assert.NotEqual(learned, model.Parameters[2].ToArray());
        Assert.True(fit.SumOfSquares < first, $"{fit}");
    }

    [Fact]
    public void Other_networks_learn_sample_by_sample()
    {
        Mlp<double> chain = new([1, 5, 1], Activation.Tanh, new Random(1));
        Wrapped other = new(new Mlp<double>([1, 5, 1], Activation.Tanh, new Random(1)));
        LeastSquaresOptions options = new() { MaximumEvaluations = 15, Accelerates = false };
        NetworkFit expected = LevenbergMarquardt.Fit(chain, Sine(60), options), actual = LevenbergMarquardt.Fit(other, Sine(60), options);
        Assert.Equal(expected.SumOfSquares, actual.SumOfSquares, 1e-6);
        Assert.True(actual.MeanSquaredError < 0.1, $"{actual}");
    }

    [Fact]
    public void Single_precision_learns()
    {
        Tensor<float> x = Tensor.Range(-1f, count: 80, step: 2f / 79).Reshape([80, 1]);
        Mlp<float> model = new([1, 8, 1], Activation.Tanh, new Random(1));
        Tensor<float> sine = Tensor.Create([.. x.ToArray().Select(value => MathF.Sin(3 * value))], x.Shape);
        NetworkFit fit = LevenbergMarquardt.Fit(model, new Dataset<float>(x, sine));
        Assert.True(fit.MeanSquaredError < 1e-9, $"{fit}");
    }

    [Fact]
    public void A_cancelled_run_leaves_the_best_parameters()
    {
        using CancellationTokenSource source = new();
        Mlp<double> model = new([1, 6, 1], Activation.Tanh, new Random(1));
        Dataset<double> sine = Sine(60);
        LeastSquaresOptions options = new() { OnIteration = progress => { if (progress.Iteration == 5) source.Cancel(); } };
        NetworkFit fit = LevenbergMarquardt.Fit(model, sine, options, source.Token);
        Assert.Equal((5, StopKind.Cancelled), (fit.Iterations, fit.Reason.Kind));
        double sum = (model.Predict(sine.Inputs) - sine.Targets).Square().Sum().ToScalar();
        Assert.Equal(fit.SumOfSquares, sum, 1e-9 * sum);
    }

    [Fact]
    public void An_error_in_a_callback_leaves_the_best_parameters()
    {
        Mlp<double> model = new([1, 6, 1], Activation.Tanh, new Random(1));
        Dataset<double> sine = Sine(60);
        double sum = 0;
        LeastSquaresOptions options = new()
        {
            OnIteration = progress =>
            {
                sum = progress.SumOfSquares;
                if (progress.Iteration == 4) throw new TimeoutException();
            },
        };
        Assert.Throws<TimeoutException>(() => LevenbergMarquardt.Fit(model, sine, options));
        Assert.Equal(sum, (model.Predict(sine.Inputs) - sine.Targets).Square().Sum().ToScalar(), 1e-9 * sum);
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Random random = new(1);
        Refuses(new Mlp<double>([1, 20, 1], Activation.Tanh, random), Sine(60), "60 residuals and 61 parameters");
        Refuses(new Mlp<double>([1, 4, 1], Activation.Tanh, random, dropout: 0.1), Sine(60), "'dropouts.0'");
        Refuses(new Mlp<double>([1, 4, 1], Activation.Tanh, random, normalization: Normalization.Batch), Sine(60), "'normalizations.0'");
        Refuses(new Mlp<double>([1, 4, 2], Activation.Tanh, random), Sine(60), "[60, 2], got [60, 1]");
        Refuses(
            new Mlp<double>([1, 4, 2], Activation.Tanh, random),
            new Dataset<double>(Tensor.Zeros<double>([3, 1]), new IndexTensor([0, 1, 0], [3])), "numbers as targets");
        Mlp<double> frozen = new([1, 4, 1], Activation.Tanh, random);
        foreach (Parameter<double> parameter in frozen.Parameters) parameter.IsFrozen = true;
        Refuses(frozen, Sine(60), "not frozen");
        Tensor<double> bad = Sine(60).Targets.Detach();
        double[] values = bad.ToArray();
        values[7] = double.NaN;
        Refuses(
            new Mlp<double>([1, 4, 1], Activation.Tanh, random), new Dataset<double>(Sine(60).Inputs, Tensor.Create(values, [60, 1])),
            "the error of sample 7 in output 0 is NaN");

        static void Refuses(Layer<double> model, Dataset<double> data, string words) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => LevenbergMarquardt.Fit(model, data)).Message);
    }

    private static Dataset<double> Sine(int count)
    {
        Tensor<double> x = Tensor.Range(-1.0, count, step: 2.0 / (count - 1)).Reshape([count, 1]);
        return new Dataset<double>(x, Tensor.Create([.. x.ToArray().Select(value => Math.Sin(2 * Math.PI * value))], x.Shape));
    }

    /// <summary>A network of a kind that is not known to be a chain.</summary>
    private sealed class Wrapped : Layer<double>
    {
        private readonly Layer<double> inner;

        public Wrapped(Layer<double> inner) => this.inner = Register(nameof(inner), inner);

        protected override Tensor<double> Compute(Tensor<double> input) => inner.Forward(input);
    }
}
