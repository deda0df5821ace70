// Draws what there is to see: batch, mini-batch and stochastic descent, learning-rate schedules and computation graphs. Usage: Pictures
// [folder]
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Training;
using MiniGrad.Visualization;

string folder = args is [string given] ? given : "pictures";
Directory.CreateDirectory(folder);
(string Name, Picture Picture)[] pictures = [.. Samples(), .. Schedules(), .. Graphs()];
foreach ((string name, Picture picture) in pictures) picture.Save(Path.Combine(folder, $"{name}.svg"));
Console.WriteLine($"{pictures.Length} pictures are in {folder}");
return 0;

// Batch, mini-batch and stochastic descent over the loss surface of a linear regression: each sample is its place and a 1 for the constant.
static IEnumerable<(string Name, Picture Picture)> Samples()
{
    const int Count = 256, ShownEpochs = 8, ShownUpdates = 60;
    Random random = new(7);
    Tensor<double> x = Tensor.Normal([Count, 1], 0.0, 1, random), y = x * 2 + 0.5 + Tensor.Normal([Count, 1], 0.0, 1, random);
    Dataset<double> data = new(Tensor.Concatenate([x, Tensor.Ones<double>([Count, 1])], 1), y);
    Tensor<double> Error(Tensor<double> weights, Tensor<double> inputs, Tensor<double> targets) =>
        (inputs.MatMul(weights) - targets).Square().Mean();
    double ErrorAt(Tensor<double> weights) => Error(weights, data.Inputs, data.Targets).ToScalar();
    ContourPlot plot = new((slope, constant) => ErrorAt(Tensor.Create([slope, constant], [2, 1])), -1.4, 4.6, -2.4, 4.2)
    {
        Title = $"A regression's loss: {ShownUpdates} updates from all {Count} samples, from 32 and from 1",
        XAxis = new Axis("slope"),
        YAxis = new Axis("constant"),
    };
    LineChart chart = new()
    {
        Title = $"What {ShownEpochs} passes over the samples bring",
        XAxis = new Axis("samples seen"),
        YAxis = new Axis("mean squared error") { Scale = AxisScale.Logarithmic },
    };
    foreach ((string name, int batchSize) in new[] { ("batch", Count), ("mini-batch", 32), ("stochastic", 1) })
    {
        SampledDescentResult<double> run = Descent.Minimize(
            (weights, batch) => Error(weights, batch.Inputs, batch.Targets), Tensor.Create([-1.0, 3.5], [2, 1]), data, batchSize,
            weights => new Sgd<double>(weights, 0.05),
            Stop.AfterIterations(Math.Max(ShownEpochs, ShownUpdates * batchSize / Count)), new Random(3),
            new DescentOptions { TraceEvery = 1 });
        plot.AddPath(name, run.Trace.Take(ShownUpdates + 1).Select(point => (point.Point[0, 0], point.Point[1, 0])));
        TracePoint<double>[] shown = [.. run.Trace.TakeWhile(point => point.Iteration * batchSize <= ShownEpochs * Count)];
        chart.Add(name, shown.Select(point => (double)point.Iteration * batchSize), shown.Select(point => ErrorAt(point.Point)));
    }

    // The slope is the covariance over the variance, and the line goes through the mean.
    double meanX = x.Mean().ToScalar(), meanY = y.Mean().ToScalar();
    double best = ((x - meanX) * (y - meanY)).Mean().ToScalar() / (x - meanX).Square().Mean().ToScalar();
    plot.AddMark("minimum", (best, meanY - best * meanX));
    return [("samples-paths", plot), ("samples-loss", chart)];
}

static IEnumerable<(string Name, Picture Picture)> Schedules()
{
    const int Steps = 200;
    return
    [
        ("schedules-falling", Curves(
            "Learning rates that fall", ("constant", LearningRate.Constant(1)), ("inverse time", LearningRate.InverseTime(1, decay: 0.05)),
            ("step decay", LearningRate.StepDecay(1, period: 50, factor: 0.5)), ("exponential", LearningRate.Exponential(1, 0.98)),
            ("polynomial, power 2", LearningRate.Polynomial(1, Steps, power: 2)), ("linear", LearningRate.Linear(1, 0, Steps)),
            ("cosine", LearningRate.Cosine(1, Steps)))),
        ("schedules-rising", Curves(
            "Learning rates that rise before, or again", ("warm-up, then cosine", LearningRate.Cosine(1, Steps - 20).WithWarmup(20)),
            ("one cycle", LearningRate.OneCycle(1, Steps)),
            ("Noam", LearningRate.Noam(modelSize: 1, warmupSteps: 40, factor: Math.Sqrt(40))),
            ("warm restarts", LearningRate.WarmRestarts(1, period: 30, growth: 2)),
            ("cyclical", LearningRate.Cyclical(0.1, 1, stepsUp: 25)))),
    ];

    static LineChart Curves(string title, params IReadOnlyList<(string Name, Schedule Schedule)> schedules)
    {
        LineChart chart = new() { Title = title, XAxis = new Axis("step"), YAxis = new Axis("share of the largest rate") { Minimum = 0 } };
        foreach ((string name, Schedule schedule) in schedules)
            chart.Add(name, [.. Enumerable.Range(0, Steps + 1).Select(step => schedule.At(step))]);
        return chart;
    }
}

static IEnumerable<(string Name, Picture Picture)> Graphs()
{
    Tensor<double> x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(2.0).Tracked(), w = x + y, z = w.Square();
    yield return (
        "graph-square", new GraphPicture(ComputationGraph.Of(z, (x, "x"), (y, "y"), (w, "w"), (z, "z"))) { Title = "z = (x + y)²" });

    Mlp<double> model = new([2, 3, 1], Activation.Tanh, new Random(1));
    Tensor<double> inputs = Tensor.Zeros<double>([4, 2]), targets = Tensor.Zeros<double>([4, 1]);
    Tensor<double> loss = Loss.MeanSquaredError(model.Forward(inputs), targets);
    ComputationGraph graph = ComputationGraph.Of(loss, (inputs, "inputs"), (targets, "targets"), (loss, "loss"));
    yield return ("graph-network", new GraphPicture(graph) { Title = "The loss of a network with three hidden units" });
}
