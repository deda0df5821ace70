using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace Mnist;

/// <summary>Trains a network on images, batch by batch, and tests it after every epoch.</summary>
internal sealed class TrainingLoop(
    Layer<float> model, Optimizer<float> optimizer, ImageData data, int batchSize, Random random, ITrainingDisplay display)
{
    private readonly TrainingStep<float> step = new(optimizer, (images, labels) => Loss.CrossEntropy(model.Forward(images), labels));

    /// <summary>Trains for some epochs, or until told to stop; then the last one is cut short after the batch at hand.</summary>
    /// <returns>The figures of every epoch, at least of one.</returns>
    /// <exception cref="NotFiniteNumberException">The loss of a batch is NaN or infinite.</exception>
    public IReadOnlyList<EpochFigures> Run(int epochs, CancellationToken stop)
    {
        List<EpochFigures> figures = [];
        do
        {
            figures.Add(RunEpoch(figures.Count + 1, stop));
            display.ShowEpoch(figures[^1]);
        }
        while (figures.Count < epochs && !stop.IsCancellationRequested);
        return figures;
    }

    private EpochFigures RunEpoch(int epoch, CancellationToken stop)
    {
        double lossSum = 0;
        int batch = 0, seen = 0;
        Stopwatch watch = Stopwatch.StartNew();
        foreach (LabeledBatch<float> images in data.Training.Batches(batchSize, shuffle: random))
        {
            float value = step.Run(images);
            batch++;
            if (!float.IsFinite(value))
                throw new NotFiniteNumberException($"The loss became {value} in epoch {epoch}, batch {batch}; a smaller learning rate may help.", value);
            seen += images.Count;
            lossSum += (double)value * images.Count;
            display.ShowBatch(epoch, seen, lossSum / seen, watch.Elapsed);
            if (stop.IsCancellationRequested) break;
        }

        double seconds = watch.Elapsed.TotalSeconds;
        int errors = Classifier.CountErrors(model, data.Test);
        return new EpochFigures(epoch, lossSum / seen, 1 - (double)errors / data.Test.Count, errors, seconds, seen / seconds);
    }
}
