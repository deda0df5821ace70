using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.Batches;

/// <summary>Trains one network from one starting point with batches of one size. For its memory to be seen, it has a process to
/// itself.</summary>
internal static class BatchTraining
{
    private const int HiddenUnits = 128;
    private const double UsualRate = 1e-3;
    private const double UsualBatch = 64;
    private const double LargestRate = 1e-2;

    /// <summary>Adam's usual rate for batches of 64. The noise of a gradient is as the root of the batch's size, and so is the rate
    /// (Malladi and others, "On the SDEs and scaling rules for adaptive gradient algorithms", 2022), up to a bound, because no batch makes
    /// long steps safe.</summary>
    public static double Rate(int batch) => Math.Min(LargestRate, UsualRate * Math.Sqrt(batch / UsualBatch));

    /// <param name="data">The images.</param>
    /// <param name="size">The samples in each update, or null for all.</param>
    /// <param name="epochs">How many passes over them, at least one.</param>
    /// <exception cref="InvalidDataException">There are fewer images than that.</exception>
    /// <exception cref="NotFiniteNumberException">The loss of a batch is NaN or infinite.</exception>
    public static BatchReport Run(ImageData data, int? size, int epochs)
    {
        Dataset<float> images = data.Training;
        int batch = size ?? images.Count;
        if (batch > images.Count)
            throw new InvalidDataException($"A batch of {batch} was asked for, but there are only {images.Count} images to train with.");

        int[] network = [data.PixelCount, HiddenUnits, data.ClassCount];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Mlp<float> model = new(network, Activation.Relu, new Random(1));
        TrainingStep<float> step =
            new(new Adam<float>(model.Parameters, Rate(batch)), batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        Random order = new(2);
        List<double> seconds = [], accuracies = [];
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            foreach (Batch<float> samples in images.Batches(batch, order))
            {
                float loss = step.Run(samples);
                if (!float.IsFinite(loss))
                    throw new NotFiniteNumberException($"The loss became {loss} in epoch {epoch} with batches of {batch}.", loss);
            }
            seconds.Add(watch.Elapsed.TotalSeconds);
            accuracies.Add(Metric.Accuracy.Of(new Predictor<float>(model).Predict(data.Test.Inputs), data.Test.Labels));
        }
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(step);
        BatchFigures figures = new(
            batch, Rate(batch), (images.Count + batch - 1) / batch, seconds.Min(), after - before,
            Process.GetCurrentProcess().PeakWorkingSet64, accuracies);
        return new BatchReport(network, images.Count, data.Test.Count, epochs, Parallelism.ThreadCount, [figures]);
    }
}
