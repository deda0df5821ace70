using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Data.Streams;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

public sealed class StreamedTrainingTests : IDisposable
{
    private static readonly int[] parts = [11, 40, 6, 43];

    private static readonly Dataset<float> data = new(
        Tensor.Uniform([100, 4], -1f, 1f, new XoshiroRandom(1)), [.. Enumerable.Range(0, 100).Select(i => i % 3)]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_on_a_stream_in_one_buffer_gives_the_bits_of_training_in_memory()
    {
        Trainer<float> inMemory = Make(data, data, classWeights: [1, 2, 3]);
        Trainer<float> streamed = Make(Stream(100), Stream(5), classWeights: [1, 2, 3]);
        TrainingHistory one = inMemory.Fit(3), other = streamed.Fit(3);
        Assert.Equal(Weights(inMemory), Weights(streamed));
        Assert.Equal(one.Epochs.Select(epoch => epoch.TrainingLoss), other.Epochs.Select(epoch => epoch.TrainingLoss));
        Assert.Equal(one.Epochs.Select(epoch => epoch.Validation!.Loss), other.Epochs.Select(epoch => epoch.Validation!.Loss));
        Assert.Equal(
            one.Epochs.Select(epoch => epoch.Validation![Metric.Accuracy.Name]),
            other.Epochs.Select(epoch => epoch.Validation![Metric.Accuracy.Name]));
    }

    [Fact]
    public void The_same_order_of_samples_in_memory_and_streamed_gives_the_same_bits()
    {
        Trainer<float> streamed = Make(Stream(20)), inMemory = Make(data);
        int[] order = [.. OrderOf(20, new XoshiroRandom(7, 1))];
        Assert.NotEqual(Enumerable.Range(0, 100), order);
        inMemory = Make(data.Select(order), shuffles: false);
        streamed.Fit(1);
        inMemory.Fit(1);
        Assert.Equal(Weights(inMemory), Weights(streamed));

        static IEnumerable<int> OrderOf(int buffer, Random random)
        {
            Dataset<float> numbered = new(data.Inputs, Enumerable.Range(0, 100).ToArray());
            return Dataset.Stream(new PartsOfDataset(numbered, parts), buffer).Batches(8, random).SelectMany(batch => batch.Labels);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_was_interrupted_in_an_epoch_goes_on_bit_for_bit(bool knowsCounts)
    {
        Trainer<float> whole = Make(Stream(20, knowsCounts));
        whole.Fit(3);
        for (int steps = 1; steps < 3 * whole.StepsPerEpoch; steps += 4)
        {
            string place = folder.File($"run{steps}-{knowsCounts}");
            using CancellationTokenSource source = new();
            Trainer<float> first = Make(Stream(20, knowsCounts), place: place, callbacks: [new CancelAfter(steps, source)]);
            Assert.Throws<OperationCanceledException>(() => first.Fit(3, source.Token));
            Trainer<float> second = Make(Stream(20, knowsCounts), place: place);
            Assert.True(second.Resume());
            second.Fit(3);
            Assert.Equal(Weights(whole), Weights(second));
            Assert.Equal(whole.History.Epochs.Select(epoch => epoch.TrainingLoss),
                second.History.Epochs.Select(epoch => epoch.TrainingLoss));
        }
    }

    [Fact]
    public void A_run_goes_on_with_the_same_stream_alone()
    {
        string place = folder.File("run");
        Make(Stream(20), place: place).Fit(1);
        foreach (IDataset<float> other in (IDataset<float>[])[Stream(30), data])
        {
            Assert.Contains(
                "stream of 100, 20 together",
                    Assert.Throws<InvalidDataException>(() => Make(other, place: place).Resume()).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_was_learned_before_a_source_failed_is_not_lost()
    {
        bool fails = true;
        IEnumerable<Batch<float>> Read()
        {
            foreach (Batch<float> batch in data.Batches(10).Take(fails ? 7 : 10)) yield return batch;
            if (fails) throw new IOException("gone");
        }

        string place = folder.File("run");
        IDataset<float> stream = Dataset.Stream(SampleSource.Of(Read, 100), 16);
        Trainer<float> trainer = Make(stream, place: place);
        Assert.Throws<IOException>(() => trainer.Fit(2));
        fails = false;
        Trainer<float> resumed = Make(stream, place: place), whole = Make(stream);
        Assert.True(resumed.Resume());
        resumed.Fit(2);
        trainer.Fit(2);
        whole.Fit(2);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(Weights(whole), Weights(trainer));
    }

    [Fact]
    public void A_number_that_is_not_finite_is_found_in_its_batch()
    {
        SampleSource<float> source = new PartsOfDataset(data, parts).Select(batch => new(
            batch.Labels[0] == 2 ? batch.Inputs / 0f : batch.Inputs, batch.Labels));
        TrainingHistory history = Make(Dataset.Stream(source, 10)).Fit(1);
        Assert.Equal(StopKind.Diverged, history.Reason!.Kind);
        Assert.Matches(@"In the training data, the inputs of sample \d of the batch hold -?(∞|Infinity|NaN) at place \d",
            history.Reason.Sentence);
    }

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Assert.Contains("these are streamed", Assert.Throws<InvalidOperationException>(() => new Trainer<float>(
            new Linear<float>(4, 3, new Random(1)) is var model ? model : model, new Sgd<float>(model.Parameters, 0.1), Stream(10))
        {
            Batching = (data, size, random, drops) => data.Batches(size, random, drops),
        }.Fit(1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is outside 0 to 1", Assert.ThrowsAny<Exception>(() => Make(Stream(10), classWeights: [1, 1]).Fit(1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make(Dataset.Stream(SampleSource.Of(() => data.Batches(1).Take(0)))));
    }

    private static StreamedDataset<float> Stream(int buffer, bool knowsCounts = true) =>
        Dataset.Stream(new PartsOfDataset(data, parts, knowsCounts), buffer);

    private static Trainer<float> Make(
        IDataset<float> training, IDataset<float>? validation = null, double[]? classWeights = null, bool shuffles = true,
        string? place = null, TrainingCallback[]? callbacks = null)
    {
        Mlp<float> model = new([4, 6, 3], Activation.Tanh, new XoshiroRandom(5), dropout: 0.1);
        return new Trainer<float>(model, new Adam<float>(model.Parameters, 0.01), training, validation)
        {
            BatchSize = 8,
            Seed = 7,
            Shuffles = shuffles,
            Metrics = [Metric.Accuracy],
            ClassWeights = classWeights,
            Checkpoints = place is null ? null : new Checkpoints(place),
            Callbacks = callbacks ?? [],
        };
    }

    private static float[] Weights(Trainer<float> trainer) => [.. trainer.Model.Parameters.SelectMany(parameter => parameter.ToArray())];

    private sealed class CancelAfter(int steps, CancellationTokenSource source) : TrainingCallback
    {
        public override void OnStep(in StepResult result)
        {
            if (result.Step == steps) source.Cancel();
        }
    }
}
