using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.LeastSquares;

/// <summary>A network of 1-20-1 units that learns two periods of a sine without noise, to a mean squared error of 1e-12.</summary>
internal static class SineRun
{
    private const double Target = 1e-12;

    public static SineFigures Measure(int seed, int points)
    {
        Tensor<double> x = Tensor.Range(-1.0, points, step: 2.0 / (points - 1)).Reshape([points, 1]);
        Dataset<double> sine = new(x, Tensor.Create([.. x.ToArray().Select(value => Math.Sin(2 * Math.PI * value))], x.Shape));
        Mlp<double> model = new([1, 20, 1], Activation.Tanh, new Random(seed));
        long began = Stopwatch.GetTimestamp();
        NetworkFit fit = LevenbergMarquardt.Fit(model, sine, new LeastSquaresOptions { Target = Target * points });
        return new SineFigures(fit, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

/// <summary>What a network came to, and how long it took.</summary>
internal sealed record SineFigures(NetworkFit Fit, double Seconds);
