using System.Diagnostics;
using MiniGrad.Benchmarks.Batches;
using MiniGrad.Benchmarks.Reporting;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.Ensembles;

/// <summary>Trains ensembles on images and judges them.</summary>
/// <param name="data">The images.</param>
/// <param name="sizes">The numbers of members, ascending. Smaller ensembles are the first members of the largest.</param>
/// <param name="draws">How many ensembles of each size.</param>
/// <param name="epochs">How many passes over the training images.</param>
/// <param name="workers">How many members are trained at once.</param>
internal sealed class EnsembleMeasurement(ImageData data, IReadOnlyList<int> sizes, int draws, int epochs, int workers)
{
    private const int HiddenUnits = 128;
    private const int BatchSize = 64;
    private const int TimedMembers = 4;
    private const int RowMembers = 5;
    private const int TrainingRounds = 3;
    private const int RowRounds = 40;
    private const int RowsInRound = 500;

    private int[] Network => [data.PixelCount, HiddenUnits, data.ClassCount];

    public EnsembleReport Run()
    {
        List<double[]> accuracies = [];
        List<EnsembleFigures>[] figures = [.. sizes.Prepend(1).Select(_ => new List<EnsembleFigures>())];
        for (int draw = 1; draw <= draws; draw++)
        {
            Ensemble<float> all = Ensemble.Train(sizes[^1], (ulong)draw, Train, workers);
            EnsembleFigures[] alone = [.. all.Members.Select(member => Judge(new Ensemble<float>([member])))];
            figures[0].AddRange(alone);
            accuracies.Add([.. alone.Select(member => member.Accuracy)]);
            for (int i = 0; i < sizes.Count; i++)
            {
                EnsembleFigures figure = Judge(new Ensemble<float>([.. all.Members.Take(sizes[i])]));
                double[] members = accuracies[^1][..sizes[i]];
                figures[i + 1].Add(figure with
                {
                    AboveMean = figure.Accuracy > members.Average() ? 1 : 0,
                    AboveBest = figure.Accuracy > members.Max() ? 1 : 0,
                });
            }
        }
        return new EnsembleReport(
            Network, data.Training.Count, data.Test.Count, epochs, draws, [.. figures.Select(Mean)], MeasureTimes());
    }

    private Layer<float> Train(EnsembleMember member)
    {
        Mlp<float> network = new(Network, Activation.Relu, member.Random);
        Adam<float> optimizer = new(network.Parameters);
        Trainer<float> trainer = new(network, optimizer, data.Training) { BatchSize = BatchSize, Seed = member.Seed };
        TrainingHistory history = trainer.Fit(epochs, member.Cancellation);
        return history.Reason!.Kind == StopKind.Diverged ? throw new NotFiniteNumberException($"{history.Reason.Sentence}.") : network;
    }

    private EnsembleFigures Judge(Ensemble<float> ensemble)
    {
        Dataset<float> test = data.Test;
        (Dataset<float> first, Dataset<float> second) = test.Split(test.Count / 2);
        Ensemble<float> byFirst = ensemble.Calibrate(first), bySecond = ensemble.Calibrate(second);
        Tensor<float> plain = ensemble.PredictLogProbabilities(test.Inputs), calibrated = Tensor.Concatenate(
            [bySecond.PredictLogProbabilities(first.Inputs), byFirst.PredictLogProbabilities(second.Inputs)]);
        Metric error = Metric.CalibrationError();
        return new EnsembleFigures(
            ensemble.Members.Count, Metric.Accuracy.Of(plain, test.Labels), 0, Metric.LogLoss.Of(plain, test.Labels),
            error.Of(plain, test.Labels), (byFirst.Temperature + bySecond.Temperature) / 2, error.Of(calibrated, test.Labels),
            Metric.LogLoss.Of(calibrated, test.Labels), 0, 0);
    }

    private static EnsembleFigures Mean(List<EnsembleFigures> all) => new(
        all[0].Members, all.Average(one => one.Accuracy), all.Select(one => one.Accuracy).ToArray().StandardDeviation(),
        all.Average(one => one.LogLoss), all.Average(one => one.CalibrationError), all.Average(one => one.Temperature),
        all.Average(one => one.CalibratedError), all.Average(one => one.CalibratedLogLoss), all.Sum(one => one.AboveMean),
        all.Sum(one => one.AboveBest));

    private EnsembleTimes MeasureTimes()
    {
        // In turn, and the fastest of each, so that whatever else the machine does falls on none.
        int threads = Parallelism.ThreadCount;
        (double oneByOne, double shared, double atOnce) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (int round = 0; round < TrainingRounds; round++)
        {
            Parallelism.ThreadCount = 1;
            oneByOne = Math.Min(oneByOne, Seconds(() => Ensemble.Train(TimedMembers, 1, Train)));
            Parallelism.ThreadCount = workers;
            shared = Math.Min(shared, Seconds(() => Ensemble.Train(TimedMembers, 1, Train)));
            atOnce = Math.Min(atOnce, Seconds(() => Ensemble.Train(TimedMembers, 1, Train, workers)));
        }
        Parallelism.ThreadCount = threads;
        (double row, double rowOfFive) = MeasureRows();
        return new EnsembleTimes(TimedMembers, workers, oneByOne, shared, atOnce, row, rowOfFive);
    }

    /// <summary>One network and five, likewise.</summary>
    private (double One, double Five) MeasureRows()
    {
        Mlp<float>[] members = [.. Enumerable.Range(0, RowMembers).Select(m => new Mlp<float>(Network, Activation.Relu, new Random(m)))];
        Predictor<float> one = new(members[0]);
        Ensemble<float> five = new(members);
        Tensor<float> row = data.Test.Select([0]).Inputs;
        List<double> ofOne = [], ofFive = [];
        for (int round = 0; round < RowRounds; round++)
        {
            ofOne.Add(Seconds(() => Repeat(() => one.PredictProbabilities(row))) / RowsInRound);
            ofFive.Add(Seconds(() => Repeat(() => five.PredictProbabilities(row))) / RowsInRound);
        }
        return (ofOne.Min(), ofFive.Min());

        static void Repeat(Action action)
        {
            for (int i = 0; i < RowsInRound; i++) action();
        }
    }

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
