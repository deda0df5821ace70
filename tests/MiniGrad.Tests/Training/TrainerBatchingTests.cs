using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training;

/// <summary>Batches cut by a function, of data that are labels alone.</summary>
[Collection(nameof(Alone))]
public sealed class TrainerBatchingTests : IDisposable
{
    private const int Tokens = 9, Samples = 50;
    private static readonly SequenceBatches batching = new(("tokens", "lengths")) { Window = 2 };
    private static readonly Dataset<float> data = Random(Samples);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_function_is_given_data_size_generator_and_what_happens_to_the_last()
    {
        List<(int Count, int Size, bool Draws, bool DropsLast)> calls = [];
        List<int> steps = [];
        foreach (bool shuffles in (bool[])[true, false])
        {
            Trainer<float> trainer = Make(
                (all, size, order, dropsLast) =>
                {
                    calls.Add((all.Count, size, order is not null, dropsLast));
                    return batching.Of(all, size, order, dropsLast).Select(batch =>
                    {
                        steps.Add(batch.LabelsOf("tokens").Shape[1]);
                        return batch;
                    });
                },
                shuffles, dropsLast: shuffles);
            Assert.Equal(shuffles ? 6 : 7, trainer.StepsPerEpoch);
            trainer.Fit(1);
        }
        Assert.Equal([(Samples, 8, true, true), (Samples, 8, false, false)], calls);
        Assert.Equal(13, steps.Count);
        Assert.True(steps.Distinct().Count() > 1);
    }

    [Fact]
    public void Each_epoch_has_an_order_of_its_own_that_the_seed_decides()
    {
        Assert.Equal(Seen(1), Seen(1));
        Assert.NotEqual(Seen(1), Seen(2));
        int[] both = Seen(1);
        Assert.Equal(Enumerable.Range(0, Samples), both[..Samples].Order());
        Assert.Equal(Enumerable.Range(0, Samples), both[Samples..].Order());
        Assert.NotEqual(both[..Samples], both[Samples..]);

        int[] Seen(ulong seed)
        {
            List<int> seen = [];
            Make((all, size, order, dropsLast) => batching.Of(all, size, order, dropsLast).Select(batch =>
            {
                seen.AddRange(batch.LabelsOf("sample"));
                return batch;
            }), seed: seed).Fit(2);
            return [.. seen];
        }
    }

    [Fact]
    public void Another_number_of_batches_is_refused()
    {
        Refuses("expected 7 batches in an epoch from Batching, got 6", (all, size, _, _) => all.Batches(size, dropsLast: true));
        Refuses("expected 7 batches in an epoch from Batching, got 0", (_, _, _, _) => []);
        Refuses("expected 7 batches in an epoch from Batching, got none", (_, _, _, _) => null!);
        Refuses("expected 7 batches in an epoch from Batching, got more", (all, size, _, _) => Endless(all, size));

        static void Refuses(string message, Func<Dataset<float>, int, Random?, bool, IEnumerable<Batch<float>>> batches) => Assert.Contains(
            message, Assert.Throws<InvalidOperationException>(() => Make(batches).Fit(1)).Message, StringComparison.Ordinal);

        static IEnumerable<Batch<float>> Endless(Dataset<float> all, int size)
        {
            while (true)
                foreach (Batch<float> batch in all.Batches(size)) yield return batch;
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void A_run_that_goes_on_in_the_middle_of_an_epoch_gives_the_same_bits(int stop)
    {
        Trainer<float> whole = Make(Cut);
        whole.Fit(3);

        using CancellationTokenSource source = new();
        int steps = 0;
        Trainer<float> first = Make(Cut, place: folder.File("run"), onStep: () =>
        {
            if (++steps == stop) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => first.Fit(3, source.Token));
        Trainer<float> second = Make(Cut, place: folder.File("run"));
        Assert.True(second.Resume());
        Assert.Equal(stop / 7, second.History.Epochs.Count);
        second.Fit(3);

        Assert.Equal(Weights(whole), Weights(second));
        Assert.Equal(whole.History.Epochs.Select(epoch => epoch.TrainingLoss), second.History.Epochs.Select(epoch => epoch.TrainingLoss));
    }

    [Fact]
    public void Captured_or_not_and_on_any_number_of_threads_it_gives_the_same_bits()
    {
        int before = Parallelism.ThreadCount;
        try
        {
            float[] expected = Run(threads: 1, captures: false);
            Assert.All(expected, value => Assert.True(float.IsFinite(value)));
            Assert.Equal(expected, Run(threads: 1, captures: true));
            Assert.Equal(expected, Run(threads: 2, captures: true));
            Assert.Equal(expected, Run(threads: 3, captures: false));
        }
        finally
        {
            Parallelism.ThreadCount = before;
        }

        static float[] Run(int threads, bool captures)
        {
            Parallelism.ThreadCount = threads;
            Trainer<float> trainer = Make(Cut, captures: captures);
            trainer.Fit(3);
            return Weights(trainer);
        }
    }

    [Fact]
    public void Data_of_labels_alone_are_evaluated_and_judged_by()
    {
        (Dataset<float> training, Dataset<float> validation) = data.Split(40);
        Trainer<float> trainer = Make(Cut, training: training, validation: validation, place: folder.File("run"));
        TrainingHistory history = trainer.Fit(8);
        Assert.True(history.Epochs[^1].TrainingLoss < history.Epochs[0].TrainingLoss);
        Assert.Equal(history.Epochs[^1].Validation!.Loss, trainer.Evaluate(validation).Loss);
        Assert.True(File.Exists(trainer.Checkpoints!.BestPath));

        Network model = new();
        MiniGrad.Serialization.Weights.Load(model, trainer.Checkpoints.BestPath);
        Trainer<float> best = Make(Cut, training: training, model: model);
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), best.Evaluate(validation).Loss);
    }

    [Fact]
    public void Messages_list_the_names_there_are()
    {
        Dataset<float> other = new(numbers: [], labels: new() { ["tokens"] = data.LabelsOf("tokens") });
        const string Names = "labels 'sample', 'tokens', 'lengths'";
        Assert.Equal(
            $"Trainer: expected validation data of {Names}, got labels 'tokens'. (Parameter 'validation')",
            Assert.Throws<ArgumentException>(() => Make(Cut, validation: other)).Message);
        Assert.Equal(
            $"Evaluate: this trainer learns from {Names}, got labels 'tokens'.",
            Assert.Throws<InvalidOperationException>(() => Make(Cut).Evaluate(other)).Message);
        Network model = new();
        Assert.Contains(
            $"no numbers 'inputs'; they have {Names}", Assert.Throws<InvalidOperationException>(() =>
                new Trainer<float>(model, new Sgd<float>(model.Parameters, 0.1), data).Fit(1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"they have {Names}", Assert.Throws<InvalidOperationException>(() => data.LabelsOf("token")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Batch<float>> Cut(Dataset<float> all, int size, Random? order, bool dropsLast) =>
        batching.Of(all, size, order, dropsLast);

    private static float[] Weights(Trainer<float> trainer) => [.. trainer.Model.Parameters.SelectMany(values => values.ToArray())];

    private static Trainer<float> Make(
        Func<Dataset<float>, int, Random?, bool, IEnumerable<Batch<float>>> batches, bool shuffles = true, bool dropsLast = false,
        ulong seed = 3, string? place = null, Action? onStep = null, bool captures = true, Dataset<float>? training = null,
        Dataset<float>? validation = null, Network? model = null)
    {
        model ??= new Network();
        return new(model, new Adam<float>(model.Parameters, 1e-2), training ?? data, validation)
        {
            BatchSize = 8,
            Seed = seed,
            Shuffles = shuffles,
            DropsLast = dropsLast,
            Captures = captures,
            BatchLoss = model.LossOf,
            Batching = batches,
            Checkpoints = place is null ? null : new Checkpoints(place),
            Callbacks = onStep is null ? [] : [new StepCallback(onStep)],
        };
    }

    private static Dataset<float> Random(int count)
    {
        XoshiroRandom random = new(5);
        PaddedSequences sequences = new([.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, random.Next(1, 17)).Select(_ => random.Next(3, Tokens)).ToArray())]);
        return new(numbers: [], labels: new()
        {
            ["sample"] = Enumerable.Range(0, count).ToArray(),
            ["tokens"] = sequences.Tokens,
            ["lengths"] = sequences.Lengths,
        });
    }

    private sealed class StepCallback(Action onStep) : TrainingCallback
    {
        public override void OnStep(in StepResult step) => onStep();
    }

    /// <summary>Tells each token from what was before and the token itself, with dropout between layers.</summary>
    private sealed class Network : Layer<float>
    {
        private readonly Embedding<float> table;
        private readonly Lstm<float> lstm;
        private readonly Linear<float> head;

        public Network()
        {
            XoshiroRandom random = new(1);
            table = Register("table", new Embedding<float>(Tokens, 8, random));
            lstm = Register("lstm", new Lstm<float>(8, 16, random, layers: 2, dropout: 0.1));
            head = Register("head", new Linear<float>(16, Tokens, random));
        }

        public Tensor<float> LossOf(Batch<float> batch)
        {
            IndexTensor tokens = batch.LabelsOf("tokens");
            Tensor<float> read = lstm.Run(table, tokens, lengths: batch.LabelsOf("lengths")).Outputs;
            return Loss.CrossEntropy(head.Forward(read), tokens, ignoredLabel: Vocabulary.Padding);
        }

        protected override Tensor<float> Compute(Tensor<float> input) => head.Forward(lstm.Forward(table.Forward(input)));
    }
}
