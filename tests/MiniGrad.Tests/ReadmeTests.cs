using System.Runtime.CompilerServices;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Estimators;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;
#region first network
#endregion
#region newcomer
#endregion

namespace MiniGrad.Tests;

/// <summary>What the README shows is what compiles and works.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_newcomers_path_leads_to_a_saved_model_and_stands_in_the_README_as_it_is_here()
    {
        using TemporaryFolder temporary = new();
        string folder = temporary.Path;
        CsvTable.Write(Path.Combine(folder, "plants.csv"), Problems.Plants(500, seed: 1));

        #region newcomer
        Table table = CsvTable.Read(Path.Combine(folder, "plants.csv"));
        int[][] parts = Partition.Split(table.Count, [0.8, 0.2], new Random(1));
        Table training = table.Select(parts[0]), test = table.Select(parts[1]);

        var classifier = new MlpClassifier { HiddenSizes = [32], LearningRate = 0.01, BatchSize = 32, Epochs = 50 };
        classifier.Fit(training, target: "species");
        Console.WriteLine($"{classifier.Score(test):P1} of {test.Count} plants are named right");
        classifier.Save(Path.Combine(folder, "plants.safetensors"));

        MlpClassifier loaded = MlpClassifier.Load(Path.Combine(folder, "plants.safetensors"));
        Console.WriteLine(string.Join(", ", loaded.PredictClassNames(test)));
        #endregion

        Assert.InRange(classifier.Score(test), 0.9, 1);
        Assert.Equal(classifier.PredictProbabilities(test).ToArray(), loaded.PredictProbabilities(test).ToArray());
        AssertStandsInReadme();
    }

    [Fact]
    public void The_first_network_learns_and_stands_in_the_README_as_it_is_here()
    {
        #region first network
        Tensor<float> inputs = Tensor.Create([0f, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
        Tensor<float> targets = Tensor.Create([0f, 1, 1, 0], [4, 1]);
        var model = new Mlp<float>([2, 8, 1], Activation.Tanh, new Random(42));
        var optimizer = new Adam<float>(model.Parameters, learningRate: 0.05);
        for (int step = 0; step < 500; step++)
        {
            Loss.BinaryCrossEntropyWithLogits(model.Forward(inputs), targets).Backward();
            optimizer.Step();
            optimizer.ZeroGradients();
        }
        #endregion

        Assert.Equal(targets.ToArray(), model.Predict(inputs).Sigmoid().ToArray(), (expected, actual) => Math.Abs(expected - actual) < 0.05);
        AssertStandsInReadme();
    }

    [Fact]
    public void The_captured_step_learns_and_stands_in_the_README_as_it_is_here()
    {
        Dataset<float> data = LabeledImages.GenerateDigits<float>(300, new Random(1));

        #region captured step
        var model = new Mlp<float>([784, 128, 10], Activation.Relu, new Random(42));
        var optimizer = new Adam<float>(model.Parameters, learningRate: 1e-3);
        var step = new TrainingStep<float>(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));

        float loss = 0;
        for (int epoch = 0; epoch < 5; epoch++)
            foreach (Batch<float> batch in data.Batches(64, shuffle: new Random(epoch)))
                loss = step.Run(batch);

        var inference = new InferenceStep<float>(model);   // one for each thread
        int digit = inference.Run(data.Inputs.Slice(0, 0, 1)).ArgMax()[0];
        #endregion

        float first = Loss.CrossEntropy(new Mlp<float>([784, 128, 10], Activation.Relu, new Random(42)).Predict(data.Inputs), data.Labels).ToScalar();
        Assert.InRange(loss, 0, first / 2);
        Assert.InRange(digit, 0, 9);
        AssertStandsInReadme();
    }

    [Fact]
    public void Training_stands_in_the_README_as_it_is_here()
    {
        using TemporaryFolder temporary = new();
        string folder = temporary.Path;
        (Dataset<float> training, Dataset<float> validation) = LabeledImages.GenerateDigits<float>(700, new Random(1)).Split(500);

        #region training
        var random = new Random(42);
        var model = new Sequential<float>(
            new Linear<float>(784, 64, random), new BatchNormalization<float>(64), new ActivationLayer<float>(Activation.Relu),
            new Residual<float>(new Mlp<float>([64, 64, 64], Activation.Relu, random, dropout: 0.2)), new Linear<float>(64, 10, random));

        using var log = new JsonLinesLog(Path.Combine(folder, "log.jsonl"));
        var trainer = new Trainer<float>(model, new AdamW<float>(model.Parameters), training, validation)
        {
            Metrics = [Metric.Accuracy, Metric.F1(Averaging.Macro)],
            EarlyStopping = new EarlyStopping(patience: 5),
            Checkpoints = new Checkpoints(Path.Combine(folder, "checkpoints")) { EverySteps = 500 },
            Callbacks = [log],
        };
        if (trainer.Resume()) Console.WriteLine("goes on where it was interrupted");
        TrainingHistory history = trainer.Fit(epochs: 30);
        Console.WriteLine($"{history.Reason}; {trainer.Evaluate(validation)}");

        Weights.Save(model, Path.Combine(folder, "model.safetensors"));
        new TrainingReport("Digits") { Summary = ModelSummary.Of(model, [1, 784]), History = history }.Save(Path.Combine(folder, "report.html"));
        #endregion

        Assert.InRange(trainer.Evaluate(validation)["accuracy"], 0.5, 1);
        Assert.True(File.Exists(Path.Combine(folder, "model.safetensors")));
        AssertStandsInReadme();
    }

    [Fact]
    public void The_descent_finds_the_minimum_and_stands_in_the_README_as_it_is_here()
    {
        #region descent
        DescentResult<double> result = Descent.Minimize(
            x => (x - 3).Square(), start: Tensor.Scalar(0.0), x => new Sgd<double>(x, learningRate: 0.1),
            Stop.WhenGradientBelow(1e-6) | Stop.AfterIterations(1000));
        Console.WriteLine($"{result.Point} after {result.Iterations} steps: {result.Reason}");
        #endregion

        Assert.Equal(3, result.Point.ToScalar(), 1e-6);
        Assert.Equal(StopKind.Gradient, result.Reason.Kind);
        AssertStandsInReadme();
    }

    [Fact]
    public void What_goes_around_an_optimizer_stands_in_the_README_as_it_is_here()
    {
        Dataset<float> data = LabeledImages.GenerateDigits<float>(300, new Random(1));
        var model = new Mlp<float>([784, 32, 10], Activation.Relu, new Random(42));

        #region around
        var optimizer = new AdamW<float>(model.Parameters, weightDecay: 0.01)
        {
            Schedule = LearningRate.Cosine(3e-3, steps: 100).WithWarmup(10),
            Clipping = GradientClipping.ByGlobalNorm(1),
        };
        optimizer.Add(new ParameterGroup<float>([.. model.Parameters.Where(parameter => parameter.Shape.Rank == 1)]) { WeightDecay = 0 });
        ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>(decay: 0.99));
        var step = new TrainingStep<float>(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));

        for (int epoch = 0; epoch < 20; epoch++)
            foreach (Batch<float> batch in data.Batches(64, shuffle: new Random(epoch))) step.Run(batch);
        using (average.Apply()) Console.WriteLine(Loss.CrossEntropy(model.Predict(data.Inputs), data.Labels));
        #endregion

        using (average.Apply()) Assert.InRange(Loss.CrossEntropy(model.Predict(data.Inputs), data.Labels).ToScalar(), 0, 1);
        AssertStandsInReadme();
    }

    [Fact]
    public void Pictures_stand_in_the_README_as_they_are_here()
    {
        using TemporaryFolder temporary = new();
        string folder = temporary.Path;

        #region pictures
        var x = new Parameter<double>(Tensor.Scalar(1.0), "x");
        var y = new Parameter<double>(Tensor.Scalar(2.0), "y");
        Tensor<double> z = (x + y).Square();
        var graph = new GraphPicture(ComputationGraph.Of(z, (z, "z"))) { Title = "z = (x + y)²" };
        graph.Save(Path.Combine(folder, "graph.svg"));

        DescentResult<double> path = Descent.Minimize(
            p => p[0].Square() + 10 * p[1].Square(), [x, y], p => new Sgd<double>(p, 0.08), Stop.AfterIterations(30), new() { TraceEvery = 1 });
        var plot = new ContourPlot((a, b) => a * a + 10 * b * b, -2, 2, -3, 3) { Title = "Down a narrow valley" };
        plot.AddPath("gradient descent", path.Trace.Select(point => (point.Points[0].ToScalar(), point.Points[1].ToScalar())));
        plot.Save(Path.Combine(folder, "descent.svg"));
        #endregion

        Assert.Equal(["descent.svg", "graph.svg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        AssertStandsInReadme();
    }

    private static void AssertStandsInReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Folder(), "..", "..", "README.md"));
        foreach (string line in RegionLines()) Assert.Contains($"\n{line}\n", readme, StringComparison.Ordinal);
    }

    private static IEnumerable<string> RegionLines([CallerFilePath] string thisFile = "")
    {
        bool inside = false;
        foreach (string line in File.ReadLines(thisFile))
        {
            string text = line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line;
            if (text.StartsWith("#region", StringComparison.Ordinal)) inside = true;
            else if (text.StartsWith("#endregion", StringComparison.Ordinal)) inside = false;
            else if (inside) yield return text;
        }
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
