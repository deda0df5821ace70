using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Training;
using MiniGrad.Visualization;
using static System.FormattableString;

namespace Mnist;

/// <summary>The report of a training.</summary>
internal static class DigitReport
{
    private const int MeasuredSamples = 256;

    /// <summary>Writes the page whole or not at all.</summary>
    public static void Save(string path, MnistOptions options, ImageData data, Trainer<float> trainer, TestResult test)
    {
        WorstMistakes mistakes = WorstMistakes.Find(new Predictor<float>(trainer.Model), data.Test);
        Batch<float> sample = data.Training.Batches(MeasuredSamples).First();
        TrainingReport report = new("Handwritten digits")
        {
            Configuration =
            [
                ("data", options.DataFolder ?? "generated"), ("training images", Invariant($"{data.Training.Count:N0}")),
                ("test images, used for validation", Invariant($"{data.Test.Count:N0}")), ("epochs", $"{options.Epochs}"), .. options.Settings,
            ],
            Summary = ModelSummary.Of(trainer.Model, [1, data.PixelCount]),
            History = trainer.History,
            Confusion = test.Confusion,
            Flow = GradientFlow.Measure(trainer.Model, () => Loss.CrossEntropy(trainer.Model.Forward(sample.Inputs), sample.Labels), trainer.Optimizer),
            Mistakes = ImageData.SideOf(data.Test) is { } side ? mistakes with { ImageShape = [side, side] } : mistakes,
        };
        report.Save(path);
    }
}
