using FsCheck;
using FsCheck.Fluent;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Many batches, and many metrics of them at once.</summary>
public class MetricSetTests
{
    private static readonly Config settings = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new Replay(new Rnd(2026, 11), null));

    /// <summary>The seed of some samples, their number, how many outputs they have, and how many of the samples are in each of the
    /// batches.</summary>
    private static Gen<(int Seed, int Count, int Columns, int[] Sizes)> Cuts =>
        from seed in Gen.Choose(0, 1_000_000)
        from columns in Gen.Choose(1, 5)
        from sizes in Gen.Choose(0, 9).NonEmptyListOf()
        select (seed, sizes.Sum(), columns, sizes.ToArray());

    [Fact]
    public void How_samples_are_cut_into_batches_does_not_matter() => Check.One(settings, Prop.ForAll(Cuts.ToArbitrary(), cut =>
    {
        RandomSamples all = new(cut.Seed, cut.Count, cut.Columns);
        MetricSet ofClasses = MetricSet.Begin(MetricCatalog.OfClasses(all.ClassCount)), ofNumbers =
            MetricSet.Begin(MetricCatalog.OfNumbers);
        int start = 0;
        foreach (int size in cut.Sizes)
        {
            RandomSamples part = all.Part(start, size);
            ofClasses.Add(part.Outputs, part.Labels, part.Weights);
            ofNumbers.Add(part.Outputs, part.Targets, part.Weights);
            start += size;
        }
        IEnumerable<(string, double)> wholes = [
            .. MetricCatalog.OfClasses(all.ClassCount).Select(metric => (metric.Name, metric.Of(all.Outputs, all.Labels, all.Weights))),
            .. MetricCatalog.OfNumbers.Select(metric => (metric.Name, metric.Of(all.Outputs, all.Targets, all.Weights))),
        ];
        return ofClasses.Values.Concat(ofNumbers.Values).SequenceEqual(wholes);
    }));

    [Fact]
    public void A_weight_counts_as_that_many_samples() => Check.One(settings, Prop.ForAll(Cuts.ToArbitrary(), cut =>
    {
        RandomSamples all = new(cut.Seed, cut.Count, cut.Columns);
        int[] repeats = [.. Enumerable.Range(0, cut.Count).Select(i => (cut.Seed + i * i) % 4)];
        RandomSamples repeated = all.Rows([.. repeats.SelectMany((count, row) => Enumerable.Repeat(row, count))]);
        Tensor<double> weights = Tensor.Vector<double>([.. repeats.Select(count => (double)count)]);

        // One sample that counts twice is one sample: R² of it is not known, and that of it twice is.
        bool isEnough = repeats.Count(count => count > 0) > 1;
        return MetricCatalog.OfClasses(all.ClassCount).All(
                metric => IsClose(metric.Of(all.Outputs, all.Labels, weights), metric.Of(repeated.Outputs, repeated.Labels)))
            && MetricCatalog.OfNumbers.All(
                metric =>
                    !isEnough || IsClose(metric.Of(all.Outputs, all.Targets, weights), metric.Of(repeated.Outputs, repeated.Targets)));
    }));

    [Fact]
    public void Areas_are_those_of_all_pairs() => Check.One(settings, Prop.ForAll(Cuts.ToArbitrary(), cut =>
    {
        RandomSamples all = new(cut.Seed, cut.Count, 1);
        double ordered = 0, pairs = 0;
        for (int i = 0; i < cut.Count; i++)
        {
            for (int j = 0; j < cut.Count; j++)
            {
                if (all.Labels[i] != 1 || all.Labels[j] != 0) continue;
                double weight = all.Weights[i] * all.Weights[j];
                pairs += weight;
                ordered += weight * (all.Outputs[i, 0] > all.Outputs[j, 0] ? 1 : all.Outputs[i, 0] == all.Outputs[j, 0] ? 0.5 : 0);
            }
        }
        return IsClose(ordered / pairs, Metric.RocAuc().Of(all.Outputs, all.Labels, all.Weights));
    }));

    [Fact]
    public void Values_are_in_the_order_of_the_metrics()
    {
        MetricSet set = MetricSet.Begin(Metric.LogLoss, Metric.Accuracy, Metric.TopK(2));
        set.Add(Tensor.Create<double>([0, 0, 0, 0], [1, 4]), [1]);
        Assert.Equal([("log loss", Math.Log(4)), ("accuracy", 0), ("top-2 accuracy", 1)], set.Values);
        Assert.Equal([Metric.LogLoss, Metric.Accuracy], set.Metrics.Take(2));
        Assert.Empty(MetricSet.Begin().Values);
    }

    [Fact]
    public void A_metric_twice_or_none_is_refused()
    {
        Assert.StartsWith(
            "MetricSet: the metric \"F1 (macro)\" is given twice.",
                Assert.Throws<ArgumentException>(() => MetricSet.Begin(Metric.F1(), Metric.F1())).Message);
        Assert.StartsWith("MetricSet: metric 1 is null.",
            Assert.Throws<ArgumentException>(() => MetricSet.Begin(Metric.F1(), null!)).Message);
    }

    [Fact]
    public void Metrics_of_one_kind_with_the_same_settings_are_equal()
    {
        Func<Metric>[] makers =
        [
            () => Metric.Accuracy, () => Metric.MeanSquaredError, () => Metric.RootMeanSquaredError, () => Metric.TopK(3),
            () => Metric.TopK(4), () => Metric.F1(),
            () => Metric.F1(Averaging.Micro), () => Metric.Recall(), () => Metric.RocAuc(), () => Metric.CalibrationError(), () =>
                Metric.CalibrationError(10),
        ];
        for (int i = 0; i < makers.Length; i++)
        {
            for (int j = 0; j < makers.Length; j++) Assert.Equal(i == j, makers[i]().Equals(makers[j]()));
            Assert.Equal(makers[i]().GetHashCode(), makers[i]().GetHashCode());
        }
        Assert.False(new MeanConfidence().Equals(null));
        Assert.Equal(new MeanConfidence(), new MeanConfidence());
        Assert.Contains(Metric.F1(), (Metric[])[Metric.Accuracy, Metric.F1()]);
        Assert.Equal(2, MetricSet.Begin(Metric.CalibrationError(), Metric.CalibrationError(10)).Values.Count);
    }

    [Fact]
    public void A_batch_is_refused_in_the_name_of_the_metric_that_does_not_take_it()
    {
        MetricSet set = MetricSet.Begin(Metric.MeanSquaredError, Metric.F1());
        string message = Assert.Throws<ArgumentException>(() => set.Add(Tensor.Zeros<float>([2, 3]), [0, 1])).Message;
        Assert.StartsWith("MSE: a metric of numbers needs targets", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => set.Add(Tensor.Zeros<float>([1, 2]), Tensor.Create([0.5f, 0.5f], [1, 2]))).Message;
        Assert.StartsWith("F1 (macro): a metric of classes needs labels", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_equal_size_allocate_nothing()
    {
        MetricSet classes =
            MetricSet.Begin(MetricCatalog.OfClasses(10).Where(metric => !MetricCatalog.KeepsSamples(metric)));
        MetricSet numbers = MetricSet.Begin(MetricCatalog.OfNumbers.Where(metric => !MetricCatalog.KeepsSamples(metric)));
        Tensor<float> outputs = Tensor.Uniform<float>([64, 10], -1, 1, new Random(1)), weights = Tensor.Ones<float>([64]);
        IndexTensor labels = new int[64];
        for (int i = 0; i < 3; i++) Add();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Add();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Add()
        {
            classes.Add(outputs, labels, weights);
            numbers.Add(outputs, outputs, weights);
        }
    }

    [Fact]
    public void A_metric_of_ones_own_sees_what_the_others_see()
    {
        MetricSet set = MetricSet.Begin(new MeanConfidence(), Metric.Accuracy);
        set.Add(Tensor.Vector<float>(0, 0), [1, 0]);
        set.Add(Tensor.Create<float>([40], [1, 1]), [1]);
        Assert.Equal([("mean confidence", (0.5 + 0.5 + 1) / 3), ("accuracy", 2 / 3.0)], set.Values);
    }

    private static bool IsClose(double expected, double value) =>
        double.IsNaN(expected) ? double.IsNaN(value) : Math.Abs(value - expected) <= 1e-12 * Math.Max(1, Math.Abs(expected));

    private sealed class MeanConfidence : Metric
    {
        public override string Name => "mean confidence";

        public override MetricAccumulator Begin() => new Accumulator();

        private sealed class Accumulator : MetricAccumulator
        {
            private double sum;
            private int count;

            public override double Value => sum / count;

            public override void Add(in MetricBatch batch)
            {
                for (int row = 0; row < batch.Count; row++) sum += batch.Probabilities[row * batch.ClassCount + batch.Predictions[row]];
                count += batch.Count;
            }
        }
    }
}
