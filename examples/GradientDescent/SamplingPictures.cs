using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace GradientDescent;

/// <summary>Batch, mini-batch and stochastic descent over the loss surface of a linear regression with one feature.</summary>
internal static class SamplingPictures
{
    private const int SampleCount = 256;
    private const int ShownEpochs = 8;
    private const int ShownUpdates = 60;
    private const double Rate = 0.05;
    private static readonly Tensor<double> start = Tensor.Create([-1.0, 3.5], [2, 1]);

    private static readonly IReadOnlyList<(string Name, int? BatchSize)> kinds =
    [
        ("batch", null),
        ("mini-batch", 32),
        ("stochastic", 1),
    ];

    public static IEnumerable<(string Name, Picture Picture)> Draw()
    {
        Dataset<double> data = Samples();
        ContourPlot plot = new((slope, constant) => Loss(Tensor.Create([slope, constant], [2, 1]), data.Inputs, data.Targets).ToScalar(), -1.4, 4.6, -2.4, 4.2)
        {
            Title = $"A regression's loss: {ShownUpdates} updates from all {SampleCount} samples, from 32 and from 1",
            XAxis = new Axis("slope"),
            YAxis = new Axis("constant"),
        };
        LineChart chart = new()
        {
            Title = $"What {ShownEpochs} passes over the samples bring",
            XAxis = new Axis("samples seen"),
            YAxis = new Axis("mean squared error") { Scale = AxisScale.Logarithmic },
        };
        foreach ((string name, int? size) in kinds)
        {
            int batchSize = size ?? SampleCount, epochs = Math.Max(ShownEpochs, ShownUpdates * batchSize / SampleCount);
            SampledDescentResult<double> run = Descent.Minimize(
                (weights, batch) => Loss(weights, batch.Inputs, batch.Targets), start, data, batchSize, x => new Sgd<double>(x, Rate), Stop.AfterIterations(epochs), new Random(3), new DescentOptions { TraceEvery = 1 });
            plot.AddPath(name, run.Trace.Take(ShownUpdates + 1).Select(point => (point.Point[0, 0], point.Point[1, 0])));
            TracePoint<double>[] shown = [.. run.Trace.TakeWhile(point => point.Iteration * batchSize <= ShownEpochs * SampleCount)];
            chart.Add(name, shown.Select(point => (double)point.Iteration * batchSize), shown.Select(point => Loss(point.Point, data.Inputs, data.Targets).ToScalar()));
        }
        plot.AddMark("minimum", Minimum(data));
        yield return ("samples-paths", plot);
        yield return ("samples-loss", chart);
    }

    /// <summary>‖y − Xβ‖²/n.</summary>
    private static Tensor<double> Loss(Tensor<double> weights, Tensor<double> inputs, Tensor<double> targets) => (inputs.MatMul(weights) - targets).Square().Mean();

    /// <summary>The slope is the covariance over the variance, and the line goes through the mean.</summary>
    private static (double Slope, double Constant) Minimum(Dataset<double> data)
    {
        Tensor<double> x = data.Inputs.Slice(1, 0, 1), y = data.Targets;
        double meanX = x.Mean().ToScalar(), meanY = y.Mean().ToScalar(), slope = ((x - meanX) * (y - meanY)).Mean().ToScalar() / (x - meanX).Square().Mean().ToScalar();
        return (slope, meanY - slope * meanX);
    }

    /// <summary>A line with noise; each sample is its place and a 1 for the constant.</summary>
    private static Dataset<double> Samples()
    {
        Random random = new(7);
        Tensor<double> x = Tensor.Normal([SampleCount, 1], 0.0, 1, random), noise = Tensor.Normal([SampleCount, 1], 0.0, 1, random);
        return new Dataset<double>(Tensor.Concatenate([x, Tensor.Ones<double>([SampleCount, 1])], 1), x * 2 + 0.5 + noise);
    }
}
