using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Training;

namespace MiniGrad.AotTests.Subjects;

/// <summary>The trainer, what it writes, and descent on functions.</summary>
internal static class TrainingSubjects
{
    private static readonly Lazy<(Dataset<float> Training, Dataset<float> Validation)> digits =
        new(() => LabeledImages.GenerateDigits<float>(300, new Random(1)).Split(200));

    public static IEnumerable<Subject> All =>
    [
        new("training, broken off and resumed to the same bytes", Resume),
        new("a checkpoint in a loop of one's own", SaveAndLoad),
        new("metrics and diagnostics", Diagnose),
        new("descent on functions", Descend),
    ];

    private static void Resume(Workplace place)
    {
        (Mlp<float> Model, Trainer<float> Trainer) whole = Start("whole");
        TrainingHistory expected = whole.Trainer.Fit(4);

        (_, Trainer<float> broken) = Start("broken", new Interruption(step: 17));
        Workplace.RequireRefused<TimeoutException>(() => broken.Fit(4), "17");
        (Mlp<float> Model, Trainer<float> Trainer) resumed = Start("broken");
        Workplace.Require(resumed.Trainer.Resume());
        TrainingHistory actual = resumed.Trainer.Fit(4);

        Workplace.Require(expected.StepLosses.SequenceEqual(actual.StepLosses));
        Workplace.Require(Values(whole.Model).SequenceEqual(Values(resumed.Model)));
        byte[] best = File.ReadAllBytes(Path.Combine(place.File("whole"), "best.safetensors"));
        Workplace.Require(best.SequenceEqual(File.ReadAllBytes(Path.Combine(place.File("broken"), "best.safetensors"))));
        place.Fingerprint.Add(best);
        place.Fingerprint.Add(Values(whole.Model));
        foreach ((long step, double loss) in expected.StepLosses) place.Fingerprint.Add<double>([step, loss]);
        foreach (EpochResult epoch in expected.Epochs)
            foreach ((string name, double value) in epoch.Validation!.Metrics)
            {
                place.Fingerprint.Add(name);
                place.Fingerprint.Add(value);
            }

        (Mlp<float>, Trainer<float>) Start(string name, params TrainingCallback[] callbacks)
        {
            Mlp<float> model = new([784, 16, 10], Activation.Relu, new Random(3), dropout: 0.2);
            AdamW<float> optimizer = new(model.Parameters, 0.01) { Clipping = GradientClipping.ByGlobalNorm(1), AccumulationSteps = 2 };
            ExponentialMovingAverage<float> average = optimizer.Add(new ExponentialMovingAverage<float>(0.9));
            JsonLinesLog log = new(place.File($"{name}.jsonl"));
            return (model, new Trainer<float>(model, optimizer, digits.Value.Training, digits.Value.Validation)
            {
                BatchSize = 32,
                Seed = 7,
                Metrics = [Metric.Accuracy, Metric.LogLoss, Metric.F1()],
                EarlyStopping = new EarlyStopping(patience: 4),
                Plateau = new PlateauReduction(0.5, patience: 0, threshold: 0.05),
                ClassWeights = ClassWeights.Balanced(digits.Value.Training.Labels),
                EvaluationWeights = average.TryApply,
                Checkpoints = new Checkpoints(place.File(name)) { EverySteps = 4 },
                Callbacks = [log, .. callbacks],
            });
        }
    }

    private static void SaveAndLoad(Workplace place)
    {
        Batch<float>[] batches = [.. digits.Value.Training.Batches(32)];
        (Mlp<float> model, Adam<float> optimizer, TrainingStep<float> step) = Make();
        step.Run(batches[0]);
        string path = place.File("own.safetensors");
        Checkpoint.Save(path, model, optimizer, [new("epoch", "3")]);
        float[] losses = [step.Run(batches[1]), step.Run(batches[2])];

        (Mlp<float> other, Adam<float> otherOptimizer, TrainingStep<float> otherStep) = Make();
        Workplace.Require(Checkpoint.Load(path, other, otherOptimizer)["epoch"] == "3");
        Workplace.Require(losses.SequenceEqual([otherStep.Run(batches[1]), otherStep.Run(batches[2])]));
        Workplace.RequireRefused<InvalidDataException>(
            () => Checkpoint.Load(path, other, new Sgd<float>(other.Parameters, 0.1)), "expected the optimizer 'Sgd, Single'");
        place.Fingerprint.AddFile(path);
        place.Fingerprint.Add(losses);

        static (Mlp<float>, Adam<float>, TrainingStep<float>) Make()
        {
            Mlp<float> model = new([784, 16, 10], Activation.Relu, new XoshiroRandom(3), dropout: 0.2);
            Adam<float> optimizer = new(model.Parameters);
            return (model, optimizer,
                new(optimizer, batch => Losses.Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels)));
        }
    }

    private static void Diagnose(Workplace place)
    {
        Mlp<float> model = new([784, 16, 10], Activation.Sigmoid, new Random(3));
        Adam<float> optimizer = new(model.Parameters);
        (Tensor<float> images, IndexTensor labels) = (digits.Value.Validation.Inputs, digits.Value.Validation.Labels!);
        Tensor<float> outputs = model.Predict(images);
        Metric[] metrics =
        [
            Metric.Accuracy, Metric.BalancedAccuracy, Metric.CalibrationError(), Metric.F1(), Metric.Precision(), Metric.Recall(),
            Metric.RocAuc(), Metric.LogLoss, Metric.TopK(3),
        ];
        foreach (Metric metric in metrics) place.Fingerprint.Add(metric.Of(outputs, labels));
        Metric[] distances = [Metric.MeanAbsoluteError, Metric.MeanSquaredError, Metric.RootMeanSquaredError, Metric.RSquared];
        foreach (Metric metric in distances) place.Fingerprint.Add(metric.Of(outputs, outputs.Tanh()));

        GradientFlow flow = GradientFlow.Measure(model, () => Losses.Loss.CrossEntropy(model.Forward(images), labels), optimizer);
        place.Fingerprint.Add($"{flow}");
        foreach (GradientFlowFinding finding in flow.Check()) place.Fingerprint.Add($"{finding}");
        place.Fingerprint.Add(model.Summary([1, 784]));

        TrainingStep<float> step = new(optimizer, batch => Losses.Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Batch<float> whole = new(images, labels);
        LearningRateFinderResult found = LearningRateFinder.Run(optimizer, () => step.Run(whole));
        place.Fingerprint.Add($"{found.Suggestion}");
    }

    private static void Descend(Workplace place)
    {
        TestFunction<double>[] functions =
            [TestFunctions.Rosenbrock<double>(), TestFunctions.Beale<double>(), TestFunctions.Himmelblau<double>()];
        foreach (TestFunction<double> function in functions)
        {
            DescentResult<double> found = Descent.Minimize(
                function.Function, function.Start, x => new Lbfgs<double>(x), Stop.WhenGradientBelow(1e-8) | Stop.AfterIterations(200));
            Workplace.Require(function.DistanceToMinimum(found.Point) < 1e-4, function.Name);
            place.Fingerprint.Add(found.Point);
            place.Fingerprint.Add(found.Value);
        }
        DescentResult<double> result = Descent.Minimize(
            x => (x - 3).Square(), Tensor.Scalar(0.0), x => new Sgd<double>(x, learningRate: 0.1), Stop.WhenGradientBelow(1e-6));
        place.Fingerprint.Add($"{result.Point} after {result.Iterations} steps: {result.Reason}");
    }

    private static float[] Values(Layer<float> model) => [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];

    private sealed class Interruption(long step) : TrainingCallback
    {
        public override void OnStep(in StepResult result)
        {
            if (result.Step == step) throw new TimeoutException(Invariant($"after step {step}"));
        }
    }
}
