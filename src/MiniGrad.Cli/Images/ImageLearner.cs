using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Search;
using MiniGrad.Training;
using MiniGrad.Visualization;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Learns the classes of images.</summary>
internal sealed class ImageLearner : Learner
{
    private readonly ImageData data;
    private readonly Checkpoints? checkpoints;
    private readonly CheckpointWatch watch = new();
    private readonly int[] sizes;
    private readonly Mlp<float> model;
    private Trainer<float> trainer = null!;
    private ImageTest test = null!;

    /// <summary>Reads the images, and opens the folder of checkpoints.</summary>
    public ImageLearner(TrainOptions options) : base(options)
    {
        // A folder for checkpoints that was made and filled would be in the way of the same command with the right data.
        data = ImageData.Read(options.Source);
        checkpoints = CheckpointFolder.Open(options);
        IsResumed = checkpoints?.Latest() is not null;
        sizes = [data.PixelCount, .. options.Hidden, data.ClassCount];
        model = new Mlp<float>(sizes, options.Activation, new Random(options.Seed));
    }

    public override string Evaluated => "test";

    public override bool IsResumed { get; }

    public override TrainingHistory History => trainer.History;

    public override double? Accuracy => test.Confusion.Accuracy;

    public override string? MissingCheckpoint =>
        checkpoints is not null && !watch.IsCurrent ? $"there is no checkpoint of the last step in {checkpoints.Folder}" : null;

    public override void Begin(IReadOnlyList<TrainingCallback> callbacks)
    {
        trainer = new Trainer<float>(model, CreateOptimizer(), data.Training, data.Test)
        {
            BatchSize = Options.BatchSize,
            Seed = unchecked((ulong)Options.Seed),
            Metrics = [Metric.Accuracy],
            Monitor = Metric.Accuracy,
            Checkpoints = checkpoints,
            Callbacks = [watch, .. callbacks],
        };
        if (IsResumed) CheckpointFolder.Resume(trainer, Options);
        Console.Write(model.Summary([1, data.PixelCount]));
        if (!Options.Resume) return;
        Console.WriteLine(IsResumed
            ? $"resumed with {trainer.History.Epochs.Count} {Noun.Of(trainer.History.Epochs.Count, "epoch")} done"
            : $"there is no checkpoint in {Options.CheckpointFolder}: training starts anew");
    }

    public override void Fit(CancellationToken stop) => trainer.Fit(Options.Epochs, stop);

    public override void Evaluate() => test = ImageTest.Of(model, data.Test);

    public override TrainingReport Report()
    {
        WorstMistakes mistakes = WorstMistakes.Find(new Predictor<float>(model), data.Test);
        Batch<float> sample = data.Training.Batches(MeasuredSamples).First();
        return new TrainingReport(Options.Source.Kind == DataKind.Digits ? "Handwritten digits" : "Images")
        {
            Configuration =
            [
                ("data", Options.Source.Name), ("training images", Invariant($"{data.Training.Count:N0}")),
                ("test images, used for validation", Invariant($"{data.Test.Count:N0}")), ("epochs", $"{Options.Epochs}"),
                .. Options.Settings,
            ],
            Summary = ModelSummary.Of(model, [1, data.PixelCount]),
            History = History,
            Confusion = test.Confusion,
            Curves = Curves(),
            Flow = GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(sample.Inputs), sample.Labels), trainer.Optimizer),
            Mistakes = ImageData.SideOf(data.Test) is { } side ? mistakes with { ImageShape = [side, side] } : mistakes,
        };
    }

    public override void Save(string path) => NetworkFile.Save(path, model, sizes, Options.Activation, ImageData.KindOf(Options.Source));

    public override void Export(string path) => OnnxFile.Save(model, path, [sizes[0]], new OnnxExportOptions
    {
        InputName = "pixels",
        OutputName = "probabilities",
        Output = OnnxOutput.Probabilities,
    });

    public override void WriteData(Utf8JsonWriter json)
    {
        json.WriteNumber("trainingImages", data.Training.Count);
        json.WriteNumber("testImages", data.Test.Count);
    }

    public override void WriteEpochs(Utf8JsonWriter json, RunningEpoch? running)
    {
        foreach (EpochResult epoch in History.Epochs)
        {
            double accuracy = epoch.Validation![Metric.Accuracy.Name], seconds = epoch.Duration.TotalSeconds;
            Write(epoch.Epoch, epoch.TrainingLoss, accuracy, seconds, data.Training.Count / seconds);
        }

        // The epoch that was interrupted has the figures of the images until then.
        if (running is { Samples: > 0 } last)
            Write(last.Epoch, last.Loss, test.Confusion.Accuracy, last.Elapsed.TotalSeconds, last.SamplesPerSecond);

        void Write(int epoch, double loss, double accuracy, double seconds, double samplesPerSecond)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch);
            json.Figure("trainingLoss", loss);
            json.Figure("testAccuracy", accuracy);
            json.WriteNumber("testErrors", (int)Math.Round((1 - accuracy) * data.Test.Count));
            json.Figure("seconds", seconds);
            json.Figure("samplesPerSecond", samplesPerSecond);
            json.WriteEndObject();
        }
    }

    public override IEnumerable<(string Name, string Value)> Continuation(bool isInterrupted)
    {
        if (checkpoints?.Latest() is not { } latest) yield break;
        yield return ("checkpoints", checkpoints.Folder);
        if (isInterrupted) yield return ("to go on", $"the same command with --resume, from {Path.GetFileName(latest)}");
    }

    public override void ShowExamples() => Console.Write(DigitPicture.Of(data.Test, test.Predicted));

    public override void ShowResult() => AccuracyLine.Print(test.Confusion.Accuracy, data.Test.Count);

    /// <summary>How well classes are told apart; null where some output is no number.</summary>
    private ClassifierCurves? Curves()
    {
        Tensor<float> outputs = new Predictor<float>(model).Predict(data.Test.Inputs);
        return outputs.ToArray().All(float.IsFinite) ? ClassifierCurves.Of(outputs, data.Test.Labels) : null;
    }

    private Optimizer<float> CreateOptimizer() => Options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam<float>(model.Parameters, Options.LearningRate),
        OptimizerKind.Momentum => new Sgd<float>(model.Parameters, Options.LearningRate, momentum: 0.9),
        _ => new Sgd<float>(model.Parameters, Options.LearningRate),
    };
}
