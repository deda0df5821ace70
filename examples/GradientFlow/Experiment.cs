using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace DeepNetworks;

/// <summary>What became of a variant.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Start">The flow before training.</param>
/// <param name="End">The flow after it.</param>
/// <param name="Losses">The loss before training, then the mean of each epoch; NaN for the epoch in which it became so.</param>
/// <param name="Accuracy">The share of test images read rightly in the end.</param>
internal sealed record VariantResult(Variant Variant, GradientFlow Start, GradientFlow End, IReadOnlyList<double> Losses, double Accuracy)
{
    /// <summary>Of ten classes, guessing gets a tenth right.</summary>
    private const double GuessedAtMost = 0.2;
    private const double LearnedAtLeast = 0.4;

    /// <summary>Whether the loss was no number any more.</summary>
    public bool HasDiverged => !double.IsFinite(Losses[^1]);

    /// <summary>Whether a problem was found and kept the network from learning, or a remedy let it learn.</summary>
    public bool IsAsExpected => Variant.IsExpectedToLearn ? Accuracy >= LearnedAtLeast : Accuracy <= GuessedAtMost && Start.Check().Count > 0;
}

/// <summary>Deep networks that learn to read generated digits by plain gradient descent with momentum, all with the same settings.</summary>
internal sealed class Experiment(int seed)
{
    /// <summary>The hidden layers.</summary>
    public const int Depth = 20;

    /// <summary>How often the training images are gone through.</summary>
    public const int Epochs = 15;

    private const int BatchSize = 64;
    private const int MeasuredSamples = 256;
    private const double LearningRate = 0.1;
    private const double Momentum = 0.9;

    private readonly Dataset<float> training = LabeledImages.GenerateDigits<float>(3000, new Random(1));
    private readonly Dataset<float> test = LabeledImages.GenerateDigits<float>(1000, new Random(2));

    /// <summary>Measures, trains, and measures again.</summary>
    public VariantResult Run(Variant variant)
    {
        var random = new Random(seed);
        Layer<float> model = variant.Build(DigitGenerator.PixelCount, Depth, DigitGenerator.ClassCount, random);
        var optimizer = new Sgd<float>(model.Parameters, LearningRate, Momentum) { Clipping = variant.Clipping };
        Batch<float> sample = training.Batches(MeasuredSamples).First();

        GradientFlow start = Measure();
        List<double> losses = [start.Loss];
        var step = new TrainingStep<float>(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        while (losses.Count <= Epochs && double.IsFinite(losses[^1])) losses.Add(RunEpoch(step, random));
        return new VariantResult(variant, start, Measure(), losses, Accuracy(model));

        GradientFlow Measure() => GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(sample.Inputs), sample.Labels), optimizer);
    }

    private double RunEpoch(TrainingStep<float> step, Random random)
    {
        double sum = 0;
        int batches = 0;
        foreach (Batch<float> batch in training.Batches(BatchSize, shuffle: random, dropsLast: true))
        {
            sum += step.Run(batch);
            batches++;
            if (!double.IsFinite(sum)) return double.NaN;
        }
        return sum / batches;
    }

    private double Accuracy(Layer<float> model)
    {
        IndexTensor answers = model.Predict(test.Inputs).ArgMax();
        return (double)answers.Zip(test.Labels).Count(pair => pair.First == pair.Second) / test.Count;
    }
}
