using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Training.LeastSquares;

public class NetworkFitTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Twenty_hidden_units_fit_a_sine_to_1e_minus_12(int seed)
    {
        Mlp<double> model = new([1, 20, 1], Activation.Tanh, new Random(seed));
        foreach (bool accelerates in (bool[])[false, true])
        {
            Mlp<double> copy = new([1, 20, 1], Activation.Tanh, new Random(seed));
            System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
            NetworkFit f = LevenbergMarquardt.Fit(copy, Sine(), new LeastSquaresOptions { Accelerates = accelerates });
            output.WriteLine($"{accelerates} {f} {watch.Elapsed}");
        }
        NetworkFit fit = LevenbergMarquardt.Fit(model, Sine());
        Assert.True(fit.MeanSquaredError <= 1e-12, $"{fit}");
    }

    private static Dataset<double> Sine()
    {
        Tensor<double> x = Tensor.Range(-1.0, count: 150, step: 2.0 / 149).Reshape([150, 1]);
        return new Dataset<double>(x, Tensor.Create([.. x.ToArray().Select(value => Math.Sin(2 * Math.PI * value))], x.Shape));
    }
}
